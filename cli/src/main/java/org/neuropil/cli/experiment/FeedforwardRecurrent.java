package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.cli.report.Grid;
import org.neuropil.cli.report.Plot;
import org.neuropil.cli.report.Plots;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.page.Groups;
import org.neuropil.cli.sweep.page.ResultPlots;
import org.neuropil.cli.sweep.page.Words;

/**
 * Feed-forward and recurrent networks, sparse and dense, small and large, epoch by epoch (Fruengel
 * and Oberlaender 2025, Fig. 3A).
 */
final class FeedforwardRecurrent extends BundledExperiment {
  private static final String ACCURACY = "test_accuracy";
  private static final ResultPlots.Measured SHOWN =
      new ResultPlots.Measured(ACCURACY, "test accuracy (%)", 100);

  /** Means of large feed-forward networks this close to each other count as equal. */
  static final double MARGIN = 0.02;

  /** From this size on networks count as large. */
  private static final int LARGE = 10_000;

  private static final String FEEDFORWARD = "feedforward";

  FeedforwardRecurrent() {
    super(
        "fruengel-feedforward",
        "Feed-forward and recurrent networks",
        "Fruengel and Oberlaender 2025, Fig. 3A");
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    Table epochs = results.epochs();
    Table first = epochs.where("epoch", "1");
    List<Verdict> verdicts = new ArrayList<>();
    List<String> sizes = first.distinct("hidden");
    if (!sizes.isEmpty()) {
      addVerdicts(verdicts, first, sizes.getFirst(), sizes.getLast());
    }
    List<String> notes = new ArrayList<>();
    notes.add(
        "hidden counts all hidden nodes: in a feed-forward network half of them lie in each of two"
            + " layers, and only the weights between these are sparse.");
    if (!scale.equals("paper")) {
      notes.add(
          "The paper compares networks of 1,000 and 10,000 nodes. Those of fewer than 10,000 are"
              + " compared here with what it claims of small ones; claims about large ones stay"
              + " open.");
    }
    if (scale.equals("tiny")) {
      notes.add(SparseDense.tinyNote());
    }
    SparseDense.noteNan(results.complete(), notes);
    return new ExperimentReport(
        verdicts,
        plots(epochs, first, sizes),
        first.isEmpty() ? List.of() : List.of(table(epochs)),
        notes);
  }

  private static void addVerdicts(
      List<Verdict> verdicts, Table first, String smallest, String largest) {
    Table feedforward = first.where("cell", FEEDFORWARD);
    verdicts.add(feedforward(feedforward, ACCURACY, smallest, "Fig. 3A"));
    if (!largest.equals(smallest)) {
      verdicts.add(feedforward(feedforward, ACCURACY, largest, "Fig. 3A"));
    }
    Table recurrent = first.where("cell", "rnn").where("hidden", largest);
    if (!recurrent.isEmpty() && Double.parseDouble(largest) >= LARGE) {
      verdicts.add(
          SparseDense.sparseFirst(recurrent, ACCURACY)
              .verdict(
                  "Large recurrent networks learn better when sparse (N = "
                      + largest
                      + ", epoch 1)",
                  "sparse 91.1 \u00B1 0.4, dense 81.4 \u00B1 4.6 (Fig. 5D, N = 10,000)"));
    }
  }

  /** What is claimed of feed-forward networks of a size. */
  static Verdict feedforward(Table all, String column, String size, String figure) {
    Table runs = all.where("hidden", size);
    return Double.parseDouble(size) >= LARGE
        ? largeFeedforward(runs, column, size, figure)
        : smallFeedforward(runs, column, size, figure);
  }

  /** Sparse worse in small feed-forward networks. */
  private static Verdict smallFeedforward(Table runs, String column, String size, String figure) {
    String claim =
        "Small feed-forward networks learn better when dense (N = " + size + ", epoch 1)";
    return runs.isEmpty()
        ? nothing(claim)
        : SparseDense.denseFirst(runs, column).verdict(claim, "no figures (" + figure + ")");
  }

  /** Little effect of density on large ones. */
  private static Verdict largeFeedforward(Table runs, String column, String size, String figure) {
    String claim =
        "Density hardly matters to large feed-forward networks (N = " + size + ", epoch 1)";
    return runs.isEmpty()
        ? nothing(claim)
        : Equivalence.verdict(
            SparseDense.sparseFirst(runs, column), MARGIN, claim, "no figures (" + figure + ")");
  }

  private static Verdict nothing(String claim) {
    return new Verdict(claim, "-", "-", "no runs", "-", Verdict.Holds.UNDECIDED);
  }

  private static List<Plot> plots(Table epochs, Table first, List<String> sizes) {
    List<Plot> plots = new ArrayList<>();
    for (String size : sizes) {
      plots.add(
          new Plot(
              "epochs-n" + size,
              "Accuracy over epochs, N = " + size,
              "Mean over seeds in a band of one standard deviation; epoch 0 is before training.",
              ResultPlots.curves(
                  Groups.by(epochs.where("hidden", size), List.of("cell", "density")),
                  "epoch",
                  SHOWN,
                  Plots.Axes.of("epoch", "test accuracy (%)"))));
    }
    for (String cell : first.distinct("cell")) {
      plots.add(
          new Plot(
              "grid-" + cell,
              "Test accuracy (%) after one epoch, cell " + cell,
              "Mean over seeds by number of hidden nodes (hidden) and density; below it the standard"
                  + " deviation.",
              ResultPlots.heatMap(first.where("cell", cell), "hidden", "density", SHOWN, "%.1f")));
    }
    return plots;
  }

  private static Grid table(Table epochs) {
    List<List<String>> rows = new ArrayList<>();
    String last = epochs.distinct("epoch").getLast();
    Groups.by(epochs, List.of("cell", "hidden", "density"))
        .forEach((name, group) ->
            rows.add(
                List.of(
                    name,
                    Integer.toString(group.where("epoch", "1").rows().size()),
                    Words.meanSd(group.where("epoch", "1").numbers(ACCURACY), 100, 2),
                    Words.meanSd(group.where("epoch", last).numbers(ACCURACY), 100, 2))));
    return new Grid(
        "Accuracies",
        "In per cent, mean \u00B1 standard deviation over seeds.",
        List.of("networks", "runs", "after epoch 1", "after epoch " + last),
        rows);
  }
}
