package org.neuropil.compute.cpu;

import java.util.Arrays;
import org.neuropil.compute.Activation;

/** The dense products with their biases, through OpenBLAS, and sums over samples. */
final class CpuAffine {
  /** Rows of a dense product that make one task: enough work for a call. */
  private static final int PANEL = 256;

  /** Nanoseconds of a multiplication and addition, roughly. */
  private static final double COST = 0.025;

  private final ThreadTeam team;
  private final OpenBlas blas;

  CpuAffine(ThreadTeam team, OpenBlas blas) {
    this.team = team;
    this.blas = blas;
  }

  /**
   * Rows of one task's share of a product with {@code rows} rows. It depends on nothing else, so
   * that neither do the results: matrices below {@value #PANEL} rows are cut too, as small networks
   * would else keep one thread busy only.
   */
  static int panel(int rows) {
    if (rows > 2 * PANEL) {
      return PANEL;
    }
    int pieces = Math.max(1, (rows + 79) / 80);
    return Math.max(8, ((rows + pieces - 1) / pieces + 7) & -8);
  }

  private static int tasks(int rows, int panel) {
    return (rows + panel - 1) / panel;
  }

  void affine(
      float[] w,
      CpuSequence x,
      int xStep,
      CpuSequence y,
      int yStep,
      int count,
      int columns,
      float[][] biases) {
    int panels = tasks(y.nodes(), PANEL);
    team.run(
        count * panels,
        COST * count * columns * y.nodes() * x.nodes(),
        task -> {
          int s = task / panels;
          int row = task % panels * PANEL;
          int rows = Math.min(PANEL, y.nodes() - row);
          fillBias(y, yStep + s, row, row + rows, columns, biases);
          blas.gemm(
              false,
              false,
              rows,
              columns,
              x.nodes(),
              w,
              row * x.nodes(),
              x.nodes(),
              x.data(),
              x.at(xStep + s),
              x.stride(),
              1f,
              y.data(),
              y.at(yStep + s) + row * y.stride(),
              y.stride());
        });
  }

  static void fillBias(
      CpuSequence y, int step, int fromRow, int toRow, int columns, float[][] biases) {
    float[] data = y.data();
    for (int i = fromRow; i < toRow; i++) {
      float sum = 0;
      for (float[] bias : biases) {
        sum += bias[i];
      }
      int row = y.at(step) + i * y.stride();
      Arrays.fill(data, row, row + columns, sum);
      Arrays.fill(data, row + columns, row + y.stride(), 0f);
    }
  }

  void gradient(
      CpuSequence d, int dStep, CpuSequence x, int xStep, int count, int columns, float[] gw) {
    int out = d.nodes();
    int in = x.nodes();
    if (count == 0) {
      Arrays.fill(gw, 0f);
      return;
    }
    int height = panel(out);
    int width = panel(in);
    int across = tasks(in, width);
    team.run(
        tasks(out, height) * across,
        COST * count * columns * out * in,
        task -> {
          int row = task / across * height;
          int column = task % across * width;
          for (int s = 0; s < count; s++) {
            blas.gemm(
                false,
                true,
                Math.min(height, out - row),
                Math.min(width, in - column),
                columns,
                d.data(),
                d.at(dStep + s) + row * d.stride(),
                d.stride(),
                x.data(),
                x.at(xStep + s) + column * x.stride(),
                x.stride(),
                s == 0 ? 0f : 1f,
                gw,
                row * in + column,
                in);
          }
        });
  }

  void biasGradient(CpuSequence d, int dStep, int count, float[] g) {
    float[] values = d.data();
    team.ranges(
        d.nodes(),
        0.1 * count * d.stride(),
        (from, to) -> {
          float[] partial = new float[16];
          for (int i = from; i < to; i++) {
            // Padding columns are zero, so whole rows can be summed.
            float sum =
                Pointwise.sum(
                    values,
                    d.at(dStep) + i * d.stride(),
                    d.nodes() * d.stride(),
                    count,
                    d.stride(),
                    partial);
            g[i] = sum;
          }
        });
  }

  /** W^T d for {@code count} steps. */
  void backward(
      float[] w, CpuSequence d, int dStep, CpuSequence out, int outStep, int count, int columns) {
    int panels = tasks(out.nodes(), PANEL);
    team.run(
        count * panels,
        COST * count * columns * out.nodes() * d.nodes(),
        task -> {
          int row = task % panels * PANEL;
          int s = task / panels;
          backwardPanel(w, d, dStep + s, out, outStep + s, row, columns);
        });
  }

  /** W^T d of one step, times the slope. */
  void backward(
      float[] w,
      CpuSequence d,
      int dStep,
      CpuSequence out,
      int outStep,
      Activation phi,
      CpuSequence h,
      int hStep,
      int columns) {
    team.run(
        tasks(out.nodes(), PANEL),
        panel -> {
          int row = panel * PANEL;
          int rows = backwardPanel(w, d, dStep, out, outStep, row, columns);
          Pointwise.timesDerivative(
              phi,
              out.data(),
              out.at(outStep) + row * out.stride(),
              h.data(),
              h.at(hStep) + row * h.stride(),
              rows * out.stride());
        });
  }

  /** One panel; returns its rows. */
  private int backwardPanel(
      float[] w, CpuSequence d, int dStep, CpuSequence out, int outStep, int row, int columns) {
    int rows = Math.min(PANEL, out.nodes() - row);
    blas.gemm(
        true,
        false,
        rows,
        columns,
        d.nodes(),
        w,
        row,
        out.nodes(),
        d.data(),
        d.at(dStep),
        d.stride(),
        0f,
        out.data(),
        out.at(outStep) + row * out.stride(),
        out.stride());
    out.clearPadding(outStep, row, row + rows, columns);
    return rows;
  }
}
