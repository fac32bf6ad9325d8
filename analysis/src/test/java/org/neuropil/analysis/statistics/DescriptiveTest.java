package org.neuropil.analysis.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/** Moments, quantiles, summaries and histograms, against NumPy's values and counting by hand. */
class DescriptiveTest {
  private static final double[] VALUES = {2.1, 3.4, 1.9, 5.6, 4.4, 3.3, 2.8};

  @Test
  void numpyValues() {
    assertThat(Descriptive.mean(VALUES)).isCloseTo(3.357142857142857, within(1e-14));
    assertThat(Descriptive.sd(VALUES)).isCloseTo(1.2998168369134973, within(1e-14));
    assertThat(Descriptive.quantiles(VALUES, 0, 0.25, 0.5, 0.75, 1))
        .containsExactly(new double[] {1.9, 2.45, 3.3, 3.9, 5.6}, within(1e-14));
    assertThat(Descriptive.quantiles(VALUES, 0.05, 0.95))
        .containsExactly(new double[] {1.96, 5.24}, within(1e-14));
    assertThat(Descriptive.median(4, 1, 3, 2)).isEqualTo(2.5);
  }

  @Test
  void smallAndOddSamples() {
    assertThat(Descriptive.mean()).isNaN();
    assertThat(Descriptive.median()).isNaN();
    assertThat(Descriptive.sd(7)).isNaN();
    assertThat(Descriptive.median(7)).isEqualTo(7);
    // 0.1 is no binary fraction: a plain sum of ten over ten would miss it.
    double[] constant = new double[10];
    Arrays.fill(constant, 0.1);
    assertThat(Descriptive.mean(constant)).isEqualTo(0.1);
    assertThat(Descriptive.sd(constant)).isZero();
    assertThat(Descriptive.mean(1, Double.NaN)).isNaN();
    assertThat(Descriptive.quantile(new double[] {1, Double.NaN, 2}, 0)).isNaN();
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(Descriptive.quantile(new double[] {1, infinity, infinity}, 0.75))
        .isEqualTo(infinity);
    assertThatThrownBy(() -> Descriptive.quantile(VALUES, 1.5)).hasMessageContaining("1.5");
  }

  @Test
  void summaryLeavesNanOut() {
    Summary summary = Summary.of(2.1, Double.NaN, 3.4, 1.9, 5.6, 4.4, Double.NaN, 3.3, 2.8);
    assertThat(summary.count()).isEqualTo(7);
    assertThat(summary.nans()).isEqualTo(2);
    assertThat(summary)
        .isEqualTo(
            new Summary(
                7,
                2,
                Descriptive.mean(VALUES),
                Descriptive.sd(VALUES),
                1.9,
                Descriptive.quantile(VALUES, 0.25),
                3.3,
                Descriptive.quantile(VALUES, 0.75),
                5.6));
    assertThat(summary.standardError()).isCloseTo(1.2998168369134973 / Math.sqrt(7), within(1e-14));
    Summary nothing = Summary.of(Double.NaN);
    assertThat(nothing.count()).isZero();
    assertThat(nothing.median()).isNaN();
  }

  @Test
  void histogramCountsAsByHand() {
    double[] edges = {0, 1, 2.5, 4};
    Histogram histogram =
        Histogram.of(edges, 0, 0.5, 1, 2.4999, 2.5, 4, 4.0001, -1e-9, Double.NaN, 3);
    assertThat(histogram.counts()).containsExactly(2, 2, 3);
    assertThat(histogram.below()).isEqualTo(1);
    assertThat(histogram.above()).isEqualTo(1);
    assertThat(histogram.nans()).isEqualTo(1);
    assertThat(histogram.inRange()).isEqualTo(7);
    assertThat(histogram.shares()).containsExactly(2 / 7.0, 2 / 7.0, 3 / 7.0);
    Histogram twice = histogram.plus(histogram);
    assertThat(twice.counts()).containsExactly(4, 4, 6);
    assertThat(twice.nans()).isEqualTo(2);
    assertThat(Histogram.of(edges).shares()).containsOnly(Double.NaN);
    assertThatThrownBy(() -> histogram.plus(Histogram.of(new double[] {0, 1})))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Histogram.of(new double[] {0, 0}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void edges() {
    assertThat(Histogram.linearEdges(-0.7, 0.7, 74)).hasSize(75).contains(-0.7, 0.7);
    assertThat(Histogram.linearEdges(0, 1, 4)).containsExactly(0, 0.25, 0.5, 0.75, 1);
    assertThat(Histogram.logarithmicEdges(1e-3, 10, 4))
        .containsExactly(new double[] {1e-3, 1e-2, 1e-1, 1, 10}, within(1e-12));
    assertThatThrownBy(() -> Histogram.logarithmicEdges(0, 1, 4))
        .isInstanceOf(IllegalArgumentException.class);
    long seed = 5;
    Philox random = new Philox(seed, Purpose.TEST, 0);
    float[] values = new float[5000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.exp(3 * random.nextGaussian());
    }
    double[] edges = Histogram.logarithmicEdges(0.01, 100, 37);
    long[] naive = new long[37];
    for (float value : values) {
      for (int k = 0; k < 37; k++) {
        boolean inside = value >= edges[k] && (value < edges[k + 1] || (k == 36 && value == 100));
        naive[k] += inside ? 1 : 0;
      }
    }
    assertThat(Histogram.of(edges, values).counts()).as("seed " + seed).isEqualTo(naive);
  }
}
