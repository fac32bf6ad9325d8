package org.neuropil.task;

/**
 * The permutation that numpy's legacy {@code RandomState(seed).permutation(n)} yields: the Mersenne
 * twister MT19937 (Matsumoto and Nishimura, ACM TOMACS 8(1), 1998) with its one-integer seeding,
 * and a shuffle from the end with masked rejection. Only for splits that others published by such a
 * seed; all other random numbers come from {@link org.neuropil.matrix.Philox}.
 */
final class LegacyNumpyRandom {
  private static final int N = 624;
  private static final int M = 397;

  private final int[] state = new int[N];
  private int position = N;

  private LegacyNumpyRandom(int seed) {
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
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
    int value = next() & mask;
    while (value > max) {
      value = next() & mask;
    }
    return value;
  }

  private int next() {
    if (position == N) {
      refill();
    }
    int y = state[position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9D2C5680;
    y ^= (y << 15) & 0xEFC60000;
    return y ^ (y >>> 18);
  }

  private void refill() {
    for (int i = 0; i < N; i++) {
      int y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7FFFFFFF);
      state[i] = state[(i + M) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908B0DF);
    }
    position = 0;
  }
}
