package org.neuropil.analysis.statistics;

import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/**
 * Confidence intervals from resampling with replacement, by the percentile method (Efron 1979).
 * With few values such intervals are too narrow: at five a sample a nominal 95 % covers the truth
 * only about 80 to 90 % of the time.
 */
public final class Bootstrap {
  /** A usual number of resamples. */
  public static final int RESAMPLES = 2000;

  private Bootstrap() {}

  /**
   * An estimate and its interval.
   *
   * @param estimate the statistic of the samples themselves
   * @param low the lower end, NaN where no resample has the statistic
   * @param high the upper end
   * @param level the share of resamples between the ends
   * @param undefined resamples for which the statistic is NaN, such as constant ones; they are left
   *     out
   */
  public record Interval(double estimate, double low, double high, double level, int undefined) {}

  /** The interval of a statistic of one sample. */
  public static Interval of(
      double[] x, ToDoubleFunction<double[]> statistic, int resamples, double level, long seed) {
    double[] none = {};
    return of(x, none, (a, b) -> statistic.applyAsDouble(a), resamples, level, seed);
  }

  /**
   * The interval of a statistic of two independent samples, each resampled by itself. Resample b
   * comes from the random stream (seed, SUBSET, -1 - b).
   *
   * @param statistic such as {@link EffectSizes#hedgesG}
   * @param resamples how many, such as {@link #RESAMPLES}
   * @param level such as 0.95
   */
  public static Interval of(
      double[] x,
      double[] y,
      ToDoubleBiFunction<double[], double[]> statistic,
      int resamples,
      double level,
      long seed) {
    if (resamples < 1 || !(level > 0 && level < 1)) {
      throw new IllegalArgumentException(resamples + " resamples, level " + level);
    }
    double[] drawnX = new double[x.length];
    double[] drawnY = new double[y.length];
    double[] found = new double[resamples];
    int defined = 0;
    for (int b = 0; b < resamples; b++) {
      Philox random = new Philox(seed, Purpose.SUBSET, -1 - b);
      draw(x, drawnX, random);
      draw(y, drawnY, random);
      double value = statistic.applyAsDouble(drawnX, drawnY);
      if (!Double.isNaN(value)) {
        found[defined++] = value;
      }
    }
    double[] kept = Arrays.copyOf(found, defined);
    double[] ends = Descriptive.quantiles(kept, (1 - level) / 2, (1 + level) / 2);
    return new Interval(
        statistic.applyAsDouble(x, y), ends[0], ends[1], level, resamples - defined);
  }

  private static void draw(double[] from, double[] to, Philox random) {
    for (int i = 0; i < to.length; i++) {
      to[i] = from[random.nextInt(from.length)];
    }
  }
}
