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
 * Accuracy of feed-forward networks after one epoch over size and density (Fruengel and Oberlaender
 * 2025, Fig. S3): large ones do not care about density, small ones learn better when dense.
 */
final class FeedforwardGrid extends BundledExperiment {
  private static final String ACCURACY = "final_test_accuracy";
  private static final ResultPlots.Measured SHOWN =
      new ResultPlots.Measured(ACCURACY, "test accuracy (%)", 100);

  FeedforwardGrid() {
    super(
        "fruengel-feedforward-grid",
        "Size and density of feed-forward networks after one epoch",
        "Fruengel and Oberlaender 2025, Fig. S3");
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    Table runs = results.complete();
    List<String> sizes = runs.distinct("hidden");
    List<Verdict> verdicts = new ArrayList<>();
    if (!sizes.isEmpty()) {
      String smallest = sizes.getFirst();
      String largest = sizes.getLast();
      verdicts.add(FeedforwardRecurrent.feedforward(runs, ACCURACY, smallest, "Fig. S3"));
      if (sizes.size() > 1) {
        verdicts.add(FeedforwardRecurrent.feedforward(runs, ACCURACY, largest, "Fig. S3"));
      }
    }
    List<String> notes = new ArrayList<>();
    notes.add("The recurrent networks to compare with are those of fruengel-one-epoch-grid.");
    if (!scale.startsWith("paper")) {
      notes.add(
          "Networks of fewer than 10,000 nodes are compared with what is claimed of small ones;"
              + " claims about large ones stay open.");
    }
    if (scale.equals("tiny")) {
      notes.add(SparseDense.tinyNote());
    }
    SparseDense.noteNan(runs, notes);
    return new ExperimentReport(
        verdicts, plots(runs), runs.isEmpty() ? List.of() : List.of(table(runs)), notes);
  }

  private static List<Plot> plots(Table runs) {
    if (runs.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Plot(
            "grid",
            "Test accuracy (%) after one epoch",
            "Mean over seeds by number of hidden nodes (hidden) and density; below it the standard"
                + " deviation.",
            ResultPlots.heatMap(runs, "hidden", "density", SHOWN, "%.1f")),
        new Plot(
            "by-size",
            "Accuracy by size, for each density",
            "Mean over seeds in a band of one standard deviation.",
            ResultPlots.curves(
                Groups.by(runs, List.of("density")),
                "hidden",
                SHOWN,
                new Plots.Axes("hidden nodes", "test accuracy (%)", true))));
  }

  private static Grid table(Table runs) {
    List<List<String>> rows = new ArrayList<>();
    for (String size : runs.distinct("hidden")) {
      for (String density : runs.where("hidden", size).distinct("density")) {
        double[] accuracy = runs.where("hidden", size).where("density", density).numbers(ACCURACY);
        rows.add(
            List.of(
                size, density, Integer.toString(accuracy.length), Words.meanSd(accuracy, 100, 2)));
      }
    }
    return new Grid(
        "Accuracies",
        "In per cent, mean \u00B1 standard deviation over seeds. Fig. S3 gives no figures.",
        List.of("hidden nodes", "density", "runs", "accuracy"),
        rows);
  }
}
