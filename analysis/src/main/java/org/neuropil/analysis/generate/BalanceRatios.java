package org.neuropil.analysis.generate;

/**
 * The balance of a network by the definitions of Zhang et al. (2023).
 *
 * @param eta the mean over the triad classes 030T, 120U, 120D and 300 of the share of balanced
 *     feed-forward loops, classes without a balanced one left out; NaN if none is left
 * @param pooled the share over the four classes together; NaN without any loop
 */
public record BalanceRatios(double eta, double pooled) {
  /** The two ratios by name. */
  public enum Measure {
    /** {@link BalanceRatios#eta}; fluctuates, since small classes weigh as much as large ones. */
    ETA,
    /** {@link BalanceRatios#pooled}; steadier. */
    POOLED
  }

  /** One of the two ratios. */
  public double get(Measure measure) {
    return measure == Measure.ETA ? eta : pooled;
  }
}
