package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.Philox;

/** Random fills and node noise, bit for bit as Philox in Java draws them. */
final class RandomChecks {
  private static final long[] WORDS = {0, 1, 3, 1000, (1L << 32) + 5, (1L << 34) - 2, 1L << 40};

  private RandomChecks() {}

  static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    for (Philox.Purpose purpose : Philox.Purpose.values()) {
      checks.add(
          new Check(
              "fillSymmetric", "stream " + purpose, (tested, seed) -> fill(purpose, tested, seed)));
    }
    for (long word : WORDS) {
      checks.add(
          new Check("dropNodes", "from word " + word, (tested, seed) -> drop(word, tested, seed)));
    }
    return checks;
  }

  private static void fill(Philox.Purpose purpose, Tested tested, long seed) {
    float[] limits = {1f, 0.001f, (float) (1 / Math.sqrt(1000)), 3f};
    int[] sizes = {1, 2, 5, 17, 1023, 33_001};
    for (int k = 0; k < sizes.length; k++) {
      float limit = limits[(k + purpose.name().length()) % limits.length];
      int index = k % 3;
      // Both halves of the seed matter.
      long key = k % 2 == 0 ? seed : ~seed * 0x9E3779B97F4A7C15L;
      try (Buffer b = tested.backend().buffer("b", sizes[k])) {
        tested.backend().fillSymmetric(b, limit, key, purpose, index);
        float[] found = b.toArray();
        Philox random = new Philox(key, purpose, index);
        for (int i = 0; i < found.length; i++) {
          float expected = random.nextSymmetric(limit);
          if (Float.floatToIntBits(expected) != Float.floatToIntBits(found[i])) {
            throw Trial.violation(
                "fillSymmetric size " + sizes[k] + ", limit " + limit + ", " + purpose,
                "at " + i,
                expected,
                found[i],
                0,
                key);
          }
        }
      }
    }
  }

  private static void drop(long firstWord, Tested tested, long seed) {
    int[] nodes = {1, 5, 33, 300};
    int[] batches = {1, 17, 9, 20};
    for (int k = 0; k < nodes.length; k++) {
      // The draw itself as fraction: the node stays, for u >= fraction.
      Philox random = new Philox(seed, Philox.Purpose.NODE_NOISE, 0);
      double edge = random.seek(firstWord + nodes[k] - 1).nextUnit();
      for (double fraction : new double[] {0, 0.1, 0.7, edge, Math.nextUp(edge), 1}) {
        drop(nodes[k], batches[k], Math.max(1, batches[k] - k), fraction, firstWord, tested, seed);
      }
    }
  }

  private static void drop(
      int nodes,
      int batch,
      int columns,
      double fraction,
      long firstWord,
      Tested tested,
      long seed) {
    float[] ones = new float[2 * nodes * columns];
    Arrays.fill(ones, 1f);
    // An already diverged value is dropped like any other.
    Arrays.fill(ones, nodes * columns, nodes * columns + (columns + 1) / 2, Float.NaN);
    float[] found = new float[nodes * batch];
    try (Sequence h = tested.backend().sequence("h", nodes, 2, batch)) {
      h.write(0, 2, columns, ones);
      tested.backend().dropNodes(h, 1, columns, fraction, seed, firstWord);
      for (int s = 0; s < 2; s++) {
        h.read(s, batch, found);
        for (int i = 0; i < nodes; i++) {
          for (int k = 0; k < batch; k++) {
            float expected = k < columns ? ones[(s * nodes + i) * columns + k] : 0f;
            if (s == 1 && k < columns) {
              Philox random = new Philox(seed, Philox.Purpose.NODE_NOISE, 0);
              double u = random.seek(firstWord + (long) k * nodes + i).nextUnit();
              expected = u >= fraction ? expected : 0f;
            }
            if (Float.compare(found[i * batch + k], expected) != 0) {
              throw Trial.violation(
                  "dropNodes "
                      + nodes
                      + " nodes, batch "
                      + batch
                      + ", columns "
                      + columns
                      + ", fraction "
                      + fraction
                      + ", word "
                      + firstWord,
                  "step " + s + " node " + i + " sample " + k,
                  expected,
                  found[i * batch + k],
                  0,
                  seed);
            }
          }
        }
      }
    }
  }
}
