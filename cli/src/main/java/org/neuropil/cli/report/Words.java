package org.neuropil.cli.report;

import java.util.Locale;

/** How a page writes numbers. */
final class Words {
  private Words() {}

  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * fraction);
  }

  /** A loss. */
  static String number(double value) {
    return Double.isFinite(value)
        ? String.format(
            Locale.ROOT,
            value != 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5) ? "%.3e" : "%.4f",
            value)
        : Double.isNaN(value) ? "NaN" : "infinite";
  }

  static String millis(double millis) {
    return Double.isFinite(millis)
        ? String.format(Locale.ROOT, millis < 100 ? "%.2f ms per step" : "%.0f ms per step", millis)
        : "no training step";
  }

  static String seconds(double seconds) {
    long whole = Math.round(seconds);
    return whole < 120
        ? String.format(Locale.ROOT, "%.1f s", seconds)
        : whole < 7200 ? whole / 60 + " min" : whole / 3600 + " h " + whole / 60 % 60 + " min";
  }
}
