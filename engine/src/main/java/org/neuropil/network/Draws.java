package org.neuropil.network;

import org.neuropil.matrix.Philox;

/**
 * Random arrays whose element at a place depends on (seed, purpose, index) and the place alone. A
 * Gaussian number takes four words: place n begins at word 4 n.
 */
final class Draws {
  private static final int GAUSSIAN_WORDS = 4;

  /** Redrawn numbers come from far behind all places. */
  private static final long REDRAW = 1L << 40;

  private Draws() {}

  /** Independent N(sd). */
  static float[] gaussian(int size, double sd, long seed, Philox.Purpose purpose, int index) {
    Philox random = new Philox(seed, purpose, index);
    float[] values = new float[size];
    for (int e = 0; e < size; e++) {
      values[e] = (float) (sd * gaussianAt(random, e));
    }
    return values;
  }

  /** Independent N(sd), each redrawn until it lies within two standard deviations. */
  static float[] truncated(int size, double sd, long seed, Philox.Purpose purpose, int index) {
    Philox random = new Philox(seed, purpose, index);
    float[] values = new float[size];
    for (int e = 0; e < size; e++) {
      long place = e;
      double x = gaussianAt(random, place);
      while (Math.abs(x) > 2) {
        place += REDRAW;
        x = gaussianAt(random, place);
      }
      values[e] = (float) (sd * x);
    }
    return values;
  }

  /** The standard normal number at a place of the cursor's stream. */
  static double gaussianAt(Philox random, long place) {
    return random.seek(GAUSSIAN_WORDS * place).nextGaussian();
  }

  /**
   * A random orthogonal matrix, uniform over all of them: the rows of a Gaussian matrix made
   * orthonormal one after the other (Gram and Schmidt, each row twice, which keeps them orthogonal
   * to rounding). That is a QR decomposition whose R has a positive diagonal, as uniformity needs
   * (Mezzadri 2007).
   */
  static double[][] orthogonal(int n, long seed, Philox.Purpose purpose, int index) {
    Philox random = new Philox(seed, purpose, index);
    double[][] q = new double[n][n];
    for (int i = 0; i < n; i++) {
      double[] row = q[i];
      for (int j = 0; j < n; j++) {
        row[j] = gaussianAt(random, (long) i * n + j);
      }
      for (int pass = 0; pass < 2; pass++) {
        for (int k = 0; k < i; k++) {
          double along = dot(row, q[k]);
          for (int j = 0; j < n; j++) {
            row[j] -= along * q[k][j];
          }
        }
        double length = Math.sqrt(dot(row, row));
        for (int j = 0; j < n; j++) {
          row[j] /= length;
        }
      }
    }
    return q;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}
