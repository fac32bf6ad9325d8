package org.neuropil.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;

class EquivalenceTest {
  /** Ten values of a spread around a centre. */
  private static double[] around(double centre, double spread) {
    double[] values = new double[10];
    for (int i = 0; i < values.length; i++) {
      values[i] = centre + spread * (i - 4.5) / 4.5;
    }
    return values;
  }

  private static Verdict of(double[] first, double[] second) {
    return Equivalence.verdict(
        new Comparison("a", first, "b", second, 100, 1), 0.01, "claim", "published");
  }

  @Test
  void closeMeansOfLittleSpreadAreEqual() {
    assertThat(of(around(0.98, 0.005), around(0.981, 0.005)).holds()).isEqualTo(Holds.YES);
  }

  @Test
  void equalMeansOfLargeSpreadProveNothing() {
    assertThat(of(around(0.98, 0.1), around(0.98, 0.1)).holds()).isEqualTo(Holds.UNDECIDED);
  }

  @Test
  void clearlyDifferentMeansAreNotEqualButSmallDifferencesAre() {
    assertThat(of(around(0.98, 0.005), around(0.95, 0.005)).holds()).isEqualTo(Holds.NO);
    assertThat(of(around(0.95, 0.005), around(0.98, 0.005)).holds()).isEqualTo(Holds.NO);
    assertThat(of(around(0.98, 0.001), around(0.985, 0.001)).holds()).isEqualTo(Holds.YES);
  }

  @Test
  void aSingleRunDecidesNothing() {
    Verdict verdict = of(new double[] {0.98}, new double[] {0.5});

    assertThat(verdict.holds()).isEqualTo(Holds.UNDECIDED);
    assertThat(verdict.test()).contains("no p (too few runs)", "margin 1.0");
  }
}
