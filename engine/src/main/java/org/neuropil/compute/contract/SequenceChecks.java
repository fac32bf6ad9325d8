package org.neuropil.compute.contract;

import java.util.Arrays;
import java.util.List;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.Philox;

/** Sequences on the device, and that columns beyond the active ones stay zero. */
final class SequenceChecks {
  private SequenceChecks() {}

  static List<Check> all() {
    return List.of(
        new Check("sequence", "zero when created", SequenceChecks::zeroAtFirst),
        new Check("sequence", "write and read", SequenceChecks::writeAndRead),
        new Check("sequence", "partial after full", SequenceChecks::partialAfterFull),
        new Check("sequence", "use after close", SequenceChecks::useAfterClose));
  }

  private static void zeroAtFirst(Tested tested, long seed) {
    for (int round = 0; round < 2; round++) {
      try (Sequence s = tested.backend().sequence("s", 7, 3, 19)) {
        if (s.nodes() != 7 || s.steps() != 3 || s.batch() != 19 || !s.name().equals("s")) {
          throw new ContractViolation(
              "sequence 's' 7 x 3 x 19: says "
                  + s.name()
                  + ", "
                  + s.nodes()
                  + " x "
                  + s.steps()
                  + " x "
                  + s.batch());
        }
        same("new sequence", new float[3][7 * 19], s, seed);
        float[] ones = new float[3 * 7 * 19];
        Arrays.fill(ones, 1f);
        s.write(0, 3, 19, ones);
      }
    }
  }

  private static void writeAndRead(Tested tested, long seed) {
    Philox random = Trial.random(seed, "sequence");
    for (int nodes : new int[] {1, 2, 17, 129}) {
      for (int batch : ProductChecks.BATCHES) {
        try (Sequence s = tested.backend().sequence("s", nodes, 4, batch)) {
          float[][] expected = new float[4][nodes * batch];
          write(s, 0, 4, batch, random, expected);
          write(s, 1, 2, batch, random, expected);
          same("write", expected, s, seed);
          for (int k = 0; k < 20; k++) {
            int step = random.nextInt(4);
            int node = random.nextInt(nodes);
            int column = random.nextInt(batch);
            double value = expected[step][node * batch + column];
            double found = s.get(step, node, column);
            if (!Tolerance.agree(found, value, 0)) {
              throw Trial.violation(
                  "get", step + ", " + node + ", " + column, value, found, 0, seed);
            }
          }
        }
      }
    }
  }

  /** Reading fewer columns gives these; writing fewer clears the others. */
  private static void partialAfterFull(Tested tested, long seed) {
    Philox random = Trial.random(seed, "partial");
    for (int batch : ProductChecks.BATCHES) {
      try (Sequence s = tested.backend().sequence("s", 5, 4, batch)) {
        float[][] expected = new float[4][5 * batch];
        write(s, 0, 4, batch, random, expected);
        int columns = 1 + random.nextInt(batch);
        write(s, 1, 2, columns, random, expected);
        same("write " + columns + " columns", expected, s, seed);
        float[] part = new float[5 * columns];
        s.read(3, columns, part);
        for (int i = 0; i < part.length; i++) {
          float value = expected[3][i / columns * batch + i % columns];
          if (part[i] != value) {
            throw Trial.violation(
                "read " + columns + " columns of " + batch, "at " + i, value, part[i], 0, seed);
          }
        }
      }
    }
  }

  private static void useAfterClose(Tested tested, long seed) {
    Sequence s = tested.backend().sequence("the closed one", 3, 2, 4);
    s.close();
    s.close();
    BufferChecks.refused("write", "the closed one", () -> s.write(0, 1, 1, new float[3]));
    BufferChecks.refused("read", "the closed one", () -> s.read(0, 1, new float[3]));
    BufferChecks.refused("get", "the closed one", () -> s.get(0, 0, 0));
  }

  private static void write(
      Sequence s, int step, int count, int columns, Philox random, float[][] expected) {
    float[] source = new float[count * s.nodes() * columns];
    int at = 0;
    for (int t = step; t < step + count; t++) {
      for (int i = 0; i < s.nodes(); i++) {
        for (int k = 0; k < s.batch(); k++) {
          float value = k < columns ? random.nextSymmetric(1f) : 0f;
          expected[t][i * s.batch() + k] = value;
          if (k < columns) {
            source[at++] = value;
          }
        }
      }
    }
    s.write(step, count, columns, source);
  }

  private static void same(String what, float[][] expected, Sequence s, long seed) {
    float[] found = new float[s.nodes() * s.batch()];
    for (int t = 0; t < s.steps(); t++) {
      s.read(t, s.batch(), found);
      int at = Arrays.mismatch(expected[t], found);
      if (at >= 0) {
        throw Trial.violation(
            what + ", " + s.nodes() + " nodes, batch " + s.batch(),
            "step " + t + " node " + at / s.batch() + " sample " + at % s.batch(),
            expected[t][at],
            found[at],
            0,
            seed);
      }
    }
  }
}
