package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.Philox;

/**
 * Normal noise as Philox in Java draws it: each number within {@value #UNIT} of it, beside the
 * rounding of the sum.
 */
final class NoiseChecks {
  private static final double UNIT = 1e-6;
  private static final int STEPS = 4;
  private static final long[] WORDS = {
    0, 4, 4000, (1L << 32) - 8, (1L << 32) + 4, (1L << 34) - 8, 1L << 40
  };

  private NoiseChecks() {}

  static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    for (long word : WORDS) {
      checks.add(
          new Check("addNoise", "from word " + word, (tested, seed) -> words(word, tested, seed)));
    }
    return checks;
  }

  private static void words(long word, Tested tested, long seed) {
    int[] nodes = {1, 5, 33, 300};
    int[] batches = {1, 17, 9, 40};
    for (int k = 0; k < nodes.length; k++) {
      // Both halves of the seed matter.
      long key = k % 2 == 0 ? seed : ~seed * 0x9E3779B97F4A7C15L;
      double sd = k % 2 == 0 ? 1 : 0.05;
      int columns = Math.max(1, batches[k] - 2 * k);
      noise(nodes[k], batches[k], columns, k % 3, (k + 1) % 3 + k % 2, sd, key, word, tested);
    }
  }

  private static void noise(
      int nodes,
      int batch,
      int columns,
      int step,
      int count,
      double sd,
      long key,
      long firstWord,
      Tested tested) {
    Philox random = Trial.random(key, "noise");
    float[] values = new float[STEPS * nodes * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextSymmetric(2f);
    }
    int active = Math.min(count, STEPS - step);
    // What diverged stays so.
    values[step * nodes * columns] = Float.NaN;
    float[] found = new float[nodes * batch];
    try (Sequence a = tested.backend().sequence("a", nodes, STEPS, batch)) {
      a.write(0, STEPS, columns, values);
      tested.backend().addNoise(a, step, active, columns, sd, key, firstWord);
      for (int s = 0; s < STEPS; s++) {
        a.read(s, batch, found);
        for (int i = 0; i < nodes; i++) {
          for (int k = 0; k < batch; k++) {
            double expected = k < columns ? values[(s * nodes + i) * columns + k] : 0;
            double tolerance = 0;
            if (s >= step && s < step + active && k < columns) {
              long number = ((long) (s - step) * columns + k) * nodes + i;
              Philox noise = new Philox(key, Philox.Purpose.NOISE, 0);
              expected += sd * noise.seek(firstWord + 4 * number).nextGaussian();
              tolerance = UNIT * sd + Math.ulp((float) expected);
            }
            if (!tested.agree(found[i * batch + k], expected, tolerance)) {
              throw Trial.violation(
                  "addNoise "
                      + nodes
                      + " nodes, batch "
                      + batch
                      + ", columns "
                      + columns
                      + ", count "
                      + active
                      + ", word "
                      + firstWord,
                  "step " + s + " node " + i + " sample " + k,
                  expected,
                  found[i * batch + k],
                  tolerance,
                  key);
            }
          }
        }
      }
    }
  }
}
