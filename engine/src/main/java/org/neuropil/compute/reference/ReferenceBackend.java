package org.neuropil.compute.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * The contract carried out literally, in double precision, with plain loops. Slow on purpose: it is
 * the oracle for the other back ends and, as its buffers hold doubles, the ground on which
 * gradients are checked against finite differences.
 */
public final class ReferenceBackend implements Backend {
  private final List<Runnable> closers = new ArrayList<>();

  @Override
  public BackendInfo info() {
    return new BackendInfo("reference", "plain loops in double precision", Precision.FP32, "none");
  }

  @Override
  public MemoryNeed memory(NetworkSize size, PlanKind plan) {
    return new MemoryNeed(
        44 * size.connections(),
        24L * size.hidden() * size.steps() * size.batch(),
        Runtime.getRuntime().maxMemory(),
        "Java heap");
  }

  @Override
  public Buffer buffer(String name, int size) {
    return keep(new DoubleBuffer(name, size));
  }

  @Override
  public Sequence sequence(String name, int nodes, int steps, int batch) {
    return keep(new DoubleSequence(name, nodes, steps, batch));
  }

  @Override
  public Metrics metrics(String name) {
    return new ReferenceMetrics();
  }

  @Override
  public HiddenProduct product(
      String name, SparsityPattern pattern, PlanKind plan, int steps, int batch) {
    return new ReferenceProduct(pattern);
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
    for (int s = 0; s < count; s++) {
      double[][] in = slice(x, xStep + s);
      double[][] out = slice(y, yStep + s);
      for (int i = 0; i < y.nodes(); i++) {
        for (int k = 0; k < columns; k++) {
          double sum = 0;
          for (int j = 0; j < x.nodes(); j++) {
            sum += values(w)[i * x.nodes() + j] * in[j][k];
          }
          for (Buffer bias : biases) {
            sum += values(bias)[i];
          }
          out[i][k] = sum;
        }
        Arrays.fill(out[i], columns, y.batch(), 0);
      }
    }
  }

  @Override
  public void fillBias(Sequence y, int step, int columns, Buffer... biases) {
    for (int i = 0; i < y.nodes(); i++) {
      double sum = 0;
      for (Buffer bias : biases) {
        sum += values(bias)[i];
      }
      double[] row = slice(y, step)[i];
      Arrays.fill(row, 0, columns, sum);
      Arrays.fill(row, columns, row.length, 0);
    }
  }

  @Override
  public void affineGradient(
      Sequence d, int dStep, Sequence x, int xStep, int count, int columns, Buffer gw) {
    gw.zero();
    for (int s = 0; s < count; s++) {
      for (int i = 0; i < d.nodes(); i++) {
        for (int j = 0; j < x.nodes(); j++) {
          for (int k = 0; k < columns; k++) {
            values(gw)[i * x.nodes() + j] += slice(d, dStep + s)[i][k] * slice(x, xStep + s)[j][k];
          }
        }
      }
    }
  }

  @Override
  public void biasGradient(Sequence d, int dStep, int count, int columns, Buffer g) {
    g.zero();
    for (int s = 0; s < count; s++) {
      for (int i = 0; i < d.nodes(); i++) {
        for (int k = 0; k < columns; k++) {
          values(g)[i] += slice(d, dStep + s)[i][k];
        }
      }
    }
  }

  @Override
  public void affineBackward(
      Buffer w, Sequence d, int dStep, Sequence out, int outStep, int count, int columns) {
    for (int s = 0; s < count; s++) {
      affineBackward(w, d, dStep + s, out, outStep + s, Activation.IDENTITY, d, 0, columns);
    }
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
    double[][] delta = slice(d, dStep);
    double[][] y = new double[out.nodes()][columns];
    for (int j = 0; j < out.nodes(); j++) {
      for (int i = 0; i < d.nodes(); i++) {
        for (int k = 0; k < columns; k++) {
          y[j][k] += values(w)[i * out.nodes() + j] * delta[i][k];
        }
      }
    }
    timesDerivative(y, phi, (DoubleSequence) h, hStep, columns, slice(out, outStep));
  }

  @Override
  public void activate(Sequence h, int step, Activation phi, int columns) {
    for (double[] row : slice(h, step)) {
      for (int k = 0; k < columns; k++) {
        row[k] = phi.apply(row[k]);
      }
    }
  }

  @Override
  public Indices indices(String name, int steps, int batch) {
    return new ReferenceIndices(steps, batch);
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
    ReferenceMetrics totals = (ReferenceMetrics) metrics;
    for (int s = 0; s < count; s++) {
      double[][] d = dLogits == logits ? null : slice(dLogits, s);
      int[] y = ((ReferenceIndices) labels).step(s);
      totals.softmaxCrossEntropy(slice(logits, s), y, columns, scale, twice, d);
    }
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
    ((ReferenceMetrics) metrics)
        .squaredError(
            ((DoubleSequence) z).values(),
            count,
            sigmoid,
            ((DoubleSequence) target).values(),
            weight == null ? null : ((DoubleSequence) weight).values(),
            columns,
            scale,
            dz == z ? null : ((DoubleSequence) dz).values());
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
    double[][] sum = new double[out.nodes()][columns];
    for (Term term : terms) {
      for (int i = 0; i < out.nodes(); i++) {
        for (int k = 0; k < columns; k++) {
          sum[i][k] += term.factor() * slice(term.x(), term.step())[i][k];
        }
      }
    }
    // Where phi is the identity, any sequence will do: it is not read.
    DoubleSequence outputs = (DoubleSequence) (h == null ? out : h);
    timesDerivative(sum, phi, outputs, hStep, columns, slice(out, outStep));
  }

