package org.neuropil.cli.experiment;

import java.util.Arrays;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.analysis.statistics.KolmogorovSmirnov;
import org.neuropil.analysis.statistics.LocationTests;
import org.neuropil.analysis.statistics.TestResult;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.page.Words;

/**
 * Claims that two samples do not differ. That a test finds no difference is no evidence for such a
 * claim when there are few runs; it holds only where the means are shown to lie within a margin of
 * each other, by two one-sided Welch tests.
 */
final class Equivalence {
  private static final double LEVEL = 0.05;

  private Equivalence() {}

  /**
   * The verdict: holds where the means lie within the margin; does not hold where the
   * Kolmogorov-Smirnov test, the paper's, finds a difference and the means lie further apart than
   * the margin; else undecided.
   *
   * @param margin in the units of the values, not those in words
   */
  static Verdict verdict(Comparison samples, double margin, String claim, String published) {
    TestResult ks = KolmogorovSmirnov.test(samples.first(), samples.second());
    return new Verdict(
        claim,
        published,
        samples.measured(),
        samples.n(),
        "KS "
            + Words.p(ks)
            + ", "
            + samples.test()
            + ", margin "
            + Words.number(samples.factor() * margin, 1),
        holds(samples, margin, ks));
  }

  private static Holds holds(Comparison samples, double margin, TestResult ks) {
    if (samples.first().length < 2 || samples.second().length < 2) {
      return Holds.UNDECIDED;
    }
    double gap = Descriptive.mean(samples.first()) - Descriptive.mean(samples.second());
    if (within(samples, margin, gap)) {
      return Holds.YES;
    }
    return ks.significant(LEVEL) && Math.abs(gap) > margin ? Holds.NO : Holds.UNDECIDED;
  }

  /** Both one-sided tests at the level; a one-sided p is half of the two-sided one. */
  private static boolean within(Comparison samples, double margin, double gap) {
    return Math.abs(gap) < margin
        && LocationTests.welch(shifted(samples.first(), margin), samples.second())
            .significant(2 * LEVEL)
        && LocationTests.welch(shifted(samples.first(), -margin), samples.second())
            .significant(2 * LEVEL);
  }

  private static double[] shifted(double[] values, double by) {
    return Arrays.stream(values).map(value -> value + by).toArray();
  }
}
