package org.neuropil.kernels;

/** Philox 4x32-10 (Salmon et al., SC'11), written from the paper with 64-bit arithmetic. */
final class PhiloxReference {
  private PhiloxReference() {}

  /** The four output words of a counter and a key. */
  static int[] block(int[] counter, int k0, int k1) {
    long[] c = {u(counter[0]), u(counter[1]), u(counter[2]), u(counter[3])};
    for (int round = 0; round < 10; round++) {
      long left = 0xD2511F53L * c[0];
      long right = 0xCD9E8D57L * c[2];
      long key0 = u(k0 + round * 0x9E3779B9);
      long key1 = u(k1 + round * 0xBB67AE85);
      c =
          new long[] {
            (right >>> 32) ^ c[1] ^ key0,
            right & 0xFFFFFFFFL,
            (left >>> 32) ^ c[3] ^ key1,
            left & 0xFFFFFFFFL
          };
    }
    return new int[] {(int) c[0], (int) c[1], (int) c[2], (int) c[3]};
  }

  /** Word n of the stream (seed, purpose, index). */
  static int word(long n, int purpose, int index, long seed) {
    long block = n >>> 2;
    int[] counter = {(int) block, (int) (block >>> 32), purpose, index};
    return block(counter, (int) seed, (int) (seed >>> 32))[(int) (n & 3)];
  }

  private static long u(int word) {
    return word & 0xFFFFFFFFL;
  }
}
