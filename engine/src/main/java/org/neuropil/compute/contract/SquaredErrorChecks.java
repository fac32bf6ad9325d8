package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.Philox;

/**
 * The weighted squared error against sums in double with their own copy of the formula. Errors are
 * differences of floats, so that {@value #UNIT} of the absolute terms bounds what rounding does.
 */
final class SquaredErrorChecks {
  private static final double UNIT = 1e-6;
  private static final int STEPS = 4;

  private SquaredErrorChecks() {}

  static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    for (int kind = 0; kind < 8; kind++) {
      boolean sigmoid = kind % 2 == 1;
      boolean weighted = kind / 2 % 2 == 1;
      boolean training = kind < 4;
      String name =
          (sigmoid ? "sigmoid" : "linear")
              + (weighted ? ", weighted" : "")
              + (training ? "" : ", evaluation only");
      checks.add(
          new Check(
              "squaredError",
              name + ", ragged sizes",
              (tested, seed) -> ragged(sigmoid, weighted, training, tested, seed)));
    }
    checks.add(new Check("squaredError", "not finite", SquaredErrorChecks::notFinite));
    checks.add(new Check("squaredError", "summed in double", SquaredErrorChecks::inDouble));
    checks.add(new Check("squaredError", "totals accumulate", SquaredErrorChecks::accumulates));
    return checks;
  }

  /** Inputs as [STEPS][nodes][columns], the first {@code count} steps of which count. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Batch(
      int nodes,
      int batch,
      int columns,
      int count,
      boolean sigmoid,
      boolean training,
      double scale,
      float[] z,
      float[] target,
      float @Nullable [] weight) {
    int at(int s, int i, int k) {
      return (s * nodes + i) * columns + k;
    }

    double weight(int at) {
      return weight == null ? 1 : weight[at];
    }

    double y(int at) {
      return sigmoid ? 1 / (1 + Math.exp(-z[at])) : z[at];
    }

    double error(int at) {
      return (y(at) - target[at]) * weight(at);
    }

    double slope(int at) {
      double y = y(at);
      return scale * 2 * error(at) * weight(at) * (sigmoid ? y * (1 - y) : 1) / columns;
    }
  }

  private static void ragged(
      boolean sigmoid, boolean weighted, boolean training, Tested tested, long seed) {
    Philox random = Trial.random(seed, "squaredError " + sigmoid + weighted + training);
    for (int k = 0; k < ProductChecks.NODES.length; k++) {
      int nodes = ProductChecks.NODES[k];
      int batch = ProductChecks.BATCHES[k % ProductChecks.BATCHES.length];
      int columns = k % 3 == 0 ? batch : 1 + random.nextInt(batch);
      int size = STEPS * nodes * columns;
      int count = 1 + k % STEPS;
      Batch b =
          new Batch(
              nodes,
              batch,
              columns,
              count,
              sigmoid,
              training,
              1.0 / (nodes * count),
              numbers(size, 4, random),
              numbers(size, 1, random),
              weighted ? numbers(size, 1.5, random) : null);
      compare(b, tested, seed);
    }
  }

  private static float[] numbers(int count, double scale, Philox random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(8) == 0 ? 0f : (float) (scale * random.nextGaussian());
    }
    return values;
  }

  private static void compare(Batch b, Tested tested, long seed) {
    String what =
        "squaredError "
            + b.nodes
            + " nodes, batch "
            + b.batch
            + ", columns "
            + b.columns
            + ", count "
            + b.count
            + (b.sigmoid ? ", sigmoid" : "")
            + (b.weight == null ? "" : ", weighted")
            + (b.training ? "" : ", evaluation only");
    float[] d = new float[STEPS * b.nodes * b.batch];
    Metrics.Totals totals = run(tested.backend(), b, d);
    double loss = 0;
    double terms = 0;
    for (int s = 0; s < STEPS; s++) {
      for (int i = 0; i < b.nodes; i++) {
        for (int k = 0; k < b.batch; k++) {
          int at = b.at(s, i, k);
          boolean counted = s < b.count && k < b.columns;
          double expected = s < b.count ? 0 : Double.NaN;
          double bound = 0;
          if (counted) {
            double largest = (Math.abs(b.y(at)) + Math.abs(b.target[at])) * Math.abs(b.weight(at));
            loss += b.scale * b.error(at) * b.error(at);
            terms += b.scale * largest * largest;
            expected = b.slope(at);
            bound = UNIT * 2 * b.scale * largest * Math.abs(b.weight(at)) / b.columns;
          }
          if (!b.training) {
            expected = k < b.columns ? b.z[at] : 0;
            bound = 0;
          }
          float found = d[(s * b.nodes + i) * b.batch + k];
          if (!tested.agree(found, expected, bound + Float.MIN_NORMAL)) {
            throw Trial.violation(
                what,
                (b.training ? "dz" : "z") + " step " + s + " node " + i + " sample " + k,
                expected,
                found,
                bound,
                seed);
          }
        }
      }
    }
    if (!tested.agree(totals.lossSum(), loss, UNIT * terms)) {
      throw Trial.violation(what, "loss", loss, totals.lossSum(), UNIT * terms, seed);
    }
    counts(what, new Metrics.Totals(b.columns, 0, 0, 0), totals, seed);
  }

  private static void counts(
      String what, Metrics.Totals expected, Metrics.Totals found, long seed) {
    long[] wanted = {expected.samples(), expected.correct(), expected.nanCount()};
    long[] counted = {found.samples(), found.correct(), found.nanCount()};
    int at = Arrays.mismatch(wanted, counted);
    if (at >= 0) {
      String name = List.of("samples", "correct", "NaN count").get(at);
      throw Trial.violation(what, name, (double) wanted[at], (double) counted[at], 0, seed);
    }
  }

  /** Puts all of dz, or of z in an evaluation, into {@code result}. */
  private static Metrics.Totals run(Backend backend, Batch b, float[] result) {
    try (Sequence z = backend.sequence("z", b.nodes, STEPS, b.batch);
        Sequence d = backend.sequence("z.grad", b.nodes, STEPS, b.batch);
        Sequence target = backend.sequence("target", b.nodes, STEPS, b.batch);
        Sequence weight = backend.sequence("weight", b.nodes, STEPS, b.batch);
        Metrics metrics = backend.metrics("totals")) {
      z.write(0, STEPS, b.columns, b.z);
      target.write(0, STEPS, b.columns, b.target);
      if (b.weight != null) {
        weight.write(0, STEPS, b.columns, b.weight);
      }
      float[] stale = new float[STEPS * b.nodes * b.batch];
      Arrays.fill(stale, Float.NaN);
      d.write(0, STEPS, b.batch, stale);
      backend.squaredError(
          z,
          b.count,
          b.sigmoid,
          target,
          b.weight == null ? null : weight,
          b.columns,
          b.scale,
          b.training ? d : z,
          metrics);
      float[] slice = new float[b.nodes * b.batch];
      for (int s = 0; s < STEPS; s++) {
        (b.training ? d : z).read(s, b.batch, slice);
        System.arraycopy(slice, 0, result, s * slice.length, slice.length);
      }
      return metrics.read();
    }
  }

  /** A sample counts once, however many of its outputs are NaN or infinite. */
  private static void notFinite(Tested tested, long seed) {
    for (boolean sigmoid : new boolean[] {false, true}) {
      float[] z = new float[STEPS * 3 * 6];
      float[] target = new float[z.length];
      Batch b = new Batch(3, 9, 6, 3, sigmoid, true, 1, z, target, null);
      z[b.at(0, 1, 1)] = Float.NaN;
      z[b.at(2, 0, 1)] = Float.POSITIVE_INFINITY;
      z[b.at(1, 2, 4)] = Float.NEGATIVE_INFINITY;
      // Beyond the steps that count.
      z[b.at(3, 0, 5)] = Float.NaN;
      float[] d = new float[STEPS * 3 * 9];
      Metrics.Totals found = run(tested.backend(), b, d);
      String what = "squaredError, not finite" + (sigmoid ? ", sigmoid" : "");
      counts(what, new Metrics.Totals(6, 0, 0, 2), found, seed);
      if (!Double.isNaN(found.lossSum()) || !Float.isNaN(d[9 + 1])) {
        throw Trial.violation(
            what, "loss and gradient of NaN", Double.NaN, found.lossSum(), 0, seed);
      }
      float ordinary = d[3];
      double expected = sigmoid ? 2 * 0.5 * 0.25 / 6 : 0;
      if (!Tolerance.agree(ordinary, expected, UNIT)) {
        throw Trial.violation(what, "dz of an ordinary sample", expected, ordinary, UNIT, seed);
      }
    }
  }

  /** One square of 2^24 and many of 1, which a float sum would lose. */
  private static void inDouble(Tested tested, long seed) {
    int nodes = 63;
    int columns = 100;
    float[] z = new float[STEPS * nodes * columns];
    Arrays.fill(z, 1f);
    z[0] = 4096f;
    float[] target = new float[z.length];
    Batch b = new Batch(nodes, columns, columns, STEPS, false, false, 1, z, target, null);
    double found = run(tested.backend(), b, new float[z.length]).lossSum();
    double expected = 4096.0 * 4096.0 + z.length - 1;
    if (found != expected) {
      throw Trial.violation("squaredError of large and small", "loss", expected, found, 0, seed);
    }
  }

  private static void accumulates(Tested tested, long seed) {
    Backend backend = tested.backend();
    try (Sequence z = backend.sequence("z", 2, 1, 3);
        Sequence target = backend.sequence("target", 2, 1, 3);
        Metrics metrics = backend.metrics("totals")) {
      z.write(0, 1, 3, new float[] {1, 2, 3, 4, 5, 6});
      for (int call = 0; call < 3; call++) {
        backend.squaredError(z, 1, false, target, null, 3, 0.5, z, metrics);
        if (call == 0) {
          metrics.reset();
        }
      }
      Metrics.Totals found = metrics.read();
      counts("squaredError, two batches", new Metrics.Totals(6, 0, 0, 0), found, seed);
      if (!Tolerance.agree(found.meanLoss(), 91.0 / 2 / 3, 1e-12)) {
        throw Trial.violation(
            "squaredError, two batches", "mean loss", 91.0 / 6, found.meanLoss(), 0, seed);
      }
    }
  }
}
