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
 * Sparse and dense networks over many epochs (Fruengel and Oberlaender 2025, Fig. 2B): ahead after
 * one epoch, equal in the end on MNIST; on CIFAR10 sparse ones peak higher and then overfit.
 */
final class EpochCurves extends BundledExperiment {
  private static final String ACCURACY = "test_accuracy";
  private static final ResultPlots.Measured SHOWN =
      new ResultPlots.Measured(ACCURACY, "test accuracy (%)", 100);

  /** End states this close to each other count as equal. */
  private static final double MARGIN = 0.01;

  private static final int LARGE = 10_000;
  private static final double TABLE_EPOCHS = 10;

  EpochCurves() {
    super(
        "fruengel-epochs",
        "Sparse and dense networks over many epochs",
        "Fruengel and Oberlaender 2025, Fig. 2B");
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    Table epochs = results.epochs();
    List<Verdict> verdicts = new ArrayList<>();
    if (!epochs.isEmpty()) {
      addVerdicts(verdicts, results);
    }
    List<String> notes = new ArrayList<>();
    if (!scale.startsWith("paper")) {
      notes.add(
          "The paper's networks have 20,000 nodes; smaller ones, as here, learn better when dense"
              + " (Fig. 2C-E).");
    }
    if (scale.equals("tiny")) {
      notes.add(SparseDense.tinyNote());
    }
    SparseDense.noteNan(results.complete(), notes);
    return new ExperimentReport(
        verdicts,
        epochs.isEmpty() ? List.of() : plots(epochs),
        epochs.isEmpty() ? List.of() : List.of(table(epochs)),
        notes);
  }

  private static void addVerdicts(List<Verdict> verdicts, Results results) {
    Table epochs = results.epochs();
    boolean cifar = SparseDense.task(results).equals("cifar10");
    int nodes = results.plan().runs().getFirst().config().hidden();
    Table first = epochs.where("epoch", "1");
    if (!first.isEmpty()) {
      verdicts.add(start(first, nodes, cifar));
    }
    String last = epochs.distinct("epoch").getLast();
    Table end = epochs.where("epoch", last);
    Table runs = results.complete();
    if (cifar) {
      verdicts.add(
          SparseDense.sparseFirst(runs, "best_test_accuracy")
              .verdict(
                  "Sparse networks reach a higher peak" + size(nodes),
                  "no figures (Fig. 2, CIFAR10)"));
      SparseAndDense.of(runs).ifPresent(pair -> verdicts.add(overfit(pair, nodes)));
      verdicts.add(
          SparseDense.denseFirst(end, ACCURACY)
              .verdict(
                  "Sparse networks end below dense ones (N = " + nodes + ", epoch " + last + ")",
                  "no figures (Fig. 2, CIFAR10)"));
    } else {
      verdicts.add(
          Equivalence.verdict(
              SparseDense.sparseFirst(end, ACCURACY),
              MARGIN,
              "Sparse and dense networks end equal (N = " + nodes + ", epoch " + last + ")",
              "KS p > 0.05 after about 80 epochs (N = 20,000)"));
    }
  }

  /** What is claimed of networks of such a size after one epoch. */
  private static Verdict start(Table first, int nodes, boolean cifar) {
    return nodes >= LARGE
        ? SparseDense.sparseFirst(first, ACCURACY)
            .verdict(
                "Large sparse networks are ahead after one epoch" + size(nodes),
                cifar
                    ? "sparse 29.7 \u00B1 1.5, dense 17.4 \u00B1 3.9 (Fig. 2C-E, large networks)"
                    : "sparse 90.3 \u00B1 2.0, dense 77.5 \u00B1 7.3 (Fig. 2B, N = 20,000)")
        : SparseDense.denseFirst(first, ACCURACY)
            .verdict(
                "Small dense networks are ahead after one epoch" + size(nodes),
                "no figures (Fig. 2C-E)");
  }

  private static String size(int nodes) {
    return " (N = " + nodes + ")";
  }

  /**
   * By how much accuracy ends below its best, against dense networks: the best of many epochs lies
   * above the last one in any network, by scatter alone.
   */
  private static Verdict overfit(SparseAndDense pair, int nodes) {
    return new Comparison(
            pair.lowName(), losses(pair.sparse()), pair.highName(), losses(pair.dense()), 100, 1)
        .verdict(
            "Sparse networks lose more points after their best epoch than dense ones" + size(nodes),
            "overfit after about 40 epochs (Fig. 2, CIFAR10)");
  }

  private static double[] losses(Table runs) {
    return runs.rows().stream()
        .mapToDouble(run -> run.number("best_test_accuracy") - run.number("final_test_accuracy"))
        .toArray();
  }

  private static List<Plot> plots(Table epochs) {
    Table early = epochs.where(row -> row.number("epoch") <= TABLE_EPOCHS);
    List<Plot> plots = new ArrayList<>();
    plots.add(curves("epochs", "Accuracy over epochs", epochs));
    if (early.rows().size() < epochs.rows().size()) {
      plots.add(curves("first-epochs", "Accuracy over the first ten epochs", early));
    }
    return plots;
  }

  private static Plot curves(String file, String title, Table epochs) {
    return new Plot(
        file,
        title,
        "Mean over seeds in a band of one standard deviation; epoch 0 is before training.",
        ResultPlots.curves(
            Groups.by(epochs, List.of("density")),
            "epoch",
            SHOWN,
            Plots.Axes.of("epoch", "test accuracy (%)")));
  }

  private static Grid table(Table epochs) {
    List<String> shown = new ArrayList<>();
    List<String> all = epochs.distinct("epoch");
    for (String epoch : all) {
      if (Double.parseDouble(epoch) <= TABLE_EPOCHS || epoch.equals(all.getLast())) {
        shown.add(epoch);
      }
    }
    List<String> densities = epochs.distinct("density");
    List<String> columns = new ArrayList<>(List.of("epoch"));
    densities.forEach(density -> columns.add("density " + density));
    List<List<String>> rows = new ArrayList<>();
    for (String epoch : shown) {
      List<String> row = new ArrayList<>(List.of(epoch));
      for (String density : densities) {
        row.add(
            Words.meanSd(
                epochs.where("epoch", epoch).where("density", density).numbers(ACCURACY), 100, 2));
      }
      rows.add(row);
    }
    return new Grid(
        "Accuracy by epoch",
        "In per cent, mean \u00B1 standard deviation over seeds.",
        columns,
        rows);
  }
}