  @Override
  public void embed(Buffer table, Indices tokens, Sequence x, int count, int columns) {
    for (int s = 0; s < count; s++) {
      for (int i = 0; i < x.nodes(); i++) {
        double[] row = slice(x, s)[i];
        for (int k = 0; k < columns; k++) {
          row[k] = values(table)[((ReferenceIndices) tokens).step(s)[k] * x.nodes() + i];
        }
        Arrays.fill(row, columns, row.length, 0);
      }
    }
  }

  @Override
  public void embedGradient(Indices tokens, Sequence dx, int count, int columns, Buffer gTable) {
    gTable.zero();
    for (int s = 0; s < count; s++) {
      for (int i = 0; i < dx.nodes(); i++) {
        for (int k = 0; k < columns; k++) {
          values(gTable)[((ReferenceIndices) tokens).step(s)[k] * dx.nodes() + i] +=
              slice(dx, s)[i][k];
        }
      }
    }
  }

  @Override
  public void addNoise(
      Sequence a, int step, int count, int columns, double sd, long seed, long firstWord) {
    Philox random = new Philox(seed, Philox.Purpose.NOISE, 0).seek(firstWord);
    for (int s = 0; s < count; s++) {
      for (int k = 0; k < columns; k++) {
        for (int i = 0; i < a.nodes(); i++) {
          slice(a, step + s)[i][k] += sd * random.nextGaussian();
        }
      }
    }
  }

  @Override
  public void clamp(Buffer b, float low, float high) {
    double[] x = values(b);
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.min(Math.max(x[i], low), high);
    }
  }

  @Override
  public void adam(Buffer w, Buffer g, Buffer m, Buffer v, AdamStep step) {
    adamUpdate(w, g, m, v, step);
  }

  @Override
  public void dropNodes(
      Sequence h, int step, int columns, double fraction, long seed, long firstWord) {
    Philox random = new Philox(seed, Philox.Purpose.NODE_NOISE, 0).seek(firstWord);
    for (int k = 0; k < columns; k++) {
      for (int i = 0; i < h.nodes(); i++) {
        if (random.nextUnit() < fraction) {
          slice(h, step)[i][k] = 0;
        }
      }
    }
  }

  @Override
  public void fillSymmetric(Buffer b, float limit, long seed, Philox.Purpose purpose, int index) {
    Philox random = new Philox(seed, purpose, index);
    for (int i = 0; i < b.size(); i++) {
      values(b)[i] = random.nextSymmetric(limit);
    }
  }

  @Override
  public long countNonFinite(Buffer b) {
    return Arrays.stream(values(b)).filter(x -> !Double.isFinite(x)).count();
  }

  @Override
  public double meanAbs(Buffer b) {
    double sum = 0;
    for (double x : values(b)) {
      sum += Math.abs(x);
    }
    return sum / b.size();
  }

  @Override
  public Conductances conductances() {
    return new ReferenceConductances();
  }

  @Override
  public void synchronize() {}

  @Override
  public void close() {
    closers.forEach(Runnable::run);
    closers.clear();
  }

  private Buffer keep(Buffer buffer) {
    closers.add(buffer::close);
    return buffer;
  }

  private Sequence keep(Sequence sequence) {
    closers.add(sequence::close);
    return sequence;
  }

  static void adamUpdate(Buffer w, Buffer g, Buffer m, Buffer v, AdamStep step) {
    double[] ws = values(w);
    double[] gs = values(g);
    double[] ms = values(m);
    double[] vs = values(v);
    for (int e = 0; e < ws.length; e++) {
      double cut = Math.min(Math.max(gs[e], -step.clip()), step.clip());
      ms[e] = step.beta1() * ms[e] + (1 - step.beta1()) * cut;
      vs[e] = step.beta2() * vs[e] + (1 - step.beta2()) * cut * cut;
      ws[e] -= step.stepSize() * ms[e] / (Math.sqrt(vs[e]) * step.rootScale() + step.epsilon());
    }
  }

  static void timesDerivative(
      double[][] y, Activation phi, DoubleSequence h, int hStep, int columns, double[][] out) {
    for (int j = 0; j < y.length; j++) {
      for (int k = 0; k < columns; k++) {
        double slope = phi == Activation.IDENTITY ? 1 : phi.derivative(h.values()[hStep][j][k]);
        out[j][k] = slope == 0 ? 0 : y[j][k] * slope;
      }
      Arrays.fill(out[j], columns, out[j].length, 0);
    }
  }

  private static double[] values(Buffer b) {
    return ((DoubleBuffer) b).values();
  }

  private static double[][] slice(Sequence s, int step) {
    return ((DoubleSequence) s).values()[step];
  }
}
