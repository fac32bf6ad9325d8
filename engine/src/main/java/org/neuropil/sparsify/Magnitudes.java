package org.neuropil.sparsify;

/**
 * Order statistics of the values of a matrix whose absent connections are zeros, without sorting
 * and without the zeros: the magnitude of rank k is found by counting the upper, then the lower
 * half of its bits, two passes whatever the values are.
 */
final class Magnitudes {
  /** Which values count. */
  enum Part {
    ALL,
    NEGATIVE,
    POSITIVE;

    boolean has(float value) {
      return switch (this) {
        case ALL -> true;
        case NEGATIVE -> value < 0;
        case POSITIVE -> value > 0;
      };
    }
  }

  private Magnitudes() {}

  /** How many values belong to the part. */
  static int count(float[] values, Part part) {
    int count = 0;
    for (float value : values) {
      count += part.has(value) ? 1 : 0;
    }
    return count;
  }

  /** The magnitude with exactly k smaller ones before it in ascending order, of the part alone. */
  static float select(float[] values, Part part, int k) {
    // Bits of non-negative floats are in the order of the floats; NaN comes after all others.
    int[] counts = new int[1 << 15];
    for (float value : values) {
      if (part.has(value)) {
        counts[magnitudeBits(value) >>> 16]++;
      }
    }
    int upper = 0;
    int rank = k;
    while (rank >= counts[upper]) {
      rank -= counts[upper++];
    }
    int[] lowerCounts = new int[1 << 16];
    for (float value : values) {
      int bits = magnitudeBits(value);
      if (part.has(value) && bits >>> 16 == upper) {
        lowerCounts[bits & 0xFFFF]++;
      }
    }
    int lower = 0;
    while (rank >= lowerCounts[lower]) {
      rank -= lowerCounts[lower++];
    }
    return Float.intBitsToFloat(upper << 16 | lower);
  }

  /**
   * Entry {@code k} (from 0) of all {@code places} magnitudes in ascending order, the zeros of
   * absent connections included.
   */
  static float entry(float[] values, long places, long k) {
    long absent = places - values.length;
    return k < absent ? 0 : select(values, Part.ALL, Math.toIntExact(k - absent));
  }

  /**
   * Entry {@code k} (from 0) of all {@code places} values in ascending order of the signed values,
   * zeros of absent connections included. NaN counts as zero.
   */
  static float signedEntry(float[] values, long places, long k, int negative, int positive) {
    if (k < negative) {
      return -select(values, Part.NEGATIVE, Math.toIntExact(negative - 1 - k));
    }
    long afterZeros = places - positive;
    return k < afterZeros ? 0 : select(values, Part.POSITIVE, Math.toIntExact(k - afterZeros));
  }

  private static int magnitudeBits(float value) {
    return Float.floatToRawIntBits(value) & 0x7FFFFFFF;
  }
}
