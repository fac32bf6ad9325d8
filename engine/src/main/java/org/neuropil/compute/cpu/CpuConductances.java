package org.neuropil.compute.cpu;

import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.ConductanceProduct;
import org.neuropil.compute.Conductances;
import org.neuropil.compute.Sequence;
import org.neuropil.compute.cpu.ConductanceKernels.Rows;
import org.neuropil.compute.cpu.ConductanceKernels.Values;
import org.neuropil.matrix.SparsityPattern;

/** Conductances on CPU cores; each thread works on nodes of its own. */
final class CpuConductances implements Conductances {
  private static final int TASKS_PER_THREAD = 4;

  private final ThreadTeam team;

  CpuConductances(ThreadTeam team) {
    this.team = team;
  }

  @Override
  public ConductanceProduct product(String name, SparsityPattern pattern, int batch) {
    return new Product(pattern);
  }

  private final class Product implements ConductanceProduct {
    private final SparsityPattern pattern;
    private final SparsityPattern.Transposed transposed;

    Product(SparsityPattern pattern) {
      this.pattern = pattern;
      this.transposed = pattern.transpose();
    }

    @Override
    public SparsityPattern pattern() {
      return pattern;
    }

    @Override
    public void forward(Synapses synapses, Slice x, Slice num, Slice den, int columns) {
      Values values = values(synapses);
      int[] offsets = pattern.rowOffsets();
      int[] senders = pattern.columns();
      byNodes(
          pattern.rows(),
          1,
          (first, last) ->
              ConductanceKernels.forward(
                  offsets, senders, values, rows(x), rows(num), rows(den), columns, first, last));
    }

    @Override
    public void backward(
        Synapses synapses,
        Slice x,
        Slice dNum,
        Slice dDen,
        Slice dx,
        boolean accumulate,
        int columns,
        Synapses gradients) {
      Values values = values(synapses);
      Values sums = values(gradients);
      int[] offsets = transposed.pattern().rowOffsets();
      int[] receivers = transposed.pattern().columns();
      byNodes(
          pattern.cols(),
          1,
          (first, last) ->
              ConductanceKernels.backward(
                  offsets,
                  receivers,
                  transposed.permutation(),
                  values,
                  rows(x),
                  rows(dNum),
                  rows(dDen),
                  rows(dx),
                  accumulate,
                  columns,
                  sums,
                  first,
                  last));
    }

    @Override
    public long planBytes() {
      return 8L * pattern.nonzeros() + 4L * (pattern.cols() + 1);
    }

    @Override
    public void close() {}
  }

  @Override
  public void step(
      Membrane membrane,
      Slice next,
      Slice v,
      Slice num,
      Slice den,
      Slice inNum,
      Slice inDen,
      int columns) {
    float[] cm = data(membrane.capacitance());
    float[] gl = data(membrane.leak());
    float[] vl = data(membrane.rest());
    byNodes(
        next.sequence().nodes(),
        32,
        (first, last) -> {
          for (int j = first; j < last; j++) {
            ConductanceKernels.step(
                cm[j],
                gl[j],
                vl[j],
                rows(next),
                rows(v),
                rows(num),
                rows(den),
                rows(inNum),
                rows(inDen),
                columns,
                j);
          }
        });
  }

  @Override
  public void stepBackward(
      Membrane membrane,
      Slice dNext,
      Slice next,
      Slice v,
      Slice den,
      Slice inDen,
      Slice dv,
      boolean accumulate,
      Slice dNum,
      Slice dDen,
      int columns,
      Membrane gradients) {
    float[] cm = data(membrane.capacitance());
    float[] gl = data(membrane.leak());
    float[] vl = data(membrane.rest());
    float[] cmSums = data(gradients.capacitance());
    float[] glSums = data(gradients.leak());
    float[] vlSums = data(gradients.rest());
    byNodes(
        next.sequence().nodes(),
        32,
        (first, last) -> {
          float[] sums = new float[3 * CpuSequence.LINE];
          for (int j = first; j < last; j++) {
            ConductanceKernels.stepBackward(
                cm[j],
                gl[j],
                vl[j],
                rows(dNext),
                rows(next),
                rows(v),
                rows(den),
                rows(inDen),
                rows(dv),
                accumulate,
                rows(dNum),
                rows(dDen),
                columns,
                j,
                sums);
            cmSums[j] += sums[0];
            glSums[j] += sums[CpuSequence.LINE];
            vlSums[j] += gl[j] * sums[2 * CpuSequence.LINE];
          }
        });
  }

  @Override
  public void scale(
      Buffer scale,
      @Nullable Buffer shift,
      Sequence x,
      int xStep,
      Sequence y,
      int yStep,
      int count,
      int columns) {
    float[] factors = data(scale);
    float[] summands = shift == null ? new float[factors.length] : data(shift);
    byNodes(
        x.nodes(),
        32,
        (first, last) -> {
          for (int s = 0; s < count; s++) {
            Rows in = rows(new Slice(x, xStep + s));
            Rows out = rows(new Slice(y, yStep + s));
            for (int i = first; i < last; i++) {
              ConductanceKernels.scale(factors[i], summands[i], in, out, columns, i);
            }
          }
        });
  }

  @Override
  public void scaleGradient(
      Sequence d, int dStep, Sequence x, int xStep, int count, int columns, Buffer g) {
    float[] sums = data(g);
    byNodes(
        d.nodes(),
        32,
        (first, last) -> {
          float[] partial = new float[CpuSequence.LINE];
          for (int i = first; i < last; i++) {
            float sum = 0;
            for (int s = 0; s < count; s++) {
              Rows left = rows(new Slice(d, dStep + s));
              Rows right = rows(new Slice(x, xStep + s));
              sum += ConductanceKernels.dot(left, right, columns, i, partial);
            }
            sums[i] = sum;
          }
        });
  }

  @FunctionalInterface
  private interface Nodes {
    void run(int first, int last);
  }

  /** Ranges of at least {@code least} nodes as tasks. */
  private void byNodes(int nodes, int least, Nodes body) {
    int tasks = team.threads() * TASKS_PER_THREAD;
    int size = Math.max(least, (nodes + tasks - 1) / tasks);
    team.run(
        (nodes + size - 1) / size,
        task -> body.run(task * size, Math.min(nodes, (task + 1) * size)));
  }

  private static float[] data(Buffer buffer) {
    return ((CpuBuffer) buffer).data();
  }

  private static Values values(ConductanceProduct.Synapses s) {
    return new Values(data(s.weight()), data(s.reversal()), data(s.midpoint()), data(s.slope()));
  }

  private static Rows rows(Slice slice) {
    CpuSequence sequence = (CpuSequence) slice.sequence();
    return new Rows(sequence.data(), sequence.at(slice.step()), sequence.stride());
  }
}
