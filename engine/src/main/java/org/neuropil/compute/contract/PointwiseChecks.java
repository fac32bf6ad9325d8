package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.Philox;

/** Activations at ordinary and special values, and the reductions. */
final class PointwiseChecks {
  /** tanh and softplus within a few units in the last place; the others are exact. */
  private static final double UNITS = 4e-7;

  private static final float[] SPECIAL = {
    0f,
    -0f,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    1e-5f,
    -1e-5f,
    0.625f,
    8.6f,
    -9.1f,
    20f,
    -100f
  };

  private PointwiseChecks() {}

  static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    for (Activation phi : Activation.values()) {
      checks.add(
          new Check(
              "activate", phi + ", ragged sizes", (tested, seed) -> ragged(phi, tested, seed)));
      checks.add(
          new Check(
              "activate", phi + ", special values", (tested, seed) -> special(phi, tested, seed)));
    }
    checks.add(new Check("clampValues", "ragged sizes", PointwiseChecks::clampValues));
    checks.add(new Check("countNonFinite", "ragged sizes", PointwiseChecks::countNonFinite));
    checks.add(new Check("meanAbs", "ragged sizes", PointwiseChecks::meanAbs));
    checks.add(new Check("meanAbs", "summed in double", PointwiseChecks::meanInDouble));
    return checks;
  }

  private static void ragged(Activation phi, Tested tested, long seed) {
    Philox random = Trial.random(seed, "activate " + phi);
    for (int k = 0; k < ProductChecks.NODES.length; k++) {
      int batch = ProductChecks.BATCHES[k % ProductChecks.BATCHES.length];
      int nodes = ProductChecks.NODES[k];
      int columns = k % 3 == 0 ? batch : 1 + random.nextInt(batch);
      float[] values = new float[nodes * columns];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (4 * random.nextGaussian());
      }
      activate(phi, nodes, batch, columns, values, tested, seed);
    }
  }

  /** At every place of a row, so that neither vector lanes nor the rest behind them differ. */
  private static void special(Activation phi, Tested tested, long seed) {
    int columns = SPECIAL.length;
    float[] values = new float[columns * columns];
    for (int i = 0; i < columns; i++) {
      for (int k = 0; k < columns; k++) {
        values[i * columns + k] = SPECIAL[(i + k) % columns];
      }
    }
    activate(phi, columns, columns + 3, columns, values, tested, seed);
  }

  private static void activate(
      Activation phi, int nodes, int batch, int columns, float[] values, Tested tested, long seed) {
    String what =
        "activate " + phi + " " + nodes + " nodes, batch " + batch + ", columns " + columns;
    try (Sequence h = tested.backend().sequence("h", nodes, 3, batch)) {
      for (int s = 0; s < 3; s++) {
        h.write(s, 1, columns, values);
      }
      tested.backend().activate(h, 1, phi, columns);
      float[] found = new float[nodes * batch];
      for (int s = 0; s < 3; s++) {
        h.read(s, batch, found);
        for (int i = 0; i < nodes; i++) {
          for (int k = 0; k < batch; k++) {
            float argument = k < columns ? values[i * columns + k] : 0;
            double expected = s == 1 && k < columns ? phi.apply(argument) : argument;
            double tolerance =
                (phi == Activation.TANH || phi == Activation.SOFTPLUS) && s == 1 && k < columns
                    ? UNITS * Math.abs(expected) + Float.MIN_NORMAL
                    : 0;
            if (!tested.agree(found[i * batch + k], expected, tolerance)) {
              throw Trial.violation(
                  what,
                  "step " + s + " node " + i + " sample " + k + " of value " + argument,
                  expected,
                  found[i * batch + k],
                  tolerance,
                  seed);
            }
          }
        }
      }
    }
  }

  private static void clampValues(Tested tested, long seed) {
    float[][] limits = {{-1, 1}, {0, 1000}, {1e-6f, Float.POSITIVE_INFINITY}, {0.5f, 0.5f}};
    int[] sizes = {1, 2, 17, 1025, 70_001};
    for (int k = 0; k < sizes.length; k++) {
      float low = limits[k % limits.length][0];
      float high = limits[k % limits.length][1];
      Philox random = Trial.random(seed, "clampValues " + k);
      float[] values = new float[sizes[k]];
      for (int i = 0; i < values.length; i++) {
        values[i] = i % 3 == 0 ? SPECIAL[i / 3 % SPECIAL.length] : 3 * random.nextSymmetric(1f);
      }
      try (Buffer b = tested.backend().buffer("b", values.length)) {
        b.write(values);
        tested.backend().clamp(b, low, high);
        float[] found = b.toArray();
        for (int i = 0; i < found.length; i++) {
          double x = values[i];
          double expected = x < low ? low : x > high ? high : x;
          if (!Tolerance.agree(found[i], expected, 0)) {
            throw Trial.violation(
                "clamp to [" + low + ", " + high + "], size " + values.length,
                "at " + i + " of value " + x,
                expected,
                found[i],
                0,
                seed);
          }
        }
      }
    }
  }

  private static void countNonFinite(Tested tested, long seed) {
    Philox random = Trial.random(seed, "countNonFinite");
    for (int size : new int[] {0, 1, 2, 17, 255, 1025, 70_001}) {
      float[] values = new float[size];
      long expected = 0;
      for (int i = 0; i < size; i++) {
        int kind = i == size - 1 ? 0 : random.nextInt(40);
        values[i] =
            switch (kind) {
              case 0 -> Float.NaN;
              case 1 -> Float.POSITIVE_INFINITY;
              case 2 -> Float.NEGATIVE_INFINITY;
              case 3 -> Float.MAX_VALUE;
              case 4 -> Float.MIN_VALUE;
              default -> random.nextSymmetric(1f);
            };
        expected += kind <= 2 ? 1 : 0;
      }
      try (Buffer b = tested.backend().buffer("b", size)) {
        b.write(values);
        long found = tested.backend().countNonFinite(b);
        equal("countNonFinite of " + size, (double) expected, (double) found, 0, seed);
      }
    }
  }

  private static void meanAbs(Tested tested, long seed) {
    Philox random = Trial.random(seed, "meanAbs");
    for (int size : new int[] {1, 2, 17, 255, 1025, 70_001}) {
      float[] values = new float[size];
      double sum = 0;
      for (int i = 0; i < size; i++) {
        values[i] = (float) random.nextGaussian();
        sum += Math.abs((double) values[i]);
      }
      equal("meanAbs of " + size, sum / size, mean(tested.backend(), values, seed), 1e-12, seed);
    }
  }

  private static void meanInDouble(Tested tested, long seed) {
    float[] values = new float[200_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 2 == 0 ? 3e38f : -3e38f;
    }
    equal(
        "meanAbs of values whose sum is beyond float",
        3e38f,
        mean(tested.backend(), values, seed),
        1e-12,
        seed);
  }

  private static double mean(Backend backend, float[] values, long seed) {
    try (Buffer b = backend.buffer("b", values.length)) {
      b.write(values);
      double mean = backend.meanAbs(b);
      equal("meanAbs of " + values.length + ", repeated", mean, backend.meanAbs(b), 0, seed);
      return mean;
    }
  }

  private static void equal(
      String what, double expected, double found, double relative, long seed) {
    double tolerance = relative * Math.abs(expected);
    if (!Tolerance.agree(found, expected, tolerance)) {
      throw Trial.violation(what, "result", expected, found, tolerance, seed);
    }
  }
}
