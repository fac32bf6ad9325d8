package org.neuropil.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/** Matrices whose eigenvalues are known. */
class SpectralRadiusTest {
  @Test
  void realEigenvaluesOfAnySign() {
    assertThat(radius(new double[][] {{3}})).isCloseTo(3, within(1e-12));
    assertThat(radius(new double[][] {{-0.25}})).isCloseTo(0.25, within(1e-12));
    assertThat(radius(new double[][] {{2, 100}, {0, -3}})).isCloseTo(3, within(1e-9));
    assertThat(radius(new double[][] {{1, 1}, {1, 0}}))
        .isCloseTo((1 + Math.sqrt(5)) / 2, within(1e-12));
    assertThat(radius(new double[][] {{1, 1}, {0, 1}}))
        .as("a Jordan block")
        .isCloseTo(1, within(1e-9));
  }

  /** The power iteration has no limit here: rotations, and all eigenvalues of one modulus. */
  @Test
  void complexPairsAndEqualModuli() {
    assertThat(radius(new double[][] {{0, -2}, {2, 0}})).isCloseTo(2, within(1e-12));
    double angle = 1.234;
    double[][] spiral = {
      {1.1 * Math.cos(angle), -1.1 * Math.sin(angle), 5},
      {1.1 * Math.sin(angle), 1.1 * Math.cos(angle), -3},
      {0, 0, -1}
    };
    assertThat(radius(spiral)).isCloseTo(1.1, within(1e-6));
    // A cycle with weights w_1 .. w_n has n eigenvalues of modulus |w_1 ... w_n|^(1/n).
    int n = 11;
    double[][] cycle = new double[n][n];
    double logarithm = 0;
    for (int i = 0; i < n; i++) {
      cycle[i][(i + 1) % n] = i % 3 == 0 ? -0.5 - i : 0.25 + i;
      logarithm += Math.log(Math.abs(cycle[i][(i + 1) % n])) / n;
    }
    assertThat(radius(cycle)).isCloseTo(Math.exp(logarithm), within(1e-6));
  }

  @Test
  void noCycleMeansZero() {
    double[][] triangle = new double[40][40];
    Philox random = new Philox(3, Philox.Purpose.TEST, 0);
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < i; j++) {
        triangle[i][j] = random.nextSymmetric(2f);
      }
    }
    assertThat(radius(triangle)).isZero();
    assertThat(radius(new double[3][3])).isZero();
  }

  /** S D S^-1 with the elementary S = I + u v^T, whose inverse is I - u v^T / (1 + v.u). */
  @Test
  void similarityKeepsTheRadius() {
    int n = 30;
    Philox random = new Philox(4, Philox.Purpose.TEST, 0);
    double[] u = new double[n];
    double[] v = new double[n];
    double dot = 0;
    for (int i = 0; i < n; i++) {
      u[i] = random.nextSymmetric(1f);
      v[i] = random.nextSymmetric(1f);
      dot += u[i] * v[i];
    }
    double[][] d = new double[n][n];
    for (int i = 0; i < n; i++) {
      d[i][i] = -0.9 * i / n;
    }
    d[0][1] = 1.7;
    d[1][0] = -1.7;
    d[0][0] = 0.2;
    d[1][1] = 0.2;
    double[][] a = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          for (int l = 0; l < n; l++) {
            double left = (i == k ? 1 : 0) + u[i] * v[k];
            double right = (l == j ? 1 : 0) - u[l] * v[j] / (1 + dot);
            a[i][j] += left * d[k][l] * right;
          }
        }
      }
    }
    assertThat(radius(a)).isCloseTo(Math.hypot(0.2, 1.7), within(1e-6));
  }

  private static double radius(double[][] a) {
    int n = a.length;
    int[] offsets = new int[n + 1];
    int[] columns = new int[n * n];
    float[] values = new float[n * n];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (a[i][j] != 0) {
          columns[count] = j;
          values[count++] = (float) a[i][j];
        }
      }
      offsets[i + 1] = count;
    }
    return SpectralRadius.of(
        SparsityPattern.of(n, n, offsets, java.util.Arrays.copyOf(columns, count)), values);
  }
}
