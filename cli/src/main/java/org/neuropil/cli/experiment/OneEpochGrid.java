package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.neuropil.analysis.statistics.Descriptive;
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
 * Accuracy after one epoch over size and density (Fruengel and Oberlaender 2025, Fig. 2C-E): large
 * networks learn faster when sparse, small ones when dense.
 */
final class OneEpochGrid extends BundledExperiment {
  private static final String ACCURACY = "final_test_accuracy";
  private static final ResultPlots.Measured SHOWN =
      new ResultPlots.Measured(ACCURACY, "test accuracy (%)", 100);
  private static final int LARGE = 10_000;

  /** Mean and standard deviation in per cent of large networks, by task and density. */
  private static final Map<String, Map<String, String>> PUBLISHED =
      Map.of(
          "mnist", Map.of("0.1", "90.3 \u00B1 2.0", "1", "77.5 \u00B1 7.3"),
          "cifar10", Map.of("0.1", "29.7 \u00B1 1.5", "1", "17.4 \u00B1 3.9"),
          "sleep", Map.of("0.1", "50.7 \u00B1 1.8", "1", "10.3 \u00B1 0.0"));

  private static final int PUBLISHED_SIZE = 20_000;
  private static final String FIGURE = "Fig. 2C-E";

  OneEpochGrid() {
    super(
        "fruengel-one-epoch-grid",
        "Size and density after one epoch",
        "Fruengel and Oberlaender 2025, Fig. 2C-E");
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    Table runs = results.complete();
    List<String> sizes = runs.distinct("hidden");
    Map<String, String> published = PUBLISHED.getOrDefault(SparseDense.task(results), Map.of());
    List<Verdict> verdicts = new ArrayList<>();
    if (!sizes.isEmpty()) {
      addEnds(verdicts, runs, sizes, published);
    }
    List<String> notes = new ArrayList<>();
    if (!scale.startsWith("paper")) {
      notes.add(
          "At this scale there are no networks as large as those in which the paper finds sparse"
              + " ones ahead (N = 20,000), so that claims about large networks stay open.");
    }
    if (scale.equals("tiny")) {
      notes.add(SparseDense.tinyNote());
    }
    notes.add(
        "One-epoch accuracies scatter by 1 to 2 points (sparse) and 4 to 7 points (dense) between"
            + " seeds.");
    SparseDense.noteNan(runs, notes);
    return new ExperimentReport(
        verdicts, plots(runs), List.of(table(runs, sizes, published)), notes);
  }

  private static void addEnds(
      List<Verdict> verdicts, Table runs, List<String> sizes, Map<String, String> published) {
    String smallest = sizes.getFirst();
    String theirs = Integer.toString(PUBLISHED_SIZE);
    String largest = sizes.contains(theirs) ? theirs : sizes.getLast();
    verdicts.add(
        sparseAndDense(runs, smallest, false)
            .verdict(
                "Small networks learn better when dense (N = " + smallest + ")",
                "no figures (" + FIGURE + ")"));
    if (Double.parseDouble(largest) >= LARGE) {
      verdicts.add(
          sparseAndDense(runs, largest, true)
              .verdict(
                  "Large networks learn better when sparse (N = " + largest + ")",
                  published.isEmpty()
                      ? "no figures (" + FIGURE + ")"
                      : "sparse "
                          + published.get("0.1")
                          + ", dense "
                          + published.get("1")
                          + " ("
                          + FIGURE
                          + ", N = 20,000)"));
    }
    if (sizes.size() > 1) {
      verdicts.add(gap(runs, smallest, largest));
    }
  }

  private static Comparison sparseAndDense(Table runs, String size, boolean sparseFirst) {
    Table own = runs.where("hidden", size);
    return sparseFirst
        ? SparseDense.sparseFirst(own, ACCURACY)
        : SparseDense.denseFirst(own, ACCURACY);
  }

  /** The gap is compared seed by seed, since both networks of a seed see the same batches. */
  private static Verdict gap(Table runs, String smallest, String largest) {
    double[] small = gaps(runs, smallest);
    double[] large = gaps(runs, largest);
    return new Comparison("N = " + smallest + ":", small, "N = " + largest + ":", large, 100, 1)
        .verdict(
            "The lead of dense over sparse networks shrinks with size (points of accuracy)",
            "turns into a lag at N = 20,000 (" + FIGURE + ")");
  }

  private static double[] gaps(Table runs, String size) {
    return SparseAndDense.of(runs.where("hidden", size))
        .map(pair -> pair.gaps(ACCURACY))
        .orElse(new double[0]);
  }

  private static List<Plot> plots(Table runs) {
    if (runs.isEmpty()) {
      return List.of();
    }
    List<Plot> plots = new ArrayList<>();
    plots.add(
        new Plot(
            "grid",
            "Test accuracy (%) after one epoch",
            "Mean over seeds by number of hidden nodes (hidden) and density; below it the standard"
                + " deviation.",
            ResultPlots.heatMap(runs, "hidden", "density", SHOWN, "%.1f")));
    plots.add(
        new Plot(
            "by-size",
            "Accuracy by size, for each density",
            "Mean over seeds in a band of one standard deviation.",
            ResultPlots.curves(
                Groups.by(runs, List.of("density")),
                "hidden",
                SHOWN,
                new Plots.Axes("hidden nodes", "test accuracy (%)", true))));
    return plots;
  }

  private static Grid table(Table runs, List<String> sizes, Map<String, String> published) {
    List<List<String>> rows = new ArrayList<>();
    for (String size : sizes) {
      for (String density : runs.where("hidden", size).distinct("density")) {
        Table cell = runs.where("hidden", size).where("density", density);
        double[] accuracy = cell.numbers(ACCURACY);
        rows.add(
            List.of(
                size,
                density,
                Words.number(Descriptive.mean(cell.numbers("nonzeros")), 0),
                Integer.toString(accuracy.length),
                Words.meanSd(accuracy, 100, 2),
                Double.parseDouble(size) == PUBLISHED_SIZE
                    ? published.getOrDefault(density, "-")
                    : "-"));
      }
    }
    return new Grid(
        "Published and measured accuracies",
        "In per cent, mean \u00B1 standard deviation over seeds; published: " + FIGURE + ".",
        List.of("hidden nodes", "density", "connections", "runs", "measured", "published"),
        rows);
  }
}
