package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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
 * Many sparse or few dense nodes with the same number E of hidden-to-hidden connections, N =
 * round(sqrt(E / p)), after one epoch (Fruengel and Oberlaender 2025, Fig. S2). Input and readout
 * weights are not matched; they grow with N.
 */
final class SameConnections extends BundledExperiment {
  private static final String ACCURACY = "final_test_accuracy";
  private static final ResultPlots.Measured SHOWN =
      new ResultPlots.Measured(ACCURACY, "test accuracy (%)", 100);
  private static final String CONNECTIONS = "connections";

  SameConnections() {
    super(
        "fruengel-same-connections",
        "Many sparse or few dense nodes with the same number of connections",
        "Fruengel and Oberlaender 2025, Fig. S2");
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    Table runs = withConnections(results.complete());
    List<Verdict> verdicts = new ArrayList<>();
    for (String count : runs.distinct(CONNECTIONS)) {
      verdicts.add(
          SparseDense.sparseFirst(runs.where(CONNECTIONS, count), ACCURACY)
              .verdict(
                  "With " + count + " connections, many sparse nodes learn better than few dense",
                  "no figures (Fig. S2)"));
    }
    List<String> notes = new ArrayList<>();
    notes.add(
        "Only hidden-to-hidden connections are matched: sparse networks have more nodes, and so more"
            + " input and readout weights.");
    if (scale.equals("tiny")) {
      notes.add(SparseDense.tinyNote());
    }
    SparseDense.noteNan(runs, notes);
    return new ExperimentReport(verdicts, plots(runs), List.of(table(runs)), notes);
  }

  /** Adds what a case's name, such as connections-1e6-p0.1, says: the number aimed at. */
  private static Table withConnections(Table runs) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (Table.Row row : runs.rows()) {
      Map<String, String> cells = new LinkedHashMap<>();
      runs.columns().forEach(column -> cells.put(column, row.text(column)));
      cells.put(CONNECTIONS, row.text("case").replaceAll("^connections-|-p[0-9.]+$", ""));
      rows.add(cells);
    }
    return new Table(runs.columns(), rows);
  }

  private static List<Plot> plots(Table runs) {
    if (runs.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Plot(
            "by-density",
            "Accuracy at the same number of connections",
            "Mean over seeds in a band of one standard deviation; along a curve, nodes become fewer"
                + " and denser.",
            ResultPlots.curves(
                Groups.by(runs, List.of(CONNECTIONS)),
                "density",
                SHOWN,
                new Plots.Axes("density", "test accuracy (%)", true))),
        new Plot(
            "grid",
            "Test accuracy (%) after one epoch",
            "Mean over seeds by number of connections and density; below it the standard deviation.",
            ResultPlots.heatMap(runs, CONNECTIONS, "density", SHOWN, "%.1f")));
  }

  private static Grid table(Table runs) {
    List<List<String>> rows = new ArrayList<>();
    for (String count : runs.distinct(CONNECTIONS)) {
      Table same = runs.where(CONNECTIONS, count);
      for (String density : same.distinct("density")) {
        Table cell = same.where("density", density);
        double[] accuracy = cell.numbers(ACCURACY);
        rows.add(
            List.of(
                count,
                density,
                String.join(", ", cell.distinct("hidden")),
                Words.number(Descriptive.mean(cell.numbers("nonzeros")), 0),
                Integer.toString(accuracy.length),
                Words.meanSd(accuracy, 100, 2)));
      }
    }
    return new Grid(
        "Sizes and accuracies",
        "In per cent, mean \u00B1 standard deviation over seeds.",
        List.of(CONNECTIONS, "density", "hidden nodes", "drawn", "runs", "test accuracy"),
        rows);
  }
}
