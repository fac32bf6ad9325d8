package org.neuropil.analysis.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/** Tests of two samples and of pairs, against SciPy 1.17 and counting all arrangements. */
class TestsOfSamplesTest {
  private static final double[] X = {2.1, 3.4, 1.9, 5.6, 4.4, 3.3, 2.8};
  private static final double[] Y = {4.0, 6.1, 5.2, 7.7, 3.9, 6.6};
  private static final double[] A = {1.8, 3.1, 0.5, 2.2, 4.0, 3.3, 2.8, 1.1};
  private static final double[] B = {1.5, 3.9, 0.6, 1.1, 2.0, 2.7, 0.9, 1.1};

  private static void check(TestResult result, double statistic, double p) {
    assertThat(result.statistic()).isCloseTo(statistic, within(1e-12));
    assertThat(result.p()).isCloseTo(p, within(1e-12));
  }

  @Test
  void scipyValues() {
    check(LocationTests.welch(X, Y), -2.834194913801389, 0.01766361090318423);
    check(LocationTests.mannWhitney(X, Y), 5, 0.022144522144522144);
    check(KolmogorovSmirnov.test(X, Y), 0.7142857142857143, 0.038461538461538464);
    check(LocationTests.binomial(3, 20, 0.3), 3, 0.22041826738070913);
    check(LocationTests.sign(A, B), 5, 0.453125);
    TestResult ties =
        LocationTests.mannWhitney(
            new double[] {1, 2, 2, 3, 5, 5, 7}, new double[] {2, 4, 5, 5, 6, 8});
    check(ties, 13, 0.27454880138116333);
    assertThat(ties.exact()).isFalse();
    // SciPy reports the smaller of both rank sums, 5 of 28.
    TestResult wilcoxon = LocationTests.wilcoxon(A, B);
    check(wilcoxon, 23, 0.15625);
    assertThat(wilcoxon.used()).isEqualTo(7);
    assertThat(wilcoxon.exact()).isTrue();
    TestResult rough =
        LocationTests.wilcoxon(
            new double[] {1, 2, 3, 4, 5, 6, 7, 8}, new double[] {2, 2, 1, 6, 4, 9, 9, 4});
    check(rough, 12.5, 0.8645693016867421);
    assertThat(rough.exact()).isFalse();
  }

  @Test
  void kolmogorovSmirnovOfTenAndTen() {
    double[] published = {0.4175, 0.1678, 0.05245, 0.01234, 0.002057, 0.0002165, 1.0825e-5};
    double[] x = IntStream.range(0, 10).asDoubleStream().toArray();
    for (int h = 4; h <= 10; h++) {
      double[] y = x.clone();
      for (int i = 0; i < 10; i++) {
        y[i] += h - 0.5;
      }
      TestResult result = KolmogorovSmirnov.test(x, y);
      assertThat(result.statistic()).isCloseTo(h / 10.0, within(1e-15));
      assertThat(result.p()).isCloseTo(published[h - 4], within(published[h - 4] * 5e-4));
      assertThat(result.exact()).isTrue();
    }
  }

  @Test
  void kolmogorovSmirnovOfManyValues() {
    // Exact and asymptotic p of a clear difference, and the sum written out as the oracle.
    assertThat(KolmogorovSmirnov.asymptotic(0.101, 10_000, 10_000))
        .isCloseTo(9.968960993885524e-45, within(1e-50));
    for (double d : new double[] {0.002, 0.005, 0.01, 0.014, 0.015, 0.03}) {
      double sum = 0;
      for (int j = 2000; j >= 1; j--) {
        sum += (j % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * j * j * d * d * 5000);
      }
      assertThat(KolmogorovSmirnov.asymptotic(d, 10_000, 10_000)).isCloseTo(sum, within(1e-12));
    }
    assertThat(KolmogorovSmirnov.asymptotic(0, 5, 5)).isEqualTo(1);
    Philox random = new Philox(3, Purpose.TEST, 0);
    double[] x = new double[KolmogorovSmirnov.MOST_EXACT];
    double[] y = new double[KolmogorovSmirnov.MOST_EXACT];
    double[] more = new double[KolmogorovSmirnov.MOST_EXACT + 1];
    for (int i = 0; i < more.length; i++) {
      more[i] = random.nextGaussian() + 0.03;
      if (i < x.length) {
        x[i] = random.nextGaussian();
        y[i] = more[i];
      }
    }
    TestResult exact = KolmogorovSmirnov.test(x, y);
    TestResult asymptotic = KolmogorovSmirnov.test(x, more);
    assertThat(exact.exact()).isTrue();
    assertThat(asymptotic.exact()).isFalse();
    assertThat(exact.p()).isCloseTo(asymptotic.p(), within(0.02 * exact.p()));
    assertThat(exact.p()).isCloseTo(KolmogorovSmirnov.test(x, y, false).p(), within(0.01));
  }

