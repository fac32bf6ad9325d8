package org.neuropil.compute.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendInfo;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.Conductances;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Labels;
import org.neuropil.compute.MemoryNeed;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.NetworkSize;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.Sequence;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/** The contract on CPU cores. */
public final class CpuBackend implements Backend {
  /** Rows of a dense product that make one task: enough work for a call. */
  private static final int PANEL = 256;

  /** Elements of an elementwise task. */
  private static final int CHUNK = 1 << 15;

  private final ThreadTeam team;
  private final OpenBlas blas;
  private final List<AutoCloseable> children = new ArrayList<>();

  /**
   * An engine with its own threads.
   *
   * @param threads number of threads, at least 1
   */
  public CpuBackend(int threads) {
    blas = OpenBlas.get();
    team = new ThreadTeam(threads);
  }

  @Override
  public BackendInfo info() {
    String device =
        CpuInfo.model()
            + ", "
            + team.threads()
            + (team.threads() == 1 ? " thread, " : " threads, ")
            + FloatVector.SPECIES_PREFERRED.vectorBitSize()
            + "-bit vectors";
    return new BackendInfo("cpu", device, Precision.FP32, OpenBlas.describe());
  }

  @Override
  public MemoryNeed memory(NetworkSize size, PlanKind plan) {
    return CpuMemory.predict(size, resolve(plan, size.density()), team.threads());
  }

  @Override
  public Buffer buffer(String name, int size) {
    return keep(new CpuBuffer(name, size));
  }

  @Override
  public Sequence sequence(String name, int nodes, int steps, int batch) {
    return keep(new CpuSequence(name, nodes, steps, batch));
  }

  @Override
  public Labels labels(String name, int batch) {
    return new CpuLabels(new int[batch]);
  }

  @Override
  public Metrics metrics(String name) {
    return new CpuTotals();
  }

  @Override
  public HiddenProduct product(
      String name, SparsityPattern pattern, PlanKind plan, int steps, int batch) {
    return resolve(
                plan, pattern.nonzeros() / Math.max(1.0, (double) pattern.rows() * pattern.cols()))
            == PlanKind.DENSE
        ? keep(new DenseProduct(team, blas, name, pattern, steps, batch, children::remove))
        : keep(new TiledProduct(team, pattern, batch, children::remove));
  }

  private static PlanKind resolve(PlanKind plan, double density) {
    return switch (plan) {
      case TILED, DENSE -> plan;
      case AUTO -> density > DenseProduct.WINS_ABOVE ? PlanKind.DENSE : PlanKind.TILED;
      case LIBRARY ->
          throw UserError.usage(
              "the CPU back end has no plan 'library'", "choose --plan auto, tiled or dense");
    };
  }

  @Override
  public void affine(
      Buffer w,
      Sequence x,
      int xStep,
      Sequence y,
      int yStep,
      int count,
      int columns,
      Buffer... biases) {
    CpuSequence in = (CpuSequence) x;
    CpuSequence out = (CpuSequence) y;
    int panels = panels(out.nodes());
    team.run(
        count * panels,
        task -> {
          int s = task / panels;
          int row = task % panels * PANEL;
          int rows = Math.min(PANEL, out.nodes() - row);
          fillBias(out, yStep + s, row, row + rows, columns, biases);
          blas.gemm(
              false,
              false,
              rows,
              columns,
              in.nodes(),
              data(w),
              row * in.nodes(),
              in.nodes(),
              in.data(),
              in.at(xStep + s),
              in.stride(),
              1f,
              out.data(),
              out.at(yStep + s) + row * out.stride(),
              out.stride());
        });
  }

  @Override
  public void fillBias(Sequence y, int step, int columns, Buffer... biases) {
    fillBias((CpuSequence) y, step, 0, y.nodes(), columns, biases);
  }

  private static void fillBias(
      CpuSequence y, int step, int fromRow, int toRow, int columns, Buffer... biases) {
    float[] data = y.data();
    for (int i = fromRow; i < toRow; i++) {
      float sum = 0;
      for (Buffer bias : biases) {
        sum += data(bias)[i];
      }
      int row = y.at(step) + i * y.stride();
      Arrays.fill(data, row, row + columns, sum);
      Arrays.fill(data, row + columns, row + y.stride(), 0f);
    }
  }

  @Override
  public void affineGradient(
      Sequence d, int dStep, Sequence x, int xStep, int count, int columns, Buffer gw) {
    CpuSequence delta = (CpuSequence) d;
    CpuSequence in = (CpuSequence) x;
    if (count == 0) {
      gw.zero();
    }
    team.run(
        panels(delta.nodes()),
        panel -> {
          int row = panel * PANEL;
          int rows = Math.min(PANEL, delta.nodes() - row);
          for (int s = 0; s < count; s++) {
            blas.gemm(
                false,
                true,
                rows,
                in.nodes(),
                columns,
                delta.data(),
                delta.at(dStep + s) + row * delta.stride(),
                delta.stride(),
                in.data(),
                in.at(xStep + s),
                in.stride(),
                s == 0 ? 0f : 1f,
                data(gw),
                row * in.nodes(),
                in.nodes());
          }
        });
  }

