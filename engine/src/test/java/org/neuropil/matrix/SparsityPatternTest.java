package org.neuropil.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparsityPatternTest {
  @ParameterizedTest
  @CsvSource({"1,1,0.5", "7,5,0.3", "40,70,0.05", "33,33,1", "64,3,0.9"})
  void transposingTwiceIsTheSame(int rows, int cols, double density) {
    SparsityPattern pattern = SparsityPattern.bernoulli(rows, cols, density, 3, 0);
    SparsityPattern.Transposed transposed = pattern.transpose();
    assertThat(transposed.pattern().transpose().pattern()).isEqualTo(pattern);
    for (int j = 0; j < cols; j++) {
      for (int k = transposed.pattern().rowStart(j);
          k < transposed.pattern().rowStart(j + 1);
          k++) {
        assertThat(pattern.find(transposed.pattern().column(k), j))
            .isEqualTo(transposed.permutation()[k]);
      }
    }
  }

  @Test
  void densityAgreesToThreeFiguresWithTheAskedOne() {
    SparsityPattern pattern = SparsityPattern.bernoulli(2000, 2000, 0.1, 42, 0);
    assertThat(pattern.density()).isBetween(0.0994, 0.1006);
    assertThat(SparsityPattern.bernoulli(50, 50, 1, 1, 0)).isEqualTo(SparsityPattern.full(50, 50));
    assertThat(SparsityPattern.full(50, 50).density()).isGreaterThan(1);
  }

  @Test
  void brokenArraysAreNamed() {
    assertThatThrownBy(() -> SparsityPattern.of(2, 2, new int[] {0, 1, 2}, new int[] {0, 2}))
        .hasMessageContaining("row 1");
    assertThatThrownBy(() -> SparsityPattern.of(1, 3, new int[] {0, 2}, new int[] {1, 1}))
        .hasMessageContaining("row 0");
    assertThatThrownBy(() -> SparsityPattern.of(2, 2, new int[] {0, 1}, new int[] {0}))
        .hasMessageContaining("row offsets");
    assertThatThrownBy(() -> SparsityPattern.of(2, 2, new int[] {0, 2, 1}, new int[] {0}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void denseRoundTrip() {
    float[] dense = {0, 1, 0, -2, Float.NaN, 0};
    SparseMatrix matrix = SparseMatrix.fromDense(2, 3, dense);
    assertThat(matrix.pattern().nonzeros()).isEqualTo(3);
    assertThat(matrix.toDense()).containsExactly(dense);
    assertThat(matrix.get(1, 0)).isEqualTo(-2f);
    assertThat(matrix.get(1, 2)).isZero();
  }
}
