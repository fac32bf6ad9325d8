package org.neuropil.cli.sweep.page;

import java.util.Locale;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.analysis.statistics.TestResult;

/** Figures in words, the same on all pages. */
public final class Words {
  private static final double SMALLEST_P = 1e-4;

  private Words() {}

  /** Mean and standard deviation, such as "91.2 +- 0.4"; the mean alone for one value. */
  public static String meanSd(double[] values, double factor, int decimals) {
    if (values.length == 0) {
      return "-";
    }
    String mean = number(factor * Descriptive.mean(values), decimals);
    return values.length == 1
        ? mean
        : mean + " \u00B1 " + number(factor * Descriptive.sd(values), decimals);
  }

  /** The same for losses, which may be small. */
  public static String meanSdFigure(double[] values) {
    return values.length == 0
        ? "-"
        : figure(Descriptive.mean(values))
            + (values.length == 1 ? "" : " \u00B1 " + figure(Descriptive.sd(values)));
  }

  /** A loss, such as 0.1234 or 2.34e-04. */
  public static String figure(double value) {
    boolean usual = value == 0 || Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5;
    return usual || !Double.isFinite(value)
        ? number(value, 4)
        : String.format(Locale.ROOT, "%.2e", value);
  }

  /** A number with so many decimals. */
  public static String number(double value, int decimals) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%." + decimals + "f", value)
        : Double.isNaN(value) ? "-" : "infinite";
  }

  /** A test's p, such as "p = 0.012" or "p < 0.0001". */
  public static String p(TestResult test) {
    return Double.isNaN(test.p())
        ? "no p (too few runs)"
        : test.p() < SMALLEST_P ? "p < 0.0001" : String.format(Locale.ROOT, "p = %.2g", test.p());
  }

  /** Seconds as 12.3 s, 4 min or 2 h 5 min. */
  public static String seconds(double seconds) {
    long whole = Math.round(seconds);
    return whole < 120
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : whole < 7200 ? whole / 60 + " min" : whole / 3600 + " h " + whole / 60 % 60 + " min";
  }
}
