package org.neuropil.compute.contract;

import java.util.Arrays;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/** Patterns that are awkward for a plan. */
final class Patterns {
  /** Whether there is an entry. */
  @FunctionalInterface
  interface Places {
    boolean at(int i, int j);
  }

  private Patterns() {}

  static SparsityPattern of(int rows, int cols, Places places) {
    int[] offsets = new int[rows + 1];
    int[] columns = new int[rows * cols];
    int e = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        if (places.at(i, j)) {
          columns[e++] = j;
        }
      }
      offsets[i + 1] = e;
    }
    return SparsityPattern.of(rows, cols, offsets, Arrays.copyOf(columns, e));
  }

  /**
   * Random entries, where some rows and columns, the first and the last among them by chance, have
   * none.
   */
  static SparsityPattern withGaps(int rows, int cols, double density, Philox random) {
    boolean[] noRow = gaps(rows, random);
    boolean[] noColumn = gaps(cols, random);
    return of(rows, cols, (i, j) -> !noRow[i] && !noColumn[j] && random.nextUnit() < density);
  }

  private static boolean[] gaps(int size, Philox random) {
    boolean[] gaps = new boolean[size];
    for (int i = 0; i < size; i++) {
      gaps[i] = size > 2 && random.nextInt(8) == 0;
    }
    return gaps;
  }

  static SparsityPattern random(int rows, int cols, double density, Philox random) {
    return of(rows, cols, (i, j) -> random.nextUnit() < density);
  }

  static int longestRow(SparsityPattern pattern) {
    int longest = 0;
    for (int i = 0; i < pattern.rows(); i++) {
      longest = Math.max(longest, pattern.rowStart(i + 1) - pattern.rowStart(i));
    }
    return longest;
  }

  static int longestColumn(SparsityPattern pattern) {
    int[] counts = new int[pattern.cols()];
    for (int e = 0; e < pattern.nonzeros(); e++) {
      counts[pattern.column(e)]++;
    }
    return Arrays.stream(counts).max().orElse(0);
  }
}
