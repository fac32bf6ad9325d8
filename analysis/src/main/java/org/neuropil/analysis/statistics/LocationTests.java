package org.neuropil.analysis.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;
import org.apache.commons.statistics.inference.DataDispersion;
import org.apache.commons.statistics.inference.MannWhitneyUTest;
import org.apache.commons.statistics.inference.PValueMethod;
import org.apache.commons.statistics.inference.TTest;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;
import org.neuropil.error.UserError;

/**
 * Two-sided tests of location: two independent samples, or pairs. A NaN among the values is an
 * error.
 */
public final class LocationTests {
  /** The largest sample whose rank statistics get their exact distribution. */
  private static final int MOST_EXACT = 50;

  private LocationTests() {}

  /**
   * Welch's t-test: equal means, without assuming equal variances. The statistic is t. Undefined
   * below two values in a sample, and where neither sample varies.
   *
   * @throws UserError data, if a value is NaN
   */
  public static TestResult welch(double[] x, double[] y) {
    checkBoth(x, y);
    int used = x.length + y.length;
    if (x.length < 2 || y.length < 2 || (Descriptive.isConstant(x) && Descriptive.isConstant(y))) {
      return new TestResult(Double.NaN, Double.NaN, true, used);
    }
    var result =
        TTest.withDefaults()
            .with(DataDispersion.HETEROSCEDASTIC)
            .with(AlternativeHypothesis.TWO_SIDED)
            .test(x, y);
    return new TestResult(result.getStatistic(), result.getPValue(), true, used);
  }

  /**
   * The Mann-Whitney U test: a value of x is as likely above as below one of y. The statistic is
   * the U of x: pairs in which x is larger, a tie counting half. p is exact up to 50 values in each
   * sample without ties, else from the normal distribution with continuity and tie corrections,
   * which is rough for very small samples. Undefined if a sample is empty.
   *
   * @throws UserError data, if a value is NaN
   */
  public static TestResult mannWhitney(double[] x, double[] y) {
    checkBoth(x, y);
    int used = x.length + y.length;
    if (x.length == 0 || y.length == 0) {
      return new TestResult(Double.NaN, Double.NaN, false, used);
    }
    double[] both = Arrays.copyOf(x, used);
    System.arraycopy(y, 0, both, x.length, y.length);
    if (Descriptive.isConstant(both)) {
      // Every order of equal values gives the same U.
      return new TestResult(0.5 * x.length * y.length, 1, true, used);
    }
    boolean exact = Math.max(x.length, y.length) <= MOST_EXACT && !hasTies(both);
    var result = MannWhitneyUTest.withDefaults().with(method(exact)).test(x, y);
    return new TestResult(result.getStatistic(), result.getPValue(), exact, used);
  }

  /**
   * Wilcoxon's signed rank test of pairs: the differences x - y are symmetric about 0. Pairs
   * without a difference are left out. The statistic is the sum of the ranks of positive
   * differences. p is exact up to 50 differences without ties, else from the normal distribution
   * with corrections; 1 if no difference is left. With n differences no exact p lies below 2^(1-n):
   * five pairs never reach 0.05.
   *
   * @throws UserError data, if a value is NaN
   * @throws IllegalArgumentException if the samples differ in length
   */
  public static TestResult wilcoxon(double[] x, double[] y) {
    double[] differences = differences(x, y);
    int used = differences.length;
    if (used == 0) {
      return new TestResult(0, 1, true, 0);
    }
    boolean exact =
        used <= MOST_EXACT && !hasTies(Arrays.stream(differences).map(Math::abs).toArray());
    var result = WilcoxonSignedRankTest.withDefaults().with(method(exact)).test(differences);
    return new TestResult(result.getStatistic(), result.getPValue(), exact, used);
  }

  /**
   * The sign test of pairs: x is as often above y as below it. Pairs without a difference are left
   * out. The statistic is the number of positive differences; p is exact, and 1 if no difference is
   * left.
   *
   * @throws UserError data, if a value is NaN
   * @throws IllegalArgumentException if the samples differ in length
   */
  public static TestResult sign(double[] x, double[] y) {
    double[] differences = differences(x, y);
    int positive = (int) Arrays.stream(differences).filter(difference -> difference > 0).count();
    return binomial(positive, differences.length, 0.5);
  }

  /**
   * The binomial test of a number of successes against a chance. The statistic is the number of
   * successes; p is the chance of all numbers that are no likelier than the one observed.
   *
   * @throws IllegalArgumentException unless 0 <= successes <= trials and 0 <= chance <= 1
   */
  public static TestResult binomial(int successes, int trials, double chance) {
    double p = BinomialTest.withDefaults().test(trials, successes, chance).getPValue();
    return new TestResult(successes, p, true, trials);
  }

  private static void checkBoth(double[] x, double[] y) {
    Descriptive.checkNumbers("the first sample", x);
    Descriptive.checkNumbers("the second sample", y);
  }

  private static double[] differences(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException("pairs of %d and %d values".formatted(x.length, y.length));
    }
    checkBoth(x, y);
    double[] differences = new double[x.length];
    int kept = 0;
    for (int i = 0; i < x.length; i++) {
      if (x[i] != y[i]) {
        differences[kept++] = x[i] - y[i];
      }
    }
    return Arrays.copyOf(differences, kept);
  }

  private static PValueMethod method(boolean exact) {
    return exact ? PValueMethod.EXACT : PValueMethod.ASYMPTOTIC;
  }

  private static boolean hasTies(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        return true;
      }
    }
    return false;
  }
}
