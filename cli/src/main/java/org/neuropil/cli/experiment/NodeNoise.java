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
import org.neuropil.cli.sweep.page.Words;

/**
 * Accuracy where hidden outputs are silenced at test time (Fruengel and Oberlaender 2025, Fig.
 * 5D-E): sparse networks lose less.
 */
final class NodeNoise extends BundledExperiment {
  private static final List<Integer> SHOWN = List.of(0, 10, 30, 50, 70, 90);

  NodeNoise() {
    super(
        "fruengel-node-noise",
        "Accuracy with silenced hidden nodes",
        "Fruengel and Oberlaender 2025, Fig. 5D-E");
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    Table runs = results.complete();
    if (runs.isEmpty()) {
      return new ExperimentReport(List.of(), List.of(), List.of(), List.of());
    }
    String largest = runs.distinct("hidden").getLast();
    Table large = runs.where("hidden", largest);
    List<String> epochs = large.distinct("epochs");
    List<Verdict> verdicts = new ArrayList<>();
    addVerdicts(
        verdicts, large, largest, epochs.getFirst(), epochs.size() > 1 ? epochs.getLast() : "");
    List<String> notes = new ArrayList<>();
    notes.add(
        "Loss is the drop of accuracy against the same network without noise. The same random"
            + " numbers decide at every share which outputs are silenced.");
    SparseDense.noteSmall(largest, notes);
    SparseDense.noteNan(runs, notes);
    SparseDense.noteTiny(scale, notes);
    return new ExperimentReport(
        verdicts, plots(new RunLists(results), large, largest), List.of(table(runs)), notes);
  }

  private static void addVerdicts(
      List<Verdict> verdicts, Table large, String size, String early, String late) {
    String where = " (Fig. 5D-E, N = 10,000, 1 epoch)";
    String at = " (N = " + size + ", epochs: " + early + ")";
    SparseAndDense.of(large.where("epochs", early))
        .ifPresent(pair -> {
          verdicts.add(
              pair.sparseFirst("noise_accuracy_0", 100, 1)
                  .verdict(
                      "Without noise, sparse networks are more accurate, in %" + at,
                      "sparse 91.1 \u00B1 0.4, dense 81.4 \u00B1 4.6" + where));
          verdicts.add(
              pair.sparseFirst("noise_accuracy_50", 100, 1)
                  .verdict(
                      "With 50 % silenced, sparse networks are more accurate, in %" + at,
                      "sparse 90.9 \u00B1 0.6, dense 76.3 \u00B1 5.8" + where));
          verdicts.add(
              new Comparison(
                      pair.highName(),
                      losses(pair.dense(), 90),
                      pair.lowName(),
                      losses(pair.sparse(), 90),
                      100,
                      1)
                  .verdict(
                      "With 90 % silenced, dense networks lose more points of accuracy" + at,
                      "dense 33.3, sparse 3.1" + where));
        });
    if (!late.isEmpty()) {
      SparseAndDense.of(large.where("epochs", late))
          .ifPresent(pair ->
              verdicts.add(
                  pair.sparseFirst("noise_accuracy_90", 100, 1)
                      .verdict(
                          "After longer training sparse networks are still ahead with 90 % silenced,"
                              + " in % (N = "
                              + size
                              + ", epochs: "
                              + late
                              + ")",
                          "still ahead at high noise (Fig. 5D-E, N = 10,000, 10 epochs)")));
    }
  }

  /** By how much accuracy falls from no noise to so many per cent, run by run. */
  private static double[] losses(Table runs, int percent) {
    return runs.rows().stream()
        .mapToDouble(
            run -> run.number("noise_accuracy_0") - run.number("noise_accuracy_" + percent))
        .filter(Double::isFinite)
        .toArray();
  }

  private static List<Plot> plots(RunLists lists, Table large, String size) {
    List<Plots.Curve> curves = new ArrayList<>();
    Groups.by(large, List.of("density", "epochs"))
        .forEach((name, group) ->
            lists.addCurve(curves, name, group, "noise_dropped", "noise_accuracy", 100));
    return curves.isEmpty()
        ? List.of()
        : List.of(
            new Plot(
                "noise",
                "Accuracy over the share of silenced nodes, N = " + size,
                "Mean over seeds in a band of one standard deviation.",
                Plots.curves(
                    Plots.Axes.of("share of silenced outputs", "test accuracy (%)"), curves)));
  }

  private static Grid table(Table runs) {
    List<List<String>> rows = new ArrayList<>();
    for (String size : runs.distinct("hidden")) {
      Groups.by(runs.where("hidden", size), List.of("density", "epochs"))
          .forEach((name, cell) -> {
            List<String> row =
                new ArrayList<>(List.of(size, name, Integer.toString(cell.rows().size())));
            for (int percent : SHOWN) {
              row.add(Words.meanSd(cell.numbers("noise_accuracy_" + percent), 100, 1));
            }
            rows.add(row);
          });
    }
    List<String> columns = new ArrayList<>(List.of("hidden nodes", "networks", "runs"));
    SHOWN.forEach(percent -> columns.add(percent + " % silenced"));
    return new Grid(
        "Accuracy with silenced nodes",
        "In per cent, mean \u00B1 standard deviation over seeds.",
        columns,
        rows);
  }
}
