package org.neuropil.analysis.statistics;

import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.neuropil.error.UserError;

/**
 * The two-sample, two-sided Kolmogorov-Smirnov test: D is the largest distance between the two
 * empirical distribution functions.
 */
public final class KolmogorovSmirnov {
  /** The largest sample for which p is exact; SciPy's limit. */
  public static final int MOST_EXACT = 10_000;

  private KolmogorovSmirnov() {}

  /**
   * Tests whether two samples come from one distribution; p is exact up to {@link #MOST_EXACT}
   * values in each sample, else asymptotic. Ties make p larger than it need be, as the exact
   * distribution is that of continuous values. Undefined below two values in a sample.
   *
   * @throws UserError data, if a value is NaN
   */
  public static TestResult test(double[] x, double[] y) {
    return test(x, y, Math.max(x.length, y.length) <= MOST_EXACT);
  }

  /**
   * The test with a chosen p.
   *
   * @param exact whether p is exact; takes memory and time proportional to the product of the sizes
   *     where these differ
   */
  public static TestResult test(double[] x, double[] y, boolean exact) {
    Descriptive.checkNumbers("the first sample", x);
    Descriptive.checkNumbers("the second sample", y);
    int used = x.length + y.length;
    if (x.length < 2 || y.length < 2) {
      return new TestResult(Double.NaN, Double.NaN, exact, used);
    }
    KolmogorovSmirnovTest test =
        KolmogorovSmirnovTest.withDefaults().with(AlternativeHypothesis.TWO_SIDED);
    if (exact) {
      var result = test.with(PValueMethod.EXACT).test(x, y);
      return new TestResult(result.getStatistic(), result.getPValue(), true, used);
    }
    double d = test.statistic(x, y);
    return new TestResult(d, asymptotic(d, x.length, y.length), false, used);
  }

  /**
   * p by Kolmogorov's limit: 2 sum over j of (-1)^(j-1) exp(-2 j^2 D^2 n1 n2 / (n1 + n2)). For
   * small D, where this sum converges slowly, its equivalent by the theta function's functional
   * equation.
   */
  public static double asymptotic(double d, long n1, long n2) {
    double square = d * d * n1 * n2 / (n1 + n2);
    double sum = 0;
    if (square < 0.5) {
      double scale = Math.PI * Math.PI / (8 * square);
      for (int j = 1; j < 100 && square > 0; j += 2) {
        sum += StrictMath.exp(-j * j * scale);
      }
      return square > 0 ? 1 - StrictMath.sqrt(2 * Math.PI / square) * sum : 1;
    }
    for (int j = 1; j < 100; j++) {
      double term = StrictMath.exp(-2.0 * j * j * square);
      sum += (j & 1) == 1 ? term : -term;
    }
    return Math.min(1, 2 * sum);
  }
}
