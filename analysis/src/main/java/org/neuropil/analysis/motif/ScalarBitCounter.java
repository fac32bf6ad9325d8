package org.neuropil.analysis.motif;

/** The bit counter on single words. */
final class ScalarBitCounter implements BitCounter {
  @Override
  public int words() {
    return 1;
  }

  @Override
  public void add(
      long[] tile, int base, int[] rows, int from, int to, long[] digits, int digit, long[] list) {
    int next = 0;
    long ones = 0;
    long twos = 0;
    long fours = 0;
    for (int e = from; e < to; e += BLOCK) {
      long a = row(tile, base, rows[e]);
      long b = row(tile, base, rows[e + 1]);
      long c = row(tile, base, rows[e + 2]);
      long d = row(tile, base, rows[e + 3]);
      long two1 = carry(ones, a, b);
      ones = sum(ones, a, b);
      long two2 = carry(ones, c, d);
      ones = sum(ones, c, d);
      long four1 = carry(twos, two1, two2);
      twos = sum(twos, two1, two2);
      long f = row(tile, base, rows[e + 4]);
      long g = row(tile, base, rows[e + 5]);
      long h = row(tile, base, rows[e + 6]);
      long i = row(tile, base, rows[e + 7]);
      long two3 = carry(ones, f, g);
      ones = sum(ones, f, g);
      long two4 = carry(ones, h, i);
      ones = sum(ones, h, i);
      long four2 = carry(twos, two3, two4);
      twos = sum(twos, two3, two4);
      list[next++] = carry(fours, four1, four2);
      fours = sum(fours, four1, four2);
    }
    digits[digit] = ones;
    digits[digit + 1] = twos;
    digits[digit + 2] = fours;
  }

  @Override
  public void read(
      long[] digits,
      int used,
      long[] tile,
      int mask,
      int maskStride,
      int masks,
      long[] sums,
      int sum) {
    for (int m = 0; m < masks; m++) {
      long bits = tile[mask + m * maskStride];
      long total = 0;
      for (int d = used - 1; d >= 0; d--) {
        total += total + Long.bitCount(digits[d] & bits);
      }
      sums[sum + m] += total;
    }
  }

  private static long row(long[] tile, int base, int row) {
    return tile[base + row];
  }

  private static long sum(long a, long b, long c) {
    return a ^ b ^ c;
  }

  private static long carry(long a, long b, long c) {
    return a & b | (a ^ b) & c;
  }
}
