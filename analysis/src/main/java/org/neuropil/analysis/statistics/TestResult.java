package org.neuropil.analysis.statistics;

/**
 * The outcome of a two-sided test.
 *
 * @param statistic the test's statistic; NaN where it is not defined
 * @param p the chance of a statistic at least as extreme under the null hypothesis; NaN where it is
 *     not defined
 * @param exact whether p comes from the exact distribution of the statistic; false for an
 *     asymptotic one
 * @param used values that took part: of both samples, or pairs; ties and zeros that a test leaves
 *     out do not count
 */
public record TestResult(double statistic, double p, boolean exact, int used) {
  /** Whether p is defined and at most the level, such as 0.05. */
  public boolean significant(double level) {
    return p <= level;
  }
}
