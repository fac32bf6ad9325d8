package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
 * tanh against ReLU after one epoch, with the sizes of the recurrent gradients (Fruengel and
 * Oberlaender 2025, Fig. 3B): sparse networks are ahead with ReLU alone, whose gradients are
 * smaller.
 */
final class TanhGradients extends BundledExperiment {
  private static final String ACCURACY = "final_test_accuracy";
  private static final String CONNECTIONS = "gradients_first_mean_connections";
  private static final String PLACES = "gradients_first_mean_places";

  /** Gradients in words are in millionths. */
  private static final double MILLIONTHS = 1e6;

  private static final String PUBLISHED_SIZE = "10000";
  private static final Map<String, String> PUBLISHED = Map.of("tanh", "20", "relu", "6.0");

  TanhGradients() {
    super(
        "fruengel-tanh-gradients",
        "tanh against ReLU, and the sizes of recurrent gradients",
        "Fruengel and Oberlaender 2025, Fig. 3B");
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    Table runs = results.complete();
    if (runs.isEmpty()) {
      return new ExperimentReport(List.of(), List.of(), List.of(), List.of());
    }
    List<String> sizes = runs.distinct("hidden");
    String largest = sizes.contains(PUBLISHED_SIZE) ? PUBLISHED_SIZE : sizes.getLast();
    Table large = runs.where("hidden", largest);
    List<Verdict> verdicts = new ArrayList<>();
    SparseAndDense.of(large.where("activation", "tanh"))
        .ifPresent(pair ->
            verdicts.add(
                pair.denseFirst(ACCURACY, 100, 1)
                    .verdict(
                        "With tanh, dense networks are ahead of sparse ones (accuracy in %, N = "
                            + largest
                            + ")",
                        "no advantage of sparse networks (Fig. 3B)")));
    SparseAndDense.of(large)
        .ifPresent(pair -> {
          verdicts.add(gradients(pair.sparse(), largest, pair.low(), CONNECTIONS));
          verdicts.add(gradients(pair.sparse(), largest, pair.low(), PLACES));
        });
    return new ExperimentReport(
        verdicts, plots(results, runs, largest), List.of(table(runs)), notes(scale));
  }

  private static Verdict gradients(Table runs, String size, String density, String column) {
    return new Comparison(
            "tanh:",
            runs.where("activation", "tanh").numbers(column),
            "relu:",
            runs.where("activation", "relu").numbers(column),
            MILLIONTHS,
            2)
        .verdict(
            "Recurrent gradients are larger with tanh than with ReLU (mean size over "
                + (column.equals(PLACES) ? "all places" : "connections")
                + " in the first epoch, in 1e-6; N = "
                + size
                + ", density "
                + density
                + ")",
            "tanh 20, relu 6.0 (Fig. 3B, N = 10,000, density 0.1)");
  }

  private static List<String> notes(String scale) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "The paper does not say whether its means run over connections or over all places of the"
            + " matrix, absent connections included; the table has both.");
    if (!scale.equals("paper")) {
      notes.add("At this scale networks are smaller than the paper's (N = 10000).");
    }
    SparseDense.noteTiny(scale, notes);
    return notes;
  }

  private static List<Plot> plots(Results results, Table runs, String largest) {
    Table large = runs.where("hidden", largest);
    RunLists lists = new RunLists(results);
    List<Plots.Bins> bins = new ArrayList<>();
    Groups.by(large, List.of("activation", "density"))
        .forEach((name, group) ->
            lists.addBins(bins, name, group, "gradients_log_edges", "gradients_log_sizes_1"));
    List<Plot> plots = new ArrayList<>();
    plots.add(
        new Plot(
            "accuracy-by-size",
            "Accuracy after training, by size",
            "Mean over seeds in a band of one standard deviation.",
            ResultPlots.curves(
                Groups.by(runs, List.of("activation", "density")),
                "hidden",
                new ResultPlots.Measured(ACCURACY, "test accuracy (%)", 100),
                new Plots.Axes("hidden nodes", "test accuracy (%)", true))));
    plots.add(
        new Plot(
            "gradients-by-size",
            "Mean size of recurrent gradients in the first epoch",
            "In millionths, over connections; mean over seeds in a band of one standard"
                + " deviation.",
            ResultPlots.curves(
                Groups.by(runs, List.of("activation", "density")),
                "hidden",
                new ResultPlots.Measured(CONNECTIONS, "mean |g| (1e-6)", MILLIONTHS),
                new Plots.Axes("hidden nodes", "mean |g| (1e-6)", true))));
    if (!bins.isEmpty()) {
      plots.add(
          new Plot(
              "gradient-sizes",
              "Sizes of recurrent gradients in the first epoch, N = " + largest,
              "Shares of connections and recorded steps; gradients of 0 are left out.",
              Plots.histograms(Plots.Axes.of("log10 |g|", "share"), bins)));
    }
    return plots;
  }

  private static Grid table(Table runs) {
    List<List<String>> rows = new ArrayList<>();
    for (String activation : runs.distinct("activation")) {
      Table own = runs.where("activation", activation);
      for (String size : own.distinct("hidden")) {
        Table sized = own.where("hidden", size);
        for (String density : sized.distinct("density")) {
          Table cell = sized.where("density", density);
          boolean published = size.equals(PUBLISHED_SIZE) && density.equals("0.1");
          rows.add(
              List.of(
                  activation,
                  size,
                  density,
                  Integer.toString(cell.rows().size()),
                  Words.meanSd(cell.numbers(ACCURACY), 100, 1),
                  Words.meanSd(cell.numbers(CONNECTIONS), MILLIONTHS, 2),
                  Words.meanSd(cell.numbers(PLACES), MILLIONTHS, 2),
                  published ? PUBLISHED.getOrDefault(activation, "-") : "-"));
        }
      }
    }
    return new Grid(
        "Accuracies and gradients",
        "Accuracy in per cent; mean sizes of gradients in the first epoch in 1e-6; mean \u00B1"
            + " standard deviation over seeds.",
        List.of(
            "activation",
            "hidden nodes",
            "density",
            "runs",
            "accuracy",
            "over connections",
            "over all places",
            "published"),
        rows);
  }
}
