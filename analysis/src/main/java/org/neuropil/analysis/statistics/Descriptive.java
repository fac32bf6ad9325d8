package org.neuropil.analysis.statistics;

import java.util.Arrays;
import org.neuropil.error.UserError;

/** Mean, spread and quantiles. A NaN among the values makes the result NaN. */
public final class Descriptive {
  private Descriptive() {}

  /** The arithmetic mean; NaN of nothing. Exactly the value where all values are equal. */
  public static double mean(double... values) {
    if (isConstant(values)) {
      return values[0];
    }
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** The sample variance, with n - 1; NaN below two values. */
  public static double variance(double... values) {
    return squares(values) / (values.length < 2 ? Double.NaN : values.length - 1.0);
  }

  /** The sample standard deviation, with n - 1; NaN below two values. */
  public static double sd(double... values) {
    return Math.sqrt(variance(values));
  }

  /** The sum of squared deviations from the mean. */
  static double squares(double... values) {
    double mean = mean(values);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return squares;
  }

  /** The middle value, or the mean of the two middle ones; NaN of nothing. */
  public static double median(double... values) {
    return quantile(values, 0.5);
  }

  /**
   * A quantile, linear between the order statistics: position (n - 1) q from 0, as NumPy, SciPy and
   * R's type 7 have it. NaN of nothing.
   *
   * @param q 0 to 1
   */
  public static double quantile(double[] values, double q) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return quantileOfSorted(sorted, q);
  }

  /** Several quantiles, sorting once. */
  public static double[] quantiles(double[] values, double... qs) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return Arrays.stream(qs).map(q -> quantileOfSorted(sorted, q)).toArray();
  }

  static double quantileOfSorted(double[] sorted, double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("quantile " + q + ", expected 0 to 1");
    }
    int n = sorted.length;
    // A sort puts NaN last.
    if (n == 0 || Double.isNaN(sorted[n - 1])) {
      return Double.NaN;
    }
    double position = (n - 1) * q;
    int below = (int) position;
    double low = sorted[below];
    double high = sorted[Math.min(below + 1, n - 1)];
    // Equal infinities have no difference.
    return low == high ? low : low + (high - low) * (position - below);
  }

  /** Whether there are values and all are equal; never with a NaN. */
  static boolean isConstant(double... values) {
    if (values.length == 0 || Double.isNaN(values[0])) {
      return false;
    }
    for (double value : values) {
      if (value != values[0]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Refuses NaN.
   *
   * @param what names the sample in the message
   * @throws UserError data, if a value is NaN
   */
  static void checkNumbers(String what, double... values) {
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        throw UserError.data(
            "value %d of %s is NaN".formatted(i + 1, what),
            "leave it out, or look for the run that diverged");
      }
    }
  }
}
