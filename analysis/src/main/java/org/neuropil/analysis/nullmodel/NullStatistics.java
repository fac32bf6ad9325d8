package org.neuropil.analysis.nullmodel;

import java.util.Arrays;

/**
 * One number of a network against the same number of random graphs.
 *
 * @param observed the network's
 * @param samples how many random graphs have the number (eta is undefined for some graphs)
 * @param mean its mean over them
 * @param sd its sample standard deviation over them, with samples - 1
 * @param z (observed - mean) / sd; NaN, that is undefined, where sd is 0
 * @param pUpper the empirical one-sided p-value (r + 1) / (samples + 1), with r the number of
 *     random graphs that have at least as much
 * @param pLower the same with at most as much
 * @param pTwoSided twice the smaller of both, at most 1
 */
public record NullStatistics(
    double observed,
    int samples,
    double mean,
    double sd,
    double z,
    double pUpper,
    double pLower,
    double pTwoSided) {

  /**
   * The statistics of {@code values}, of which NaN are left out; everything but the observed number
   * is NaN if that is NaN or fewer than two values are left.
   */
  public static NullStatistics of(double observed, double... values) {
    double[] defined = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    int samples = defined.length;
    if (samples < 2 || Double.isNaN(observed)) {
      double nan = Double.NaN;
      return new NullStatistics(observed, samples, nan, nan, nan, nan, nan, nan);
    }
    double sum = 0;
    int above = 0;
    int below = 0;
    boolean constant = true;
    for (double value : defined) {
      sum += value;
      above += value >= observed ? 1 : 0;
      below += value <= observed ? 1 : 0;
      constant &= value == defined[0];
    }
    double mean = constant ? defined[0] : sum / samples;
    double squares = 0;
    for (double value : defined) {
      squares += (value - mean) * (value - mean);
    }
    double sd = Math.sqrt(squares / (samples - 1));
    double upper = (above + 1.0) / (samples + 1);
    double lower = (below + 1.0) / (samples + 1);
    return new NullStatistics(
        observed,
        samples,
        mean,
        sd,
        sd == 0 ? Double.NaN : (observed - mean) / sd,
        upper,
        lower,
        Math.min(1, 2 * Math.min(upper, lower)));
  }
}
