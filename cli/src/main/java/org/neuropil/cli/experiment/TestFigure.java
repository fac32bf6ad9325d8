package org.neuropil.cli.experiment;

import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.page.Words;

/**
 * The figure by which a task is judged: accuracy, or the error where targets are values.
 *
 * @param key "accuracy" or "loss", the last part of columns
 * @param label for axes
 * @param factor from columns to what is shown
 * @param decimals shown
 * @param higherIsBetter whether a larger value is a better one
 */
record TestFigure(String key, String label, double factor, int decimals, boolean higherIsBetter) {
  private static final TestFigure ACCURACY =
      new TestFigure("accuracy", "test accuracy", 1, 4, true);
  private static final TestFigure ERROR = new TestFigure("loss", "test MSE (10^-4)", 1e4, 2, false);

  /**
   * The figure of a task.
   *
   * @param before the part of the columns' names before {@link #key}
   * @param after the part after it
   */
  static TestFigure of(Table runs, String before, String after) {
    return runs.numbers(before + ACCURACY.key + after).length > 0 ? ACCURACY : ERROR;
  }

  /** How much better {@code value} is than {@code reference}; negative for worse. */
  double gain(double value, double reference) {
    return higherIsBetter ? value - reference : reference - value;
  }

  String text(double value) {
    return Words.number(factor * value, decimals);
  }

  /** With its sign. */
  String change(double value) {
    return (value > 0 ? "+" : "") + text(value);
  }

  String meanSd(double[] values) {
    return Words.meanSd(values, factor, decimals);
  }
}
