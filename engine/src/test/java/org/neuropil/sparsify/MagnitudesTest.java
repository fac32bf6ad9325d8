package org.neuropil.sparsify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparseMatrix;

class MagnitudesTest {
  @Test
  void everyRankIsThatOfTheSortedMatrix() {
    for (int seed = 1; seed <= 20; seed++) {
      SparseMatrix matrix = TestMatrices.random(7, 5, 0.1 + 0.05 * (seed % 17), seed);
      float[] dense = matrix.toDense();
      float[] magnitudes = DenseRules.sortedMagnitudes(dense);
      float[] signed = dense.clone();
      Arrays.sort(signed);
      int negative = Magnitudes.count(matrix.values(), Magnitudes.Part.NEGATIVE);
      int positive = Magnitudes.count(matrix.values(), Magnitudes.Part.POSITIVE);
      for (int k = 0; k < 35; k++) {
        assertThat(Magnitudes.entry(matrix.values(), 35, k)).isEqualTo(magnitudes[k]);
        // == so that the two zeros are one.
        assertThat(Magnitudes.signedEntry(matrix.values(), 35, k, negative, positive) == signed[k])
            .isTrue();
      }
    }
  }

  @Test
  void extremeMagnitudesHaveTheirOrder() {
    float[] values = {
      Float.NaN,
      -Float.MAX_VALUE,
      1e-30f,
      Float.MIN_VALUE,
      -0f,
      Float.POSITIVE_INFINITY,
      Math.nextUp(1e-30f)
    };
    float[] expected = {
      0, Float.MIN_VALUE, 1e-30f, Math.nextUp(1e-30f), Float.MAX_VALUE, Float.POSITIVE_INFINITY
    };
    for (int k = 0; k < expected.length; k++) {
      assertThat(Magnitudes.select(values, Magnitudes.Part.ALL, k)).isEqualTo(expected[k]);
    }
    assertThat(Magnitudes.select(values, Magnitudes.Part.ALL, 6)).isNaN();
  }

  @Test
  void exactlyTheLargestStayAlsoOnTies() {
    SparseMatrix matrix = TestMatrices.random(9, 9, 1, 4);
    float[] values = matrix.values();
    for (int count = 0; count <= 81; count++) {
      PatternEdit edit = new PatternEdit(matrix.pattern());
      edit.keepLargest(values, Magnitudes.Part.ALL, count);
      assertThat(edit.kept()).isEqualTo(count);
      PatternChange change =
          edit.grow(0, new Philox(1, Philox.Purpose.TEST, 0), values, (i, j) -> 0);
      float[] left = new float[count];
      for (int e = 0; e < count; e++) {
        left[e] = Math.abs(change.values()[e]);
      }
      Arrays.sort(left);
      float[] all = DenseRules.sortedMagnitudes(matrix.toDense());
      assertThat(left).isEqualTo(Arrays.copyOfRange(all, 81 - count, 81));
    }
  }
}
