package org.neuropil.analysis.motif;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.neuropil.matrix.Philox;

/** The bit counters against counting one bit after the other. */
class BitCounterTest {
  private static final long SEED = 71;
  private static final int MASKS = 3;

  private static void check(BitCounter counter, int length, double density, int index) {
    Philox random = new Philox(SEED, Philox.Purpose.TEST, index);
    int words = counter.words();
    // Row 0 is empty and fills the list up; the masks are the last rows.
    int masks = 1 + length;
    long[] tile = new long[(masks + MASKS) * words];
    for (int place = words; place < tile.length; place++) {
      for (int bit = 0; bit < 64; bit++) {
        tile[place] |= random.nextUnit() < density ? 1L << bit : 0;
      }
    }
    int padded = (length + BitCounter.BLOCK - 1) & -BitCounter.BLOCK;
    int[] rows = new int[padded + 2];
    for (int r = 0; r < length; r++) {
      rows[2 + r] = 1 + r;
    }
    long[] expected = new long[MASKS];
    for (int m = 0; m < MASKS; m++) {
      for (int r = 1; r <= length; r++) {
        for (int word = 0; word < words; word++) {
          long mask = tile[(masks + m) * words + word];
          expected[m] += Long.bitCount(tile[r * words + word] & mask);
        }
      }
    }
    long[] sums = new long[MASKS * words];
    BitCounter.Scratch scratch = counter.scratch(padded);
    for (int round = 1; round < 3; round++) {
      int end = rows.length;
      counter.tally(tile, 0, rows, 2, end, masks * words, words, MASKS, scratch, sums, 0);
      for (int m = 0; m < MASKS; m++) {
        assertThat(Arrays.stream(sums, m * words, (m + 1) * words).sum())
            .as("seed %d, graph %d, %d rows, density %s, %s", SEED, index, length, density, counter)
            .isEqualTo(round * expected[m]);
      }
    }
  }

  @Test
  void everyNumberOfRowsAndDensityIsCounted() {
    List<BitCounter> counters = List.of(new ScalarBitCounter(), new VectorBitCounter());
    int[] lengths = {1, 7, 8, 9, 15, 16, 63, 64, 65, 100, 511, 512, 513, 4095, 4096, 4097};
    for (int length : lengths) {
      for (BitCounter counter : counters) {
        check(counter, length, 1, length);
        check(counter, length, 0.1, length);
        check(counter, length, 0.9, length);
      }
    }
  }
}
