package org.neuropil.analysis.statistics;

import org.apache.commons.statistics.distribution.TDistribution;
import org.apache.commons.statistics.ranking.NaNStrategy;
import org.apache.commons.statistics.ranking.NaturalRanking;
import org.apache.commons.statistics.ranking.TiesStrategy;
import org.neuropil.error.UserError;

/**
 * The correlation of two variables.
 *
 * @param r the coefficient, -1 to 1; NaN below two pairs or if a variable does not vary
 * @param p two-sided, of r = 0, from t = r sqrt((n - 2) / (1 - r^2)) with n - 2 degrees of freedom;
 *     NaN below three pairs
 * @param n pairs of values
 */
public record Correlation(double r, double p, int n) {
  /**
   * Pearson's product-moment correlation. Its p holds for normal variables.
   *
   * @throws UserError data, if a value is NaN
   * @throws IllegalArgumentException if the lengths differ
   */
  public static Correlation pearson(double[] x, double[] y) {
    check(x, y);
    return of(coefficient(x, y), x.length);
  }

  /**
   * Spearman's rank correlation: Pearson's of the ranks, ties sharing their mean rank. Its p is an
   * approximation that is rough below about ten pairs.
   *
   * @throws UserError data, if a value is NaN
   * @throws IllegalArgumentException if the lengths differ
   */
  public static Correlation spearman(double[] x, double[] y) {
    check(x, y);
    if (x.length == 0) {
      return of(Double.NaN, 0);
    }
    NaturalRanking ranking = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE);
    return of(coefficient(ranking.apply(x), ranking.apply(y)), x.length);
  }

  private static void check(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException("pairs of %d and %d values".formatted(x.length, y.length));
    }
    Descriptive.checkNumbers("the first variable", x);
    Descriptive.checkNumbers("the second variable", y);
  }

  private static double coefficient(double[] x, double[] y) {
    if (x.length < 2 || Descriptive.isConstant(x) || Descriptive.isConstant(y)) {
      return Double.NaN;
    }
    double meanX = Descriptive.mean(x);
    double meanY = Descriptive.mean(y);
    double product = 0;
    double squaresX = 0;
    double squaresY = 0;
    for (int i = 0; i < x.length; i++) {
      double dx = x[i] - meanX;
      double dy = y[i] - meanY;
      product += dx * dy;
      squaresX += dx * dx;
      squaresY += dy * dy;
    }
    double r = product / (Math.sqrt(squaresX) * Math.sqrt(squaresY));
    return Math.max(-1, Math.min(1, r));
  }

  private static Correlation of(double r, int n) {
    if (n < 3 || Double.isNaN(r)) {
      return new Correlation(r, Double.NaN, n);
    }
    double t = Math.abs(r) * Math.sqrt((n - 2) / ((1 - r) * (1 + r)));
    return new Correlation(r, 2 * TDistribution.of(n - 2).survivalProbability(t), n);
  }
}
