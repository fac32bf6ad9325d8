package org.neuropil.cli.sweep.page;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.cli.sweep.collect.Table;

/**
 * Runs that are judged by the same figure: accuracy where answers are right or wrong, the loss
 * where targets are values, which have no accuracy.
 *
 * @param runs complete ones
 * @param byAccuracy whether the figure is accuracy, of which more is better; of the loss less is
 * @param last the figure after the last epoch
 * @param suffix of names of files: "" where all runs are judged alike
 */
record Scored(Table runs, boolean byAccuracy, ResultPlots.Measured last, String suffix) {
  private static final ResultPlots.Measured ACCURACY =
      new ResultPlots.Measured("final_test_accuracy", "test accuracy (%)", 100);
  private static final ResultPlots.Measured LOSS =
      new ResultPlots.Measured("final_test_loss", "test MSE (lower is better)", 1);

  /** Whether a run is judged by its accuracy. */
  static boolean byAccuracy(Table.Row run) {
    return !Double.isNaN(run.number(ACCURACY.column()));
  }

  /** One or two groups of runs; none where there is no run. */
  static List<Scored> of(Table complete) {
    Table accuracy = complete.where(Scored::byAccuracy);
    Table loss = complete.where(run -> !byAccuracy(run));
    List<Scored> all = new ArrayList<>();
    if (!accuracy.isEmpty()) {
      all.add(new Scored(accuracy, true, ACCURACY, ""));
    }
    if (!loss.isEmpty()) {
      all.add(new Scored(loss, false, LOSS, accuracy.isEmpty() ? "" : "-loss"));
    }
    return all;
  }

  /** Format of the figure in heat maps. */
  String format() {
    return byAccuracy ? "%.1f" : "%.3g";
  }

  /** The same figure in the table of epochs. */
  ResultPlots.Measured perEpoch() {
    return new ResultPlots.Measured(
        last.column().replace("final_", ""), last.label(), last.factor());
  }
}