  /** p of the statistic by trying every split of the joint sample. */
  @Test
  void everyArrangement() {
    long seed = 8;
    Philox random = new Philox(seed, Purpose.TEST, 0);
    for (int round = 0; round < 20; round++) {
      int n = 2 + random.nextInt(4);
      int m = 2 + random.nextInt(4);
      double[] both = new double[n + m];
      for (int i = 0; i < both.length; i++) {
        both[i] = random.nextDouble();
      }
      double[][] first = split(both, (1 << n) - 1, n, m);
      double observedD = distance(first[0], first[1]);
      double observedU = Math.abs(wins(first[0], first[1]) - 0.5 * n * m);
      int splits = 0;
      int farther = 0;
      int lopsided = 0;
      for (int mask = (1 << n) - 1; mask < 1 << both.length; mask++) {
        if (Integer.bitCount(mask) == n) {
          double[][] split = split(both, mask, n, m);
          double d = distance(split[0], split[1]);
          double u = Math.abs(wins(split[0], split[1]) - 0.5 * n * m);
          splits++;
          farther += d >= observedD - 1e-12 ? 1 : 0;
          lopsided += u >= observedU - 1e-12 ? 1 : 0;
        }
      }
      TestResult ks = KolmogorovSmirnov.test(first[0], first[1]);
      assertThat(splits).as("seed %d, round %d", seed, round).isPositive();
      check(ks, observedD, (double) farther / splits);
      TestResult u = LocationTests.mannWhitney(first[0], first[1]);
      check(u, wins(first[0], first[1]), (double) lopsided / splits);
    }
  }

  private static double[][] split(double[] both, int mask, int n, int m) {
    double[] x = new double[n];
    double[] y = new double[m];
    int i = 0;
    int j = 0;
    for (int place = 0; place < both.length; place++) {
      if ((mask >> place & 1) != 0) {
        x[i++] = both[place];
      } else {
        y[j++] = both[place];
      }
    }
    return new double[][] {x, y};
  }

  private static double distance(double[] x, double[] y) {
    double largest = 0;
    for (double[] sample : new double[][] {x, y}) {
      for (double at : sample) {
        largest = Math.max(largest, Math.abs(share(x, at) - share(y, at)));
      }
    }
    return largest;
  }

  private static double share(double[] sample, double at) {
    int count = 0;
    for (double value : sample) {
      count += value <= at ? 1 : 0;
    }
    return (double) count / sample.length;
  }

  private static double wins(double[] x, double[] y) {
    double wins = 0;
    for (double a : x) {
      for (double b : y) {
        wins += a > b ? 1 : a == b ? 0.5 : 0;
      }
    }
    return wins;
  }

  @Test
  void tinyAndConstantSamples() {
    double[] one = {1};
    double[] none = {};
    double[] same = {2, 2, 2};
    assertThat(LocationTests.welch(one, X).p()).isNaN();
    assertThat(LocationTests.welch(same, new double[] {3, 3}).p()).isNaN();
    assertThat(LocationTests.welch(same, X).p()).isBetween(0.0, 0.1);
    assertThat(LocationTests.mannWhitney(none, X).p()).isNaN();
    assertThat(LocationTests.mannWhitney(same, same).p()).isEqualTo(1);
    assertThat(LocationTests.mannWhitney(same, same).statistic()).isEqualTo(4.5);
    assertThat(LocationTests.mannWhitney(one, one).p()).isEqualTo(1);
    assertThat(LocationTests.wilcoxon(same, same).p()).isEqualTo(1);
    assertThat(LocationTests.sign(same, same).p()).isEqualTo(1);
    assertThat(LocationTests.sign(none, none).p()).isEqualTo(1);
    assertThat(KolmogorovSmirnov.test(one, X).p()).isNaN();
    assertThat(KolmogorovSmirnov.test(same, same).p()).isEqualTo(1);
    // The smallest p of five pairs is 2^-4.
    TestResult five =
        LocationTests.wilcoxon(new double[] {1, 2, 3, 4, 5}, new double[] {0, 0, 0, 0, 0});
    assertThat(five.p()).isEqualTo(0.0625);
    assertThat(five.significant(0.05)).isFalse();
    assertThat(LocationTests.welch(one, X).significant(1)).isFalse();
  }

