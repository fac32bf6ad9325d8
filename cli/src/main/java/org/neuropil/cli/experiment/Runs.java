package org.neuropil.cli.experiment;

import java.util.Arrays;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.analysis.statistics.LocationTests;
import org.neuropil.analysis.statistics.TestResult;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.page.Words;

/** Words and decisions that experiments share. */
final class Runs {
  private static final double LEVEL = 0.05;

  private Runs() {}

  /** So many runs, in words. */
  static String count(int runs) {
    return runs + (runs == 1 ? " run" : " runs");
  }

  /** A column's mean and standard deviation over runs, in words. */
  static String words(Table runs, String column, double factor, int decimals) {
    return Words.meanSd(runs.numbers(column), factor, decimals);
  }

  /** What a test of successes against a chance says of a claim that they are frequent. */
  static Holds frequent(int successes, int trials, double chance) {
    if (trials == 0 || !LocationTests.binomial(successes, trials, chance).significant(LEVEL)) {
      return Holds.UNDECIDED;
    }
    return successes > chance * trials ? Holds.YES : Holds.NO;
  }

  /** That test in words. */
  static String binomial(int successes, int trials, double chance) {
    return trials == 0
        ? "no figures"
        : "binomial " + Words.p(LocationTests.binomial(successes, trials, chance));
  }

  /** Wilcoxon's test of differences against 0 where it can tell, with the effect size, in words. */
  static String wilcoxon(double[] differences) {
    if (differences.length == 0) {
      return "no figures";
    }
    double d = Descriptive.mean(differences) / Descriptive.sd(differences);
    return "Wilcoxon "
        + Words.p(test(differences))
        + (Double.isFinite(d) ? ", d = " + Words.number(d, 2) : "");
  }

  /** Whether differences lie above 0: decided where the test is significant. */
  static Holds positive(double[] differences) {
    if (differences.length == 0 || !test(differences).significant(LEVEL)) {
      return Holds.UNDECIDED;
    }
    return Descriptive.mean(differences) > 0 ? Holds.YES : Holds.NO;
  }

  private static TestResult test(double[] differences) {
    double[] none = new double[differences.length];
    Arrays.fill(none, 0);
    return LocationTests.wilcoxon(differences, none);
  }
}
