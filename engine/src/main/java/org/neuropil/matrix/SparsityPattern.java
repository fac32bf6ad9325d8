package org.neuropil.matrix;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which connections exist: an immutable sorted CSR pattern. Row = receiving node, column = sending
 * node. Entry numbers (0 .. nnz-1, row by row, ascending columns) index every value array that
 * belongs to the pattern.
 */
public final class SparsityPattern {
  private final int rows;
  private final int cols;
  private final int[] rowOffsets;
  private final int nonzeros;

  /** Null until asked for where every place is occupied: entry e then is at column e % cols. */
  private int @Nullable [] columns;

  private SparsityPattern(int rows, int cols, int[] rowOffsets, int @Nullable [] columns) {
    this.rows = rows;
    this.cols = cols;
    this.rowOffsets = rowOffsets;
    this.columns = columns;
    this.nonzeros = rowOffsets[rows];
  }

  /**
   * A pattern from CSR arrays, which are checked and then owned by the pattern: the caller must not
   * change them.
   *
   * @param rowOffsets length rows+1, from 0 to nnz, never falling
   * @param columns length nnz, strictly ascending within each row, each in [0, cols)
   * @throws IllegalArgumentException naming the first row that breaks a rule
   */
  public static SparsityPattern of(int rows, int cols, int[] rowOffsets, int[] columns) {
    if (rows < 0
        || cols < 0
        || rowOffsets.length != rows + 1
        || rowOffsets[0] != 0
        || rowOffsets[rows] != columns.length) {
      throw new IllegalArgumentException(
          "expected "
              + (rows + 1L)
              + " row offsets from 0 to the number of entries, found "
              + rowOffsets.length
              + " offsets and "
              + columns.length
              + " entries");
    }
    for (int i = 0; i < rows; i++) {
      if (rowOffsets[i] > rowOffsets[i + 1]) {
        throw new IllegalArgumentException("row offsets fall at row " + i);
      }
    }
    for (int i = 0; i < rows; i++) {
      int previous = -1;
      for (int e = rowOffsets[i]; e < rowOffsets[i + 1]; e++) {
        if (columns[e] <= previous || columns[e] >= cols) {
          throw new IllegalArgumentException(
              "row "
                  + i
                  + ": column "
                  + columns[e]
                  + " after "
                  + previous
                  + " is out of order, repeated or beyond "
                  + cols);
        }
        previous = columns[e];
      }
    }
    return new SparsityPattern(rows, cols, rowOffsets, columns);
  }

  /** Every entry present. */
  public static SparsityPattern full(int rows, int cols) {
    Math.multiplyExact(rows, cols);
    int[] offsets = new int[rows + 1];
    for (int i = 0; i < rows; i++) {
      offsets[i + 1] = offsets[i] + cols;
    }
    return new SparsityPattern(rows, cols, offsets, null);
  }

  /**
   * Every entry, the diagonal included, present with probability {@code density} on its own
   * (Fruengel and Oberlaender 2025, mask). Entry (i, j) exists iff word i*cols+j of the stream
   * (seed, MASK, index), as {@link Philox#nextUnit()} reads it, is below the density; so density 1
   * is the full matrix.
   *
   * @throws ArithmeticException if more than 2^31-1 entries come out
   */
  public static SparsityPattern bernoulli(
      int rows, int cols, double density, long seed, int index) {
    int[] offsets = new int[rows + 1];
    double expected = (double) rows * cols * density;
    int[] columns =
        new int
            [(int)
                Math.min(Integer.MAX_VALUE - 8, (long) (expected + 6 * Math.sqrt(expected) + 64))];
    Philox random = new Philox(seed, Philox.Purpose.MASK, index);
    int count = 0;
    for (int i = 0; i < rows; i++) {
      random.seek((long) i * cols);
      for (int j = 0; j < cols; j++) {
        if (random.nextUnit() < density) {
          if (count == columns.length) {
            if (count > Integer.MAX_VALUE - 16) {
              throw new ArithmeticException("more than 2^31-1 connections");
            }
            columns =
                Arrays.copyOf(
                    columns, (int) Math.min(Integer.MAX_VALUE - 8, count + (count >> 4) + 64L));
          }
          columns[count++] = j;
        }
      }
      offsets[i + 1] = count;
    }
    return new SparsityPattern(
        rows, cols, offsets, count == columns.length ? columns : Arrays.copyOf(columns, count));
  }

