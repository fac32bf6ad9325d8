package org.neuropil.network;

import org.neuropil.matrix.SparsityPattern;

/**
 * The largest modulus of an eigenvalue, by Gelfand's formula rho = lim |A^k|^(1/k) with k doubled
 * by squaring: the logarithm of the norm is carried along and the matrix kept at norm 1,
 *
 * <pre>
 * log rho = log|A| + sum over j of log|B_j^2| / 2^(j+1),  B_0 = A/|A|,  B_(j+1) = B_j^2 / |B_j^2|
 * </pre>
 *
 * <p>Unlike the power iteration this does not care whether the largest eigenvalues are real, a
 * complex pair or many of one modulus. The error of stopping after j terms is the logarithm of the
 * eigenvectors' condition over 2^j. A matrix without any cycle gives exactly 0.
 */
final class SpectralRadius {
  /** 2^-40 is far below the rounding of float weights. */
  private static final int SQUARINGS = 40;

  private SpectralRadius() {}

  /** Of the square matrix with these values on a pattern. N^3 operations some 40 times. */
  static double of(SparsityPattern pattern, float[] values) {
    int n = pattern.rows();
    double[][] b = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        b[i][pattern.column(e)] = values[e];
      }
    }
    double logarithm = 0;
    double weight = 1;
    for (int j = 0; j <= SQUARINGS; j++) {
      double norm = norm(b);
      if (norm == 0) {
        return 0;
      }
      logarithm += weight * Math.log(norm);
      weight /= 2;
      if (j < SQUARINGS) {
        b = square(b, 1 / norm);
      }
    }
    return Math.exp(logarithm);
  }

  /** (scale a)^2. */
  private static double[][] square(double[][] a, double scale) {
    int n = a.length;
    double[][] result = new double[n][n];
    for (int i = 0; i < n; i++) {
      double[] sums = result[i];
      for (int k = 0; k < n; k++) {
        double factor = scale * a[i][k];
        if (factor != 0) {
          double[] row = a[k];
          for (int j = 0; j < n; j++) {
            sums[j] += factor * (scale * row[j]);
          }
        }
      }
    }
    return result;
  }

  private static double norm(double[][] a) {
    double squares = 0;
    for (double[] row : a) {
      for (double x : row) {
        squares += x * x;
      }
    }
    return Math.sqrt(squares);
  }
}
