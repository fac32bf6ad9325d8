package org.neuropil.analysis.motif;

import static jdk.incubator.vector.VectorOperators.BIT_COUNT;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/** The bit counter on the machine's vectors: a row of a tile is one vector. */
final class VectorBitCounter implements BitCounter {
  private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;
  private static final int W = SPECIES.length();
  private static final int SHIFT = Integer.numberOfTrailingZeros(W);

  @Override
  public int words() {
    return W;
  }

  // The adders are written out, since the compiler stops inlining methods without its own mark
  // after
  // so many vector operations, and every call that stays puts its vectors on the heap.
  @Override
  public void add(
      long[] tile, int base, int[] rows, int from, int to, long[] digits, int digit, long[] list) {
    int next = 0;
    LongVector ones = LongVector.zero(SPECIES);
    LongVector twos = ones;
    LongVector fours = ones;
    for (int e = from; e < to; e += BLOCK) {
      LongVector a = LongVector.fromArray(SPECIES, tile, base + (rows[e] << SHIFT));
      LongVector b = LongVector.fromArray(SPECIES, tile, base + (rows[e + 1] << SHIFT));
      LongVector two1 = a.and(b).or(a.or(b).and(ones));
      ones = a.lanewise(XOR, b).lanewise(XOR, ones);
      LongVector c = LongVector.fromArray(SPECIES, tile, base + (rows[e + 2] << SHIFT));
      LongVector d = LongVector.fromArray(SPECIES, tile, base + (rows[e + 3] << SHIFT));
      LongVector two2 = c.and(d).or(c.or(d).and(ones));
      ones = c.lanewise(XOR, d).lanewise(XOR, ones);
      LongVector four1 = two1.and(two2).or(two1.or(two2).and(twos));
      twos = two1.lanewise(XOR, two2).lanewise(XOR, twos);
      LongVector f = LongVector.fromArray(SPECIES, tile, base + (rows[e + 4] << SHIFT));
      LongVector g = LongVector.fromArray(SPECIES, tile, base + (rows[e + 5] << SHIFT));
      LongVector two3 = f.and(g).or(f.or(g).and(ones));
      ones = f.lanewise(XOR, g).lanewise(XOR, ones);
      LongVector h = LongVector.fromArray(SPECIES, tile, base + (rows[e + 6] << SHIFT));
      LongVector i = LongVector.fromArray(SPECIES, tile, base + (rows[e + 7] << SHIFT));
      LongVector two4 = h.and(i).or(h.or(i).and(ones));
      ones = h.lanewise(XOR, i).lanewise(XOR, ones);
      LongVector four2 = two3.and(two4).or(two3.or(two4).and(twos));
      twos = two3.lanewise(XOR, two4).lanewise(XOR, twos);
      LongVector eight = four1.and(four2).or(four1.or(four2).and(fours));
      fours = four1.lanewise(XOR, four2).lanewise(XOR, fours);
      eight.intoArray(list, next);
      next += W;
    }
    ones.intoArray(digits, digit);
    twos.intoArray(digits, digit + W);
    fours.intoArray(digits, digit + 2 * W);
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
      LongVector bits = LongVector.fromArray(SPECIES, tile, mask + m * maskStride);
      LongVector total = LongVector.zero(SPECIES);
      for (int d = (used - 1) * W; d >= 0; d -= W) {
        LongVector hits = LongVector.fromArray(SPECIES, digits, d).and(bits).lanewise(BIT_COUNT);
        total = total.add(total).add(hits);
      }
      int lanes = sum + m * W;
      LongVector.fromArray(SPECIES, sums, lanes).add(total).intoArray(sums, lanes);
    }
  }
}
