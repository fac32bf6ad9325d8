package org.neuropil.cli.experiment;

import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.analysis.statistics.EffectSizes;
import org.neuropil.analysis.statistics.LocationTests;
import org.neuropil.analysis.statistics.TestResult;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.page.Words;

/**
 * Two samples of runs, compared by Welch's test with Hedges' g, as most claims of the papers ask
 * for.
 *
 * @param firstName of the first sample, in words
 * @param first its values
 * @param secondName of the second sample
 * @param second its values
 * @param factor on the values in words, such as 100 for per cent
 * @param decimals of the values in words
 */
public record Comparison(
    String firstName,
    double[] first,
    String secondName,
    double[] second,
    double factor,
    int decimals) {
  private static final double LEVEL = 0.05;

  /** Means and standard deviations in words. */
  public String measured() {
    return firstName
        + " "
        + Words.meanSd(first, factor, decimals)
        + ", "
        + secondName
        + " "
        + Words.meanSd(second, factor, decimals);
  }

  /** The numbers of runs in words. */
  public String n() {
    return first.length + " and " + second.length + " runs";
  }

  /** The test in words. */
  public String test() {
    TestResult welch = LocationTests.welch(first, second);
    double g = EffectSizes.hedgesG(first, second);
    return "Welch " + Words.p(welch) + (Double.isFinite(g) ? ", g = " + Words.number(g, 2) : "");
  }

  /** Whether the first sample lies above the second: decided where the test is significant. */
  public Holds firstIsLarger() {
    if (first.length == 0 || second.length == 0) {
      return Holds.UNDECIDED;
    }
    if (!LocationTests.welch(first, second).significant(LEVEL)) {
      return Holds.UNDECIDED;
    }
    return Descriptive.mean(first) > Descriptive.mean(second) ? Holds.YES : Holds.NO;
  }

  /** The verdict on the claim that the first sample lies above the second. */
  public Verdict verdict(String claim, String published) {
    return new Verdict(claim, published, measured(), n(), test(), firstIsLarger());
  }
}
