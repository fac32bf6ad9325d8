package org.neuropil.matrix.io;

import java.util.Arrays;
import org.neuropil.error.UserError;

/** Builds {@link CsrArrays} from arrays out of files, which are checked, sorted and not changed. */
final class CsrBuilder {
  /**
   * More nodes than any network here has. Sparse files need few bytes to claim many rows or
   * columns, so that these need a bound of their own.
   */
  static final int MOST_NODES = 1 << 24;

  private CsrBuilder() {}

  /**
   * From compressed rows with columns in any order.
   *
   * @param where file and name, for messages
   */
  static CsrArrays fromCsr(
      int rows, int cols, int[] offsets, int[] columns, float[] values, String where) {
    if (offsets.length != rows + 1L) {
      throw Faults.damaged(
          where, "%d row offsets for %d rows, expected one more".formatted(offsets.length, rows));
    }
    checkSides(rows, cols, where);
    checkEntries(columns, values, where);
    if (offsets[0] != 0 || offsets[rows] != values.length) {
      throw Faults.damaged(
          where,
          "row offsets run from %d to %d, expected 0 to %d"
              .formatted(offsets[0], offsets[rows], values.length));
    }
    for (int row = 0; row < rows; row++) {
      if (offsets[row + 1] < offsets[row]) {
        throw Faults.damaged(where, "row offsets decrease after row " + row);
      }
    }
    checkRange(columns, cols, "column", where);
    return sorted(rows, cols, offsets, columns, values, where);
  }

  /** From coordinates in any order. */
  static CsrArrays fromCoordinates(
      int rows, int cols, int[] rowOf, int[] columnOf, float[] values, String where) {
    checkEntries(columnOf, values, where);
    checkEntries(rowOf, values, where);
    checkSides(rows, cols, where);
    checkRange(rowOf, rows, "row", where);
    checkRange(columnOf, cols, "column", where);
    int[] offsets = new int[rows + 1];
    for (int row : rowOf) {
      offsets[row + 1]++;
    }
    for (int row = 0; row < rows; row++) {
      offsets[row + 1] += offsets[row];
    }
    int[] next = offsets.clone();
    int[] columns = new int[values.length];
    float[] moved = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      int to = next[rowOf[k]]++;
      columns[to] = columnOf[k];
      moved[to] = values[k];
    }
    return sorted(rows, cols, offsets, columns, moved, where);
  }

  /** An error if a file claims more rows or columns than any network has. */
  static void checkSides(long rows, long cols, String where) {
    if (rows > MOST_NODES || cols > MOST_NODES) {
      throw Faults.unfit(
          where,
          "%d x %d places, expected at most %d rows or columns".formatted(rows, cols, MOST_NODES),
          "check the shape");
    }
  }

  private static void checkEntries(int[] indices, float[] values, String where) {
    if (indices.length != values.length) {
      throw Faults.damaged(
          where, indices.length + " indices for " + values.length + " values, expected as many");
    }
  }

  private static void checkRange(int[] indices, int bound, String what, String where) {
    for (int k = 0; k < indices.length; k++) {
      if (indices[k] < 0 || indices[k] >= bound) {
        throw Faults.damaged(
            where,
            "entry %d is in %s %d, expected 0 to %d".formatted(k, what, indices[k], bound - 1));
      }
    }
  }

  private static CsrArrays sorted(
      int rows, int cols, int[] offsets, int[] columns, float[] values, String where) {
    int[] sortedColumns = columns;
    float[] sortedValues = values;
    boolean copied = false;
    long[] keys = new long[0];
    for (int row = 0; row < rows; row++) {
      int from = offsets[row];
      int to = offsets[row + 1];
      if (increases(columns, from, to)) {
        continue;
      }
      if (!copied) {
        copied = true;
        sortedColumns = columns.clone();
        sortedValues = values.clone();
      }
      if (keys.length < to - from) {
        keys = new long[to - from];
      }
      for (int k = from; k < to; k++) {
        // The column leads; the place behind it finds the value again.
        keys[k - from] = ((long) columns[k] << 32) | k;
      }
      Arrays.sort(keys, 0, to - from);
      for (int k = from; k < to; k++) {
        sortedColumns[k] = (int) (keys[k - from] >>> 32);
        sortedValues[k] = values[(int) keys[k - from]];
        if (k > from && sortedColumns[k] == sortedColumns[k - 1]) {
          throw duplicate(row, sortedColumns[k], where);
        }
      }
    }
    return new CsrArrays(rows, cols, offsets, sortedColumns, sortedValues);
  }

  private static boolean increases(int[] columns, int from, int to) {
    for (int k = from + 1; k < to; k++) {
      if (columns[k] <= columns[k - 1]) {
        return false;
      }
    }
    return true;
  }

  private static UserError duplicate(int row, int col, String where) {
    return Faults.unfit(
        where,
        "row %d, column %d occurs twice".formatted(row, col),
        "add duplicates up first, in SciPy with matrix.sum_duplicates()");
  }
}
