package org.neuropil.compute.cpu;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/**
 * The hidden-layer products through a dense matrix and OpenBLAS: the plan of dense networks. A full
 * pattern's values are the dense matrix; otherwise they are scattered to one, and the dense
 * gradient is sampled panel by panel.
 *
 * <p>The weight gradient is one product over the concatenated time and batch axis: the time-major
 * slices are first copied side by side, which costs a few per cent of the product and lets it run
 * with an inner length of steps times batch.
 */
final class DenseProduct implements HiddenProduct {
  /**
   * Density above which a dense product is faster than the tiled sparse one (see
   * docs/performance.md).
   */
  static final double WINS_ABOVE = 0.4;

  /** Nanoseconds of a multiplication and addition, roughly. */
  private static final double COST = 0.025;

  private final Consumer<HiddenProduct> onClose;
  private final ThreadTeam team;
  private final OpenBlas blas;
  private final SparsityPattern pattern;
  private final int rows;
  private final int cols;
  private final int rowPanel;
  private final int colPanel;
  private final float @Nullable [] shadow;
  private final float[] joined;
  private final ThreadLocal<float[]> panels;
  private float[] w = new float[0];

  /**
   * Plans the products.
   *
   * @param onClose is told when this is closed, so that nobody keeps the matrix of a pattern that
   *     was given up
   */
  DenseProduct(
      ThreadTeam team,
      OpenBlas blas,
      String name,
      SparsityPattern pattern,
      int steps,
      int batch,
      Consumer<HiddenProduct> onClose) {
    this.onClose = onClose;
    this.team = team;
    this.blas = blas;
    this.pattern = pattern;
    this.rows = pattern.rows();
    this.cols = pattern.cols();
    this.rowPanel = CpuAffine.panel(rows);
    this.colPanel = CpuAffine.panel(cols);
    this.shadow = pattern.isFull() ? null : new float[CpuMemory.denseSize(name, rows, cols)];
    this.joined = new float[CpuMemory.denseSize(name, cols, steps * batch)];
    int inner = steps * batch;
    this.panels =
        ThreadLocal.withInitial(
            () -> new float[rowPanel * inner + (pattern.isFull() ? 0 : rowPanel * cols)]);
  }

  @Override
  public SparsityPattern pattern() {
    return pattern;
  }

  @Override
  public PlanKind plan() {
    return PlanKind.DENSE;
  }

  @Override
  public void update(Buffer values) {
    float[] source = ((CpuBuffer) values).data();
    float[] dense = shadow;
    if (dense == null) {
      w = source;
      return;
    }
    w = dense;
    team.ranges(
        rows,
        1.0 * pattern.nonzeros() / rows,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
              dense[i * cols + pattern.column(e)] = source[e];
            }
          }
        });
  }

  @Override
  public void forward(
      Sequence h, int from, Sequence out, int to, boolean accumulate, Activation phi, int columns) {
    CpuSequence x = (CpuSequence) h;
    CpuSequence y = (CpuSequence) out;
    team.run(
        tasks(rows, rowPanel),
        COST * rows * cols * columns,
        panel -> {
          int row = panel * rowPanel;
          int count = Math.min(rowPanel, rows - row);
          int at = y.at(to) + row * y.stride();
          blas.gemm(
              false,
              false,
              count,
              columns,
              cols,
              w,
              row * cols,
              cols,
              x.data(),
              x.at(from),
              x.stride(),
              accumulate ? 1f : 0f,
              y.data(),
              at,
              y.stride());
          y.clearPadding(to, row, row + count, columns);
          y.activate(phi, to, row, row + count, columns);
        });
  }

  @Override
  public void backward(
      Sequence d,
      int from,
      Sequence out,
      int to,
      Activation phi,
      Sequence h,
      int hStep,
      int columns) {
    CpuSequence x = (CpuSequence) d;
    CpuSequence y = (CpuSequence) out;
    CpuSequence hidden = (CpuSequence) h;
    team.run(
        tasks(cols, colPanel),
        COST * rows * cols * columns,
        panel -> {
          int row = panel * colPanel;
          int count = Math.min(colPanel, cols - row);
          int at = y.at(to) + row * y.stride();
          blas.gemm(
              true,
              false,
              count,
              columns,
              rows,
              w,
              row,
              cols,
              x.data(),
              x.at(from),
              x.stride(),
              0f,
              y.data(),
              at,
              y.stride());
          y.clearPadding(to, row, row + count, columns);
          Pointwise.timesDerivative(
              phi,
              y.data(),
              at,
              hidden.data(),
              hidden.at(hStep) + row * hidden.stride(),
              count * y.stride());
        });
  }

  @Override
  public void gradient(
      Sequence d, int dFrom, Sequence h, int hFrom, int count, int columns, Buffer g) {
    if (count == 0) {
      g.zero();
      return;
    }
    CpuSequence delta = (CpuSequence) d;
    CpuSequence x = (CpuSequence) h;
    int inner = count * columns;
    team.run(
        tasks(cols, colPanel),
        0.2 * cols * inner,
        panel ->
            join(
                x,
                hFrom,
                count,
                columns,
                panel * colPanel,
                Math.min(cols, (panel + 1) * colPanel),
                joined,
                panel * colPanel * inner));
    float[] sums = ((CpuBuffer) g).data();
    team.run(
        tasks(rows, rowPanel),
        COST * rows * cols * inner,
        panel -> {
          int row = panel * rowPanel;
          int height = Math.min(rowPanel, rows - row);
          float[] scratch = panels.get();
          join(delta, dFrom, count, columns, row, row + height, scratch, 0);
          if (shadow == null) {
            blas.gemm(
                false,
                true,
                height,
                cols,
                inner,
                scratch,
                0,
                inner,
                joined,
                0,
                inner,
                0f,
                sums,
                row * cols,
                cols);
            return;
          }
          int products = scratch.length - rowPanel * cols;
          blas.gemm(
              false, true, height, cols, inner, scratch, 0, inner, joined, 0, inner, 0f, scratch,
              products, cols);
          for (int i = row; i < row + height; i++) {
            for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
              sums[e] = scratch[products + (i - row) * cols + pattern.column(e)];
            }
          }
        });
  }

  /** Copies rows [fromRow, toRow) of {@code count} slices side by side: [row][slice][column]. */
  private static void join(
      CpuSequence s,
      int from,
      int count,
      int columns,
      int fromRow,
      int toRow,
      float[] target,
      int at) {
    for (int i = fromRow; i < toRow; i++) {
      for (int t = 0; t < count; t++) {
        System.arraycopy(s.data(), s.at(from + t) + i * s.stride(), target, at, columns);
        at += columns;
      }
    }
  }

  @Override
  public void adam(
      Buffer values, Buffer g, Buffer m, Buffer v, AdamStep step, @Nullable Buffer sourceSigns) {
    MaskedAdam.update(team, pattern, values, g, m, v, step, sourceSigns);
  }

  @Override
  public long planBytes() {
    return 4L * (joined.length + (shadow == null ? 0 : shadow.length));
  }

  @Override
  public void close() {
    w = new float[0];
    onClose.accept(this);
  }

  private static int tasks(int count, int panel) {
    return (count + panel - 1) / panel;
  }
}
