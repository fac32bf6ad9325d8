package org.neuropil.analysis.statistics;

import java.util.Arrays;

/**
 * A sample in a few numbers. All but the counts are NaN where they are not defined: without values,
 * and {@code sd} below two.
 *
 * @param count values that are not NaN; the other numbers are theirs
 * @param nans values that are NaN
 * @param mean the arithmetic mean
 * @param sd the sample standard deviation, with count - 1
 * @param min the smallest value
 * @param lowerQuartile the 25 % quantile, linear between order statistics
 * @param median the 50 % quantile
 * @param upperQuartile the 75 % quantile
 * @param max the largest value
 */
public record Summary(
    int count,
    int nans,
    double mean,
    double sd,
    double min,
    double lowerQuartile,
    double median,
    double upperQuartile,
    double max) {

  /** The summary of values, of which NaN are left out and counted. */
  public static Summary of(double... values) {
    double[] numbers = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    double mean = Descriptive.mean(numbers);
    double sd = Descriptive.sd(numbers);
    Arrays.sort(numbers);
    return new Summary(
        numbers.length,
        values.length - numbers.length,
        mean,
        sd,
        Descriptive.quantileOfSorted(numbers, 0),
        Descriptive.quantileOfSorted(numbers, 0.25),
        Descriptive.quantileOfSorted(numbers, 0.5),
        Descriptive.quantileOfSorted(numbers, 0.75),
        Descriptive.quantileOfSorted(numbers, 1));
  }

  /** The standard error of the mean, sd / sqrt(count). */
  public double standardError() {
    return sd / Math.sqrt(count);
  }
}
