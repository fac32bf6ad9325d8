package org.neuropil.cli.experiment;

import java.util.Arrays;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.page.Words;

/**
 * A bound that every run should reach, set a little beside a published single run.
 *
 * @param claim in a sentence, without the bound
 * @param published the published figure in words
 * @param bound that is to be reached
 * @param atLeast whether values are to lie at or above it, rather than at or below
 * @param factor on values in words, such as 100 for per cent
 * @param decimals of values in words
 */
record Target(
    String claim, String published, double bound, boolean atLeast, double factor, int decimals) {
  /** Whether one value reaches the bound. */
  boolean met(double value) {
    return atLeast ? value >= bound : value <= bound;
  }

  /** Holds if all runs reach the bound, does not if none does. */
  Verdict verdict(double[] values) {
    int met = (int) Arrays.stream(values).filter(this::met).count();
    return new Verdict(
        claim + (atLeast ? " \u2265 " : " \u2264 ") + Words.number(factor * bound, decimals),
        published,
        Words.meanSd(values, factor, decimals),
        Runs.count(values.length),
        met + " of " + values.length + " reach it",
        values.length == 0 || (met > 0 && met < values.length)
            ? Holds.UNDECIDED
            : met == 0 ? Holds.NO : Holds.YES);
  }
}
