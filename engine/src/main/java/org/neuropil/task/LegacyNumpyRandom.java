package org.neuropil.task;

import org.neuropil.matrix.MersenneTwister;

/**
 * The permutation that numpy's legacy {@code RandomState(seed).permutation(n)} yields: a shuffle
 * from the end with masked rejection. Only for splits that others published by such a seed; all
 * other random numbers come from {@link org.neuropil.matrix.Philox}.
 */
final class LegacyNumpyRandom {
  private final MersenneTwister twister;

  private LegacyNumpyRandom(int seed) {
    twister = new MersenneTwister(seed);
  }

  /** A permutation of 0 .. n - 1; the seed is an unsigned 32-bit number. */
  static int[] permutation(int seed, int n) {
    LegacyNumpyRandom random = new LegacyNumpyRandom(seed);
    int[] values = new int[n];
    for (int i = 0; i < n; i++) {
      values[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = random.upTo(i);
      int swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
    return values;
  }

  /** A number from 0 to {@code max}, which is at least 1, both included. */
  private int upTo(int max) {
    int mask = -1 >>> Integer.numberOfLeadingZeros(max);
    int value = twister.next() & mask;
    while (value > max) {
      value = twister.next() & mask;
    }
    return value;
  }
}
