package org.neuropil.matrix;

/**
 * The 32-bit Mersenne twister MT19937 (Matsumoto and Nishimura, ACM TOMACS 8(1), 1998) with its
 * one-integer seeding, as NumPy's legacy generator and PyTorch's CPU generator have it. Only to
 * repeat what others published with a seed of theirs; all other random numbers come from {@link
 * Philox}. Not safe for use by several threads.
 */
public final class MersenneTwister {
  private static final int N = 624;
  private static final int M = 397;

  private final int[] state = new int[N];
  private int position = N;

  /** Seeded by an unsigned 32-bit number. */
  public MersenneTwister(int seed) {
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** The next 32 bits. */
  public int next() {
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
