package org.neuropil.analysis.statistics;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * How far apart two independent samples are; positive where the first is larger. {@link Bootstrap}
 * gives intervals. A NaN among the values makes the result NaN.
 */
public final class EffectSizes {
  private EffectSizes() {}

  /**
   * Cohen's d: the difference of the means over the pooled standard deviation, which has n1 + n2 -
   * 2 degrees of freedom. NaN below two values in a sample, and where neither sample varies.
   */
  public static double cohenD(double[] x, double[] y) {
    if (x.length < 2 || y.length < 2) {
      return Double.NaN;
    }
    double squares = Descriptive.squares(x) + Descriptive.squares(y);
    double pooled = Math.sqrt(squares / (x.length + y.length - 2));
    return pooled == 0 ? Double.NaN : (Descriptive.mean(x) - Descriptive.mean(y)) / pooled;
  }

  /**
   * Hedges' g: Cohen's d times the factor that takes away its bias in small samples, gamma(f/2) /
   * (sqrt(f/2) gamma((f-1)/2)) with f degrees of freedom.
   */
  public static double hedgesG(double[] x, double[] y) {
    double half = (x.length + y.length - 2) / 2.0;
    double d = cohenD(x, y);
    return Double.isNaN(d)
        ? d
        : d * StrictMath.exp(LogGamma.value(half) - LogGamma.value(half - 0.5)) / Math.sqrt(half);
  }

  /**
   * Cliff's delta: the share of pairs in which x is larger less the share in which y is; -1 to 1.
   * NaN if a sample is empty.
   */
  public static double cliffsDelta(double[] x, double[] y) {
    double[] sorted = y.clone();
    Arrays.sort(sorted);
    long balance = 0;
    int n = sorted.length;
    if (x.length == 0 || n == 0 || Double.isNaN(sorted[n - 1])) {
      return Double.NaN;
    }
    for (double value : x) {
      if (Double.isNaN(value)) {
        return Double.NaN;
      }
      balance += below(sorted, value, false) - (n - below(sorted, value, true));
    }
    return (double) balance / ((long) x.length * n);
  }

  /** How many sorted values are less than, or at most, a value. */
  private static int below(double[] sorted, double value, boolean orEqual) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value || (orEqual && sorted[middle] == value)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The difference of the medians; NaN if a sample is empty. */
  public static double medianDifference(double[] x, double[] y) {
    return Descriptive.median(x) - Descriptive.median(y);
  }
}