  /** Number of rows (receiving nodes). */
  public int rows() {
    return rows;
  }

  /** Number of columns (sending nodes). */
  public int cols() {
    return cols;
  }

  /** Number of entries (connections). */
  public int nonzeros() {
    return nonzeros;
  }

  /**
   * nonzeros / (N (N-1)) for a square pattern of N > 1 nodes, the density of the literature;
   * nonzeros / (rows cols) otherwise.
   */
  public double density() {
    double places = rows == cols && rows > 1 ? (double) rows * (rows - 1) : (double) rows * cols;
    return places == 0 ? 0 : nonzeros / places;
  }

  /** True when every place is occupied. */
  public boolean isFull() {
    return nonzeros == (long) rows * cols;
  }

  /** First entry of row i; {@code rowStart(rows())} is the number of entries. */
  public int rowStart(int i) {
    return rowOffsets[i];
  }

  /** Column of entry e. */
  public int column(int e) {
    int[] stored = columns;
    return stored == null ? e % cols : stored[e];
  }

  /** The row offsets themselves, not a copy: read only. For kernels that stream them. */
  public int[] rowOffsets() {
    return rowOffsets;
  }

  /** The columns themselves, not a copy: read only. For kernels that stream them. */
  public int[] columns() {
    int[] stored = columns;
    if (stored == null) {
      stored = new int[nonzeros];
      for (int e = 0; e < nonzeros; e++) {
        stored[e] = e % cols;
      }
      columns = stored;
    }
    return stored;
  }

  /** The entry at (i, j), or -1. */
  public int find(int i, int j) {
    int[] stored = columns;
    if (stored == null) {
      return rowOffsets[i] + j;
    }
    int e = Arrays.binarySearch(stored, rowOffsets[i], rowOffsets[i + 1], j);
    return e < 0 ? -1 : e;
  }

  /** The transposed pattern together with where its entries come from. */
  public Transposed transpose() {
    int[] offsets = new int[cols + 1];
    for (int e = 0; e < nonzeros; e++) {
      offsets[column(e) + 1]++;
    }
    for (int j = 0; j < cols; j++) {
      offsets[j + 1] += offsets[j];
    }
    int[] next = Arrays.copyOf(offsets, cols);
    int[] sources = new int[nonzeros];
    int[] permutation = new int[nonzeros];
    for (int i = 0; i < rows; i++) {
      for (int e = rowOffsets[i]; e < rowOffsets[i + 1]; e++) {
        int place = next[column(e)]++;
        sources[place] = i;
        permutation[place] = e;
      }
    }
    return new Transposed(new SparsityPattern(cols, rows, offsets, sources), permutation);
  }

  /**
   * A transposed pattern.
   *
   * @param pattern the pattern of W^T
   * @param permutation entry k of W^T is entry {@code permutation[k]} of W
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Transposed(SparsityPattern pattern, int[] permutation) {}

  @Override
  public boolean equals(Object other) {
    return other instanceof SparsityPattern that
        && rows == that.rows
        && cols == that.cols
        && Arrays.equals(rowOffsets, that.rowOffsets)
        && (isFull() || Arrays.equals(columns, that.columns));
  }

  @Override
  public int hashCode() {
    return 31 * (31 * rows + cols) + Arrays.hashCode(rowOffsets);
  }

  @Override
  public String toString() {
    return rows + " x " + cols + " with " + nonzeros + " entries";
  }
}
