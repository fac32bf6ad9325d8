package org.neuropil.matrix;

/**
 * A sparse matrix: a pattern and one value for each of its entries, in CSR order. The value array
 * is shared, not copied.
 *
 * @param pattern which entries exist
 * @param values length {@code pattern.nonzeros()}
 */
@SuppressWarnings("ArrayRecordComponent")
public record SparseMatrix(SparsityPattern pattern, float[] values) {
  /** Checks the lengths. */
  public SparseMatrix {
    if (values.length != pattern.nonzeros()) {
      throw new IllegalArgumentException(
          "expected " + pattern.nonzeros() + " values, found " + values.length);
    }
  }

  /** The value at (i, j), 0 where there is no entry. */
  public float get(int i, int j) {
    int e = pattern.find(i, j);
    return e < 0 ? 0f : values[e];
  }

  /** The matrix as a dense row-major array of rows*cols floats. */
  public float[] toDense() {
    float[] dense = new float[Math.multiplyExact(pattern.rows(), pattern.cols())];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        dense[i * pattern.cols() + pattern.column(e)] = values[e];
      }
    }
    return dense;
  }

  /** The entries of a dense row-major array that are not exactly 0; NaN counts as an entry. */
  public static SparseMatrix fromDense(int rows, int cols, float[] dense) {
    int count = 0;
    for (float value : dense) {
      count += value != 0 ? 1 : 0;
    }
    int[] offsets = new int[rows + 1];
    int[] columns = new int[count];
    float[] values = new float[count];
    int e = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        float value = dense[i * cols + j];
        if (value != 0) {
          columns[e] = j;
          values[e++] = value;
        }
      }
      offsets[i + 1] = e;
    }
    return new SparseMatrix(SparsityPattern.of(rows, cols, offsets, columns), values);
  }
}
