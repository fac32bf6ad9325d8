package org.neuropil.compute.contract;

import java.util.Arrays;
import java.util.List;
import org.neuropil.compute.Buffer;

/** Vectors on the device. */
final class BufferChecks {
  private static final int[] SIZES = {0, 1, 2, 5, 17, 33, 1000, 70_001};

  private BufferChecks() {}

  static List<Check> all() {
    return List.of(
        new Check("buffer", "zero when created", BufferChecks::zeroAtFirst),
        new Check("buffer", "write and read", BufferChecks::writeAndRead),
        new Check("buffer", "get and set", BufferChecks::getAndSet),
        new Check("buffer", "zero", BufferChecks::zero),
        new Check("buffer", "arrays longer than the buffer", BufferChecks::longerArrays),
        new Check("buffer", "use after close", BufferChecks::useAfterClose));
  }

  private static void zeroAtFirst(Tested tested, long seed) {
    for (int round = 0; round < 2; round++) {
      for (int size : SIZES) {
        try (Buffer b = tested.backend().buffer("b", size)) {
          if (b.size() != size || !b.name().equals("b")) {
            throw new ContractViolation(
                "buffer 'b' of " + size + ": says " + b.name() + ", " + b.size());
          }
          same("new buffer", new float[size], b, seed);
          // The second round must not find this in memory that is used again.
          float[] ones = new float[size];
          Arrays.fill(ones, 1f);
          b.write(ones);
        }
      }
    }
  }

  private static void writeAndRead(Tested tested, long seed) {
    for (int size : SIZES) {
      float[] values = values(size, seed);
      try (Buffer b = tested.backend().buffer("b", size);
          Buffer other = tested.backend().buffer("other", size)) {
        b.write(values);
        same("write", values, b, seed);
        same("neighbour", new float[size], other, seed);
        float[] before = values.clone();
        Arrays.fill(values, 7f);
        same("write keeps no reference", before, b, seed);
      }
    }
  }

  private static void getAndSet(Tested tested, long seed) {
    float[] values = values(33, seed);
    try (Buffer b = tested.backend().buffer("b", 33)) {
      b.write(values);
      for (int i = 0; i < 33; i += 4) {
        b.set(i, 0.5 + i);
        values[i] = 0.5f + i;
      }
      same("set", values, b, seed);
      for (int i = 0; i < 33; i++) {
        if (!Tolerance.agree(b.get(i), values[i], 0)) {
          throw Trial.violation("buffer of 33", "get " + i, values[i], b.get(i), 0, seed);
        }
      }
    }
  }

  private static void zero(Tested tested, long seed) {
    for (int size : SIZES) {
      try (Buffer b = tested.backend().buffer("b", size)) {
        b.write(values(size, seed));
        b.zero();
        same("zero", new float[size], b, seed);
      }
    }
  }

  private static void longerArrays(Tested tested, long seed) {
    float[] source = values(40, seed);
    float[] target = new float[40];
    Arrays.fill(target, 3f);
    try (Buffer b = tested.backend().buffer("b", 33)) {
      b.write(source);
      b.read(target);
    }
    for (int i = 0; i < 40; i++) {
      float expected = i < 33 ? source[i] : 3f;
      if (Float.compare(target[i], expected) != 0) {
        throw Trial.violation(
            "buffer of 33 with an array of 40", "at " + i, expected, target[i], 0, seed);
      }
    }
  }

  private static void useAfterClose(Tested tested, long seed) {
    Buffer b = tested.backend().buffer("the closed one", 3);
    b.close();
    b.close();
    refused("write", "the closed one", () -> b.write(new float[3]));
    refused("read", "the closed one", () -> b.read(new float[3]));
    refused("get", "the closed one", () -> b.get(0));
    refused("set", "the closed one", () -> b.set(0, 1));
    refused("zero", "the closed one", b::zero);
    refused("countNonFinite", "the closed one", () -> tested.backend().countNonFinite(b));
    try (Buffer open = tested.backend().buffer("open", 3)) {
      same("neighbour of a closed buffer", new float[3], open, seed);
    }
  }

  /** An IllegalStateException that names what was closed. */
  static void refused(String operation, String name, Runnable use) {
    String found = "no exception";
    try {
      use.run();
    } catch (IllegalStateException refusal) {
      found = String.valueOf(refusal.getMessage());
      if (found.contains(name)) {
        return;
      }
    } catch (RuntimeException other) {
      found = other.toString();
    }
    throw new ContractViolation(
        operation
            + " after close: expected an IllegalStateException that names '"
            + name
            + "', found "
            + found);
  }

  private static float[] values(int size, long seed) {
    float[] special = {Float.NaN, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NEGATIVE_INFINITY};
    var random = Trial.random(seed, "buffer");
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i % 7 == 6 ? special[i / 7 % special.length] : random.nextSymmetric(1f);
    }
    return values;
  }

  /** Bit for bit. */
  private static void same(String what, float[] expected, Buffer b, long seed) {
    float[] found = b.toArray();
    int at = Arrays.mismatch(expected, found);
    if (at >= 0) {
      throw Trial.violation(
          what + " of " + expected.length, "at " + at, expected[at], found[at], 0, seed);
    }
  }
}
