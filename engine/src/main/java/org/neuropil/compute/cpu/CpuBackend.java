package org.neuropil.compute.cpu;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendInfo;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.Conductances;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Indices;
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
  private final ThreadTeam team;
  private final OpenBlas blas;
  private final CpuAffine affine;
  private final List<AutoCloseable> children = new ArrayList<>();

  /**
   * An engine with its own threads.
   *
   * @param threads number of threads, at least 1
   */
  public CpuBackend(int threads) {
    blas = OpenBlas.get();
    team = new ThreadTeam(threads);
    affine = new CpuAffine(team, blas);
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
    affine.affine(data(w), sequence(x), xStep, sequence(y), yStep, count, columns, data(biases));
  }

  @Override
  public void fillBias(Sequence y, int step, int columns, Buffer... biases) {
    CpuAffine.fillBias(sequence(y), step, 0, y.nodes(), columns, data(biases));
  }

  @Override
  public void affineGradient(
      Sequence d, int dStep, Sequence x, int xStep, int count, int columns, Buffer gw) {
    affine.gradient(sequence(d), dStep, sequence(x), xStep, count, columns, data(gw));
  }

  @Override
  public void biasGradient(Sequence d, int dStep, int count, int columns, Buffer g) {
    affine.biasGradient(sequence(d), dStep, count, data(g));
  }

  @Override
  public void affineBackward(
      Buffer w, Sequence d, int dStep, Sequence out, int outStep, int count, int columns) {
    affine.backward(data(w), sequence(d), dStep, sequence(out), outStep, count, columns);
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
    affine.backward(
        data(w), sequence(d), dStep, sequence(out), outStep, phi, sequence(h), hStep, columns);
  }

  @Override
  public void activate(Sequence h, int step, Activation phi, int columns) {
    CpuSequence x = sequence(h);
    team.ranges(x.nodes(), x.stride(), (from, to) -> x.activate(phi, step, from, to, columns));
  }

  @Override
  public Indices indices(String name, int steps, int batch) {
    return new CpuIndices(steps, batch);
  }

  @Override
  public void softmaxCrossEntropy(
      Sequence logits,
      int count,
      Indices labels,
      int columns,
      double scale,
      boolean twice,
      Sequence dLogits,
      Metrics metrics) {
    ((CpuTotals) metrics)
        .softmaxCrossEntropy(
            team,
            sequence(logits),
            count,
            (CpuIndices) labels,
            columns,
            scale,
            twice,
            dLogits == logits ? null : sequence(dLogits));
  }

  @Override
  public void squaredError(
      Sequence z,
      int count,
      boolean sigmoid,
      Sequence target,
      @Nullable Sequence weight,
      int columns,
      double scale,
      Sequence dz,
      Metrics metrics) {
    ((CpuTotals) metrics)
        .squaredError(
            team,
            sequence(z),
            count,
            sigmoid,
            sequence(target),
            weight == null ? null : sequence(weight),
            columns,
            scale,
            dz == z ? null : sequence(dz));
  }

  @Override
  public void combine(
      Sequence out,
      int outStep,
      int columns,
      Activation phi,
      @Nullable Sequence h,
      int hStep,
      Term... terms) {
    CpuSequence target = sequence(out);
    Combination sum = new Combination(terms, phi, h == null ? null : sequence(h), hStep);
    int stride = target.stride();
    // The padding of every term is zero, so whole rows can be combined.
    team.ranges(
        target.nodes(),
        0.1 * terms.length * stride,
        (from, to) -> sum.run(target.data(), target.at(outStep), from * stride, to * stride));
  }

  @Override
  public void embed(Buffer table, Indices tokens, Sequence x, int count, int columns) {
    CpuEmbedding.embed(team, data(table), (CpuIndices) tokens, sequence(x), count, columns);
  }

  @Override
  public void embedGradient(Indices tokens, Sequence dx, int count, int columns, Buffer gTable) {
    CpuEmbedding.gradient(team, (CpuIndices) tokens, sequence(dx), count, columns, data(gTable));
  }

  @Override
  public void addNoise(
      Sequence a, int step, int count, int columns, double sd, long seed, long firstWord) {
    CpuNoise.add(team, sequence(a), step, count, columns, sd, seed, firstWord);
  }

  @Override
  public void clamp(Buffer b, float low, float high) {
    float[] x = data(b);
    team.ranges(
        x.length,
        0.2,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            x[i] = Math.min(Math.max(x[i], low), high);
          }
        });
  }

  @Override
  public void adam(Buffer w, Buffer g, Buffer m, Buffer v, AdamStep step) {
    team.ranges(
        w.size(),
        Pointwise.ADAM_COST,
        (from, to) -> Pointwise.adam(data(w), data(g), data(m), data(v), from, to, step));
  }

  @Override
  public void dropNodes(
      Sequence h, int step, int columns, double fraction, long seed, long firstWord) {
    CpuSequence x = sequence(h);
    float[] data = x.data();
    team.run(
        columns,
        6.0 * columns * x.nodes(),
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
    team.ranges(
        values.length,
        4,
        (from, to) -> {
          Philox random = new Philox(seed, purpose, index).seek(from);
          for (int i = from; i < to; i++) {
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

  private static CpuSequence sequence(Sequence s) {
    return (CpuSequence) s;
  }

  private static float[][] data(Buffer[] buffers) {
    float[][] arrays = new float[buffers.length][];
    for (int k = 0; k < arrays.length; k++) {
      arrays[k] = data(buffers[k]);
    }
    return arrays;
  }

  private static float[] data(Buffer buffer) {
    return ((CpuBuffer) buffer).data();
  }
}