  @Override
  public void biasGradient(Sequence d, int dStep, int count, int columns, Buffer g) {
    CpuSequence delta = (CpuSequence) d;
    float[] sums = data(g);
    float[] values = delta.data();
    team.run(
        panels(delta.nodes()),
        panel -> {
          float[] partial = new float[16];
          for (int i = panel * PANEL; i < Math.min(delta.nodes(), (panel + 1) * PANEL); i++) {
            // Padding columns are zero, so whole rows can be summed.
            float sum =
                Pointwise.sum(
                    values,
                    delta.at(dStep) + i * delta.stride(),
                    delta.nodes() * delta.stride(),
                    count,
                    delta.stride(),
                    partial);
            sums[i] = sum;
          }
        });
  }

  @Override
  public void affineBackward(
      Buffer w,
      Sequence d,
      int dStep,
      Sequence out,
      int outStep,
      Activation phi,
      Sequence h,
      int hStep,
      int columns) {
    CpuSequence delta = (CpuSequence) d;
    CpuSequence target = (CpuSequence) out;
    CpuSequence hidden = (CpuSequence) h;
    team.run(
        panels(target.nodes()),
        panel -> {
          int row = panel * PANEL;
          int rows = Math.min(PANEL, target.nodes() - row);
          int at = target.at(outStep) + row * target.stride();
          blas.gemm(
              true,
              false,
              rows,
              columns,
              delta.nodes(),
              data(w),
              row,
              target.nodes(),
              delta.data(),
              delta.at(dStep),
              delta.stride(),
              0f,
              target.data(),
              at,
              target.stride());
          target.clearPadding(outStep, row, row + rows, columns);
          Pointwise.timesDerivative(
              phi,
              target.data(),
              at,
              hidden.data(),
              hidden.at(hStep) + row * hidden.stride(),
              rows * target.stride());
        });
  }

  @Override
  public void activate(Sequence h, int step, Activation phi, int columns) {
    CpuSequence x = (CpuSequence) h;
    team.run(
        panels(x.nodes()),
        panel ->
            x.activate(
                phi, step, panel * PANEL, Math.min(x.nodes(), (panel + 1) * PANEL), columns));
  }

  @Override
  public void softmaxCrossEntropy(
      Sequence logits, Labels labels, int columns, Sequence dLogits, Metrics metrics) {
    ((CpuTotals) metrics)
        .add(
            (CpuSequence) logits,
            ((CpuLabels) labels).values,
            columns,
            dLogits == logits ? null : (CpuSequence) dLogits);
  }

  @Override
  public void adam(Buffer w, Buffer g, Buffer m, Buffer v, AdamStep step) {
    int size = w.size();
    team.run(
        (size + CHUNK - 1) / CHUNK,
        chunk ->
            Pointwise.adam(
                data(w),
                data(g),
                data(m),
                data(v),
                chunk * CHUNK,
                (int) Math.min(size, (chunk + 1L) * CHUNK),
                step));
  }

  @Override
  public void dropNodes(
      Sequence h, int step, int columns, double fraction, long seed, long firstWord) {
    CpuSequence x = (CpuSequence) h;
    float[] data = x.data();
    team.run(
        columns,
        k -> {
          Philox random =
              new Philox(seed, Philox.Purpose.NODE_NOISE, 0).seek(firstWord + (long) k * x.nodes());
          for (int i = 0; i < x.nodes(); i++) {
            if (random.nextUnit() < fraction) {
              data[x.at(step) + i * x.stride() + k] = 0f;
            }
          }
        });
  }

  @Override
  public void fillSymmetric(Buffer b, float limit, long seed, Philox.Purpose purpose, int index) {
    float[] values = data(b);
    team.run(
        (values.length + CHUNK - 1) / CHUNK,
        chunk -> {
          Philox random = new Philox(seed, purpose, index).seek((long) chunk * CHUNK);
          for (int i = chunk * CHUNK; i < Math.min(values.length, (chunk + 1L) * CHUNK); i++) {
            values[i] = random.nextSymmetric(limit);
          }
        });
  }

  @Override
  public long countNonFinite(Buffer b) {
    long count = 0;
    for (float value : data(b)) {
      count += Float.isFinite(value) ? 0 : 1;
    }
    return count;
  }

  @Override
  public double meanAbs(Buffer b) {
    double sum = 0;
    for (float value : data(b)) {
      sum += Math.abs(value);
    }
    return sum / b.size();
  }

  @Override
  public Conductances conductances() {
    return new CpuConductances(team);
  }

  @Override
  public void synchronize() {}

  @Override
  public void close() {
    // A copy, as closing a product takes it off the list.
    for (AutoCloseable child : List.copyOf(children).reversed()) {
      try {
        child.close();
      } catch (Exception problem) {
        throw new IllegalStateException(problem);
      }
    }
    children.clear();
    team.close();
  }

  private <T extends AutoCloseable> T keep(T child) {
    children.add(child);
    return child;
  }

  private static int panels(int rows) {
    return (rows + PANEL - 1) / PANEL;
  }

  private static float[] data(Buffer buffer) {
    return ((CpuBuffer) buffer).data();
  }

  private static final class CpuLabels implements Labels {
    private final int[] values;

    CpuLabels(int[] values) {
      this.values = values;
    }

    @Override
    public int batch() {
      return values.length;
    }

    @Override
    public void write(int[] labels, int count) {
      System.arraycopy(labels, 0, values, 0, count);
    }

    @Override
    public void close() {}
  }
}
