package org.neuropil.analysis.motif;

import java.util.Arrays;

/**
 * Adds rows of bits column by column and asks how often each column under a mask was set. One call
 * does for a node i, all its neighbours j of one kind and 64 W columns k at once what an
 * intersection does for one pair (i, j).
 *
 * <p>Eight rows at a time pass through a tree of seven carry-save adders (Harley and Seal; Warren,
 * Hacker's Delight, section 5-1). Three binary digits of every column's sum stay in registers; what
 * overflows them goes to a list, whose members are rows of eight times the weight and are added the
 * same way, until a list is empty. So a row costs about one adder, and bits are counted only once
 * for each digit, mask and call, not for each pair of nodes.
 */
interface BitCounter {
  /** Rows that are added at a time. */
  int BLOCK = 8;

  /** A sum of less than 2^31 rows needs eleven lists of three digits each. */
  int DIGITS = 33;

  /** W, the words of a row of a tile. */
  int words();

  /** Scratch memory for lists of up to {@code longest} rows; each thread needs its own. */
  default Scratch scratch(int longest) {
    // A list has a member for every eight rows of the one before, and is filled up.
    int members = longest / BLOCK + 2 * BLOCK;
    return new Scratch(
        new long[DIGITS * words()], new long[2][members * words()], new int[members]);
  }

  /**
   * Adds to {@code sums}, for every mask, the number of pairs (row in the list, column) with the
   * column set both in the row and in the mask.
   *
   * @param tile rows and masks of {@link #words()} words
   * @param base where row 0 begins
   * @param rows the list; empty rows may fill it up
   * @param from first place of the list
   * @param to end of the list; {@code to - from} is a multiple of {@link #BLOCK}
   * @param mask where the first mask begins
   * @param maskStride words from one mask to the next
   * @param masks number of masks
   * @param sums a row of lanes for each mask; a mask's sum is the sum of its lanes
   * @param sum where the first mask's lanes begin
   */
  default void tally(
      long[] tile,
      int base,
      int[] rows,
      int from,
      int to,
      int mask,
      int maskStride,
      int masks,
      Scratch scratch,
      long[] sums,
      int sum) {
    int words = words();
    long[] list = scratch.lists[0];
    long[] other = scratch.lists[1];
    add(tile, base, rows, from, to, scratch.digits, 0, list);
    int digits = 3;
    int length = (to - from) / BLOCK;
    while (length > 0) {
      // A list is filled up with empty rows too.
      int padded = (length + BLOCK - 1) & -BLOCK;
      Arrays.fill(list, length * words, padded * words, 0);
      add(list, 0, scratch.inOrder, 0, padded, scratch.digits, digits * words, other);
      digits += 3;
      // Fewer than eight members cannot overflow three digits.
      length = length < BLOCK ? 0 : padded / BLOCK;
      long[] swap = list;
      list = other;
      other = swap;
    }
    // A sum of r rows has no digit beyond those of r.
    int used = Math.min(digits, 32 - Integer.numberOfLeadingZeros(to - from));
    read(scratch.digits, used, tile, mask, maskStride, masks, sums, sum);
  }

  /**
   * Adds rows in blocks of eight: writes three digits of the sums from {@code digits[digit]} on,
   * and one row of overflow for each block to {@code list}.
   */
  void add(
      long[] tile, int base, int[] rows, int from, int to, long[] digits, int digit, long[] list);

  /** Counts the bits of the first {@code used} digits under each mask, by their weight. */
  void read(
      long[] digits,
      int used,
      long[] tile,
      int mask,
      int maskStride,
      int masks,
      long[] sums,
      int sum);

  /** Memory of one thread. */
  final class Scratch {
    private final long[] digits;
    private final long[][] lists;
    private final int[] inOrder;

    private Scratch(long[] digits, long[][] lists, int[] inOrder) {
      this.digits = digits;
      this.lists = lists;
      this.inOrder = inOrder;
      Arrays.setAll(inOrder, i -> i);
    }
  }

  /** The widest implementation this machine and this launch offer. */
  static BitCounter best() {
    // Without --add-modules the vector classes cannot even be loaded.
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        ? new VectorBitCounter()
        : new ScalarBitCounter();
  }
}
