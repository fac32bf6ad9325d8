package org.neuropil.matrix.io;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A sparse matrix in compressed rows: row {@code i} holds the entries {@code rowOffsets[i]} up to
 * {@code rowOffsets[i + 1]}, whose columns strictly increase. An entry whose value is exactly 0 is
 * an entry like any other. The arrays are held by reference.
 *
 * @param rows number of rows
 * @param cols number of columns
 * @param rowOffsets {@code rows + 1} offsets that begin with 0 and never decrease
 * @param columns the column of each entry
 * @param values the value of each entry
 */
// Plain arrays are the point of this record, and it brings its own equals.
@SuppressWarnings("ArrayRecordComponent")
public record CsrArrays(int rows, int cols, int[] rowOffsets, int[] columns, float[] values) {
  /** Checks the structure; takes time proportional to the number of entries. */
  public CsrArrays {
    String fault = fault(rows, cols, rowOffsets, columns, values.length);
    if (fault != null) {
      throw new IllegalArgumentException(fault);
    }
  }

  private static @Nullable String fault(
      int rows, int cols, int[] rowOffsets, int[] columns, int nonzeros) {
    if (rows < 0 || cols < 0 || rowOffsets.length != rows + 1 || columns.length != nonzeros) {
      return "a matrix of %d x %d with %d offsets, %d columns, %d values"
          .formatted(rows, cols, rowOffsets.length, columns.length, nonzeros);
    }
    if (rowOffsets[0] != 0 || rowOffsets[rows] != nonzeros) {
      return "row offsets run from %d to %d, expected 0 to %d"
          .formatted(rowOffsets[0], rowOffsets[rows], nonzeros);
    }
    for (int row = 0; row < rows; row++) {
      if (rowOffsets[row + 1] < rowOffsets[row]) {
        return "row offsets decrease after row " + row;
      }
    }
    for (int row = 0; row < rows; row++) {
      int last = -1;
      for (int k = rowOffsets[row]; k < rowOffsets[row + 1]; k++) {
        if (columns[k] <= last || columns[k] >= cols) {
          return "row %d has column %d after column %d of %d"
              .formatted(row, columns[k], last, cols);
        }
        last = columns[k];
      }
    }
    return null;
  }

  /** The number of entries. */
  public int nonzeros() {
    return values.length;
  }

  /** Entries per place, 0 for a matrix without places. */
  public double density() {
    return rows == 0 || cols == 0 ? 0 : (double) nonzeros() / rows / cols;
  }

  /** The entries of a dense matrix in C order whose value is not exactly 0. */
  public static CsrArrays fromDense(int rows, int cols, float[] dense) {
    return fromDense(rows, cols, dense, null);
  }

  /**
   * The entries of a dense matrix in C order: where {@code mask} is not 0, or without a mask where
   * the value is not exactly 0.
   */
  public static CsrArrays fromDense(int rows, int cols, float[] dense, byte @Nullable [] mask) {
    if ((long) rows * cols != dense.length || (mask != null && mask.length != dense.length)) {
      throw new IllegalArgumentException(
          "a matrix of %d x %d from %d values".formatted(rows, cols, dense.length));
    }
    int nonzeros = 0;
    for (int place = 0; place < dense.length; place++) {
      nonzeros += present(dense, mask, place) ? 1 : 0;
    }
    int[] rowOffsets = new int[rows + 1];
    int[] columns = new int[nonzeros];
    float[] values = new float[nonzeros];
    int k = 0;
    int place = 0;
    for (int row = 0; row < rows; row++) {
      for (int col = 0; col < cols; col++, place++) {
        if (present(dense, mask, place)) {
          columns[k] = col;
          values[k++] = dense[place];
        }
      }
      rowOffsets[row + 1] = k;
    }
    return new CsrArrays(rows, cols, rowOffsets, columns, values);
  }

  private static boolean present(float[] dense, byte @Nullable [] mask, int place) {
    return mask == null ? dense[place] != 0 : mask[place] != 0;
  }

  /**
   * The matrix in C order with 0 at every place without an entry.
   *
   * @throws IllegalArgumentException if there are more places than an array can have
   */
  public float[] toDense() {
    float[] dense = new float[places()];
    for (int row = 0; row < rows; row++) {
      for (int k = rowOffsets[row]; k < rowOffsets[row + 1]; k++) {
        dense[row * cols + columns[k]] = values[k];
      }
    }
    return dense;
  }

  /** 1 where there is an entry and 0 elsewhere, in C order. */
  public byte[] toMask() {
    byte[] mask = new byte[places()];
    for (int row = 0; row < rows; row++) {
      for (int k = rowOffsets[row]; k < rowOffsets[row + 1]; k++) {
        mask[row * cols + columns[k]] = 1;
      }
    }
    return mask;
  }

  /** Whether a dense array can hold the matrix. */
  boolean fitsDense() {
    return (long) rows * cols <= Shapes.MOST_ELEMENTS;
  }

  private int places() {
    if (!fitsDense()) {
      throw new IllegalArgumentException("%d x %d places are too many".formatted(rows, cols));
    }
    return rows * cols;
  }

  /** The matrix with rows and columns exchanged. */
  public CsrArrays transpose() {
    int[] offsets = new int[cols + 1];
    for (int col : columns) {
      offsets[col + 1]++;
    }
    for (int col = 0; col < cols; col++) {
      offsets[col + 1] += offsets[col];
    }
    int[] next = offsets.clone();
    int[] receivers = new int[nonzeros()];
    float[] moved = new float[nonzeros()];
    for (int row = 0; row < rows; row++) {
      for (int k = rowOffsets[row]; k < rowOffsets[row + 1]; k++) {
        int to = next[columns[k]]++;
        receivers[to] = row;
        moved[to] = values[k];
      }
    }
    return new CsrArrays(cols, rows, offsets, receivers, moved);
  }

  /** Whether size, places and values agree, values by their bits. */
  @Override
  public boolean equals(Object other) {
    return other instanceof CsrArrays that
        && rows == that.rows
        && cols == that.cols
        && Arrays.equals(rowOffsets, that.rowOffsets)
        && Arrays.equals(columns, that.columns)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Objects.hash(rows, cols, nonzeros());
  }

  /** The size, such as {@code 200 x 100 with 2000 entries}. */
  @Override
  public String toString() {
    return "%d x %d with %d entries".formatted(rows, cols, nonzeros());
  }
}
