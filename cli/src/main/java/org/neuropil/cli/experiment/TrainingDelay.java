package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.page.Words;

/**
 * How long networks train before they begin to learn: the smallest epoch after which test accuracy
 * exceeds a threshold. The paper (Fruengel and Oberlaender 2025, Fig. 6C) does not give its
 * threshold; chance on MNIST is 11.35 %, the answer 1 to every image.
 *
 * @param epochs of every run; where the threshold is never exceeded, the first epoch in which it
 *     could still be, that is the last done plus 1
 * @param never how many runs never exceeded the threshold
 */
record TrainingDelay(double[] epochs, int never) {
  /** The threshold of the verdicts. */
  static final double THRESHOLD = 0.2;

  /** A second threshold, to show how much it matters. */
  static final double LOWER = 0.15;

  /**
   * The delay of the runs in a table of epochs; runs that were not trained at all are left out.
   *
   * @param table a row per run and epoch
   * @param threshold between 0 and 1; accuracy has to be above it
   */
  static TrainingDelay of(Table table, double threshold) {
    List<Double> delays = new ArrayList<>();
    int never = 0;
    for (String run : table.distinct("run")) {
      Table own = table.where("run", run);
      double last = lastEpoch(own);
      if (last < 1) {
        continue;
      }
      double delay = epoch(own, threshold);
      if (Double.isInfinite(delay)) {
        never++;
        delays.add(last + 1);
      } else {
        delays.add(delay);
      }
    }
    return new TrainingDelay(delays.stream().mapToDouble(d -> d).toArray(), never);
  }

  /**
   * The delay of one run: the smallest epoch from 1 on with an accuracy above the threshold, or
   * infinity. What an untrained network gets right by luck, epoch 0, does not count.
   */
  static double epoch(Table run, double threshold) {
    return run.rows().stream()
        .filter(row -> row.number("epoch") >= 1 && row.number("test_accuracy") > threshold)
        .mapToDouble(row -> row.number("epoch"))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static double lastEpoch(Table run) {
    return run.rows().stream().mapToDouble(row -> row.number("epoch")).max().orElse(0);
  }

  /** How many runs had learned after epoch 1. */
  int atOnce() {
    return (int) Arrays.stream(epochs).filter(epoch -> epoch <= 1).count();
  }

  /** Mean and standard deviation in words, and how many never learned. */
  String words() {
    return Words.meanSd(epochs, 1, 1) + (never == 0 ? "" : " (" + never + " not yet)");
  }
}
