package org.neuropil.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A small random CSR matrix with empty rows and columns, and its transpose. */
final class Csr {
  final int rows;
  final int cols;
  final int[] offsets;
  final int[] columns;
  final float[] values;

  private Csr(int rows, int cols, int[] offsets, int[] columns, float[] values) {
    this.rows = rows;
    this.cols = cols;
    this.offsets = offsets;
    this.columns = columns;
    this.values = values;
  }

  static Csr random(int rows, int cols, double density, SplittableRandom random) {
    int[] offsets = new int[rows + 1];
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        // Every fifth row and every seventh column stay empty.
        if (i % 5 != 3 && j % 7 != 4 && random.nextDouble() < density) {
          columns.add(j);
        }
      }
      offsets[i + 1] = columns.size();
    }
    float[] values = new float[columns.size()];
    for (int e = 0; e < values.length; e++) {
      values[e] = (float) random.nextDouble(-1, 1);
    }
    return new Csr(
        rows, cols, offsets, columns.stream().mapToInt(Integer::intValue).toArray(), values);
  }

  boolean isEmptyColumn(int j) {
    return java.util.Arrays.stream(columns).noneMatch(c -> c == j);
  }

  int nonzeros() {
    return columns.length;
  }

  /** The transpose; {@code permutation[k]} receives the entry that its entry k comes from. */
  Csr transpose(int[] permutation) {
    int[] newOffsets = new int[cols + 1];
    int[] newColumns = new int[nonzeros()];
    float[] newValues = new float[nonzeros()];
    int place = 0;
    for (int j = 0; j < cols; j++) {
      for (int i = 0; i < rows; i++) {
        for (int e = offsets[i]; e < offsets[i + 1]; e++) {
          if (columns[e] == j) {
            newColumns[place] = i;
            newValues[place] = values[e];
            permutation[place++] = e;
          }
        }
      }
      newOffsets[j + 1] = place;
    }
    return new Csr(cols, rows, newOffsets, newColumns, newValues);
  }
}