  @Test
  void nanIsNamed() {
    double[] bad = {1, 2, Double.NaN, 4, 5, 6, 7};
    assertThatThrownBy(() -> LocationTests.welch(X, bad))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("value 3 of the second sample");
    assertThatThrownBy(() -> LocationTests.mannWhitney(bad, X)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> LocationTests.wilcoxon(bad, X)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> LocationTests.sign(bad, X)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> KolmogorovSmirnov.test(bad, X)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> Correlation.pearson(X, bad))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("second variable");
    assertThatThrownBy(() -> LocationTests.sign(X, Y)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void effectSizes() {
    assertThat(EffectSizes.cohenD(X, Y)).isCloseTo(-1.5958652432180205, within(1e-13));
    assertThat(EffectSizes.hedgesG(X, Y)).isCloseTo(-1.4840905383299798, within(1e-13));
    assertThat(EffectSizes.cliffsDelta(X, Y)).isCloseTo(-0.7619047619047619, within(1e-15));
    double[] tied = {1, 2, 2, 3, 5, 5, 7};
    double[] others = {2, 4, 5, 5, 6, 8};
    assertThat(EffectSizes.cliffsDelta(tied, others))
        .isCloseTo(2 * wins(tied, others) / 42 - 1, within(1e-15));
    assertThat(EffectSizes.medianDifference(X, Y)).isCloseTo(3.3 - 5.65, within(1e-14));
    double[] same = {2, 2, 2};
    assertThat(EffectSizes.cohenD(same, same)).isNaN();
    assertThat(EffectSizes.hedgesG(new double[] {1}, X)).isNaN();
    assertThat(EffectSizes.cliffsDelta(same, same)).isZero();
    assertThat(EffectSizes.cliffsDelta(new double[0], X)).isNaN();
    assertThat(EffectSizes.cliffsDelta(X, new double[] {Double.NaN})).isNaN();
  }

  @Test
  void bootstrapIntervals() {
    long seed = 17;
    Philox random = new Philox(seed, Purpose.TEST, 0);
    double[] x = new double[400];
    for (int i = 0; i < x.length; i++) {
      x[i] = 3 + 2 * random.nextGaussian();
    }
    Bootstrap.Interval mean = Bootstrap.of(x, Descriptive::mean, 4000, 0.95, seed);
    double error = Descriptive.sd(x) / Math.sqrt(x.length);
    assertThat(mean.estimate()).isEqualTo(Descriptive.mean(x));
    assertThat(mean.low()).isCloseTo(mean.estimate() - 1.96 * error, within(0.12 * error));
    assertThat(mean.high()).isCloseTo(mean.estimate() + 1.96 * error, within(0.12 * error));
    assertThat(mean.undefined()).isZero();
    Bootstrap.Interval delta = Bootstrap.of(X, Y, EffectSizes::cliffsDelta, 500, 0.9, seed);
    assertThat(delta).isEqualTo(Bootstrap.of(X, Y, EffectSizes::cliffsDelta, 500, 0.9, seed));
    assertThat(Bootstrap.of(X, Y, EffectSizes::hedgesG, 500, 0.9, 1))
        .isNotEqualTo(Bootstrap.of(X, Y, EffectSizes::hedgesG, 500, 0.9, 2));
    assertThat(delta.low()).isGreaterThanOrEqualTo(-1).isLessThan(delta.estimate());
    assertThat(delta.high()).isGreaterThan(delta.estimate()).isLessThan(0);
    // Two values a sample: half of all resamples of each are constant, a quarter of both.
    double[] two = {1, 2};
    Bootstrap.Interval few = Bootstrap.of(two, two, EffectSizes::cohenD, 1000, 0.95, seed);
    assertThat(few.undefined()).isBetween(200, 300);
    Bootstrap.Interval nothing =
        Bootstrap.of(new double[] {1}, two, EffectSizes::cohenD, 10, 0.95, seed);
    assertThat(nothing.undefined()).isEqualTo(10);
    assertThat(nothing.low()).isNaN();
  }

  @Test
  void correlations() {
    Correlation pearson = Correlation.pearson(A, B);
    assertThat(pearson.r()).isCloseTo(0.6286492459076088, within(1e-14));
    assertThat(pearson.p()).isCloseTo(0.09501618472520972, within(1e-13));
    Correlation spearman =
        Correlation.spearman(new double[] {1, 2, 2, 3, 5, 5}, new double[] {2, 4, 5, 5, 6, 8});
    assertThat(spearman.r()).isCloseTo(0.9404032585917882, within(1e-14));
    assertThat(spearman.p()).isCloseTo(0.005221820373325742, within(1e-13));
    double[] line = {1, 2, 3, 4};
    Correlation falling = Correlation.pearson(line, new double[] {-2, -4, -6, -8});
    assertThat(falling.r()).isCloseTo(-1, within(1e-15));
    assertThat(falling.p()).isCloseTo(0, within(1e-15));
    double[] same = {2, 2, 2, 2};
    assertThat(Correlation.pearson(line, same).r()).isNaN();
    assertThat(Correlation.spearman(line, same).p()).isNaN();
    Correlation two = Correlation.pearson(new double[] {1, 2}, new double[] {1, 3});
    assertThat(two.r()).isCloseTo(1, within(1e-15));
    assertThat(two.p()).isNaN();
    assertThat(Correlation.spearman(new double[0], new double[0]).r()).isNaN();
    assertThat(Correlation.pearson(new double[] {1}, new double[] {1}).r()).isNaN();
  }
}
