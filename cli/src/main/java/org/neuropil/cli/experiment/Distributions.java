package org.neuropil.cli.experiment;

import java.util.Locale;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.analysis.statistics.KolmogorovSmirnov;
import org.neuropil.analysis.statistics.TestResult;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.page.Words;

/**
 * Two samples compared by the two-sample Kolmogorov-Smirnov test, the one that Fruengel and
 * Oberlaender (2025) use throughout.
 *
 * @param firstName of the first sample, in words
 * @param first its values
 * @param secondName of the second sample
 * @param second its values
 * @param factor on the values in words, such as 100 for per cent
 * @param decimals of the values in words
 * @param unit what a value is one of, such as "runs"
 */
record Distributions(
    String firstName,
    double[] first,
    String secondName,
    double[] second,
    double factor,
    int decimals,
    String unit) {
  private static final double LEVEL = 0.05;

  /** The same samples as in another comparison. */
  static Distributions of(Comparison samples) {
    return new Distributions(
        samples.firstName(),
        samples.first(),
        samples.secondName(),
        samples.second(),
        samples.factor(),
        samples.decimals(),
        "runs");
  }

  /**
   * The verdict on the claim that the first sample lies above the second: decided where the test is
   * significant, by the means.
   */
  Verdict verdict(String claim, String published) {
    TestResult test = KolmogorovSmirnov.test(first, second);
    Holds holds =
        !test.significant(LEVEL)
            ? Holds.UNDECIDED
            : Descriptive.mean(first) > Descriptive.mean(second) ? Holds.YES : Holds.NO;
    return new Verdict(
        claim,
        published,
        new Comparison(firstName, first, secondName, second, factor, decimals).measured(),
        first.length + " and " + second.length + " " + unit,
        "Kolmogorov-Smirnov D = "
            + (Double.isNaN(test.statistic())
                ? "-"
                : String.format(Locale.ROOT, "%.3f", test.statistic()))
            + ", "
            + Words.p(test),
        holds);
  }
}
