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
 * Best test accuracy when there are few training samples (Fruengel and Oberlaender 2025, Figs. 4
 * and S4): large sparse networks generalise better than dense ones, small ones worse.
 */
final class LimitedData extends BundledExperiment {
  private static final String ACCURACY = "best_test_accuracy";
  private static final ResultPlots.Measured SHOWN =
      new ResultPlots.Measured(ACCURACY, "best test accuracy (%)", 100);
  private static final String SAMPLES = "per-class";
  private static final String FULL = "0";
  private static final int LARGE = 10_000;
  private static final String FIGURES = "Figs. 4 and S4";

  /** Sparse and dense in per cent, by task, size and samples of a class. */
  private static final Map<String, String[]> PUBLISHED =
      Map.of(
          "mnist 20000 0", new String[] {"99.0 \u00B1 0.1", "98.5 \u00B1 0.1"},
          "mnist 20000 50", new String[] {"70.1 \u00B1 10.2", "40.3 \u00B1 7.2"},
          "mnist 500 50", new String[] {"57.0 \u00B1 1.3", "66.0 \u00B1 4.0"},
          "cifar10 20000 0", new String[] {"54.9 \u00B1 0.1", "42.1 \u00B1 1.8"},
          "cifar10 20000 50", new String[] {"24.0 \u00B1 0.1", "17.6 \u00B1 1.5"});

  LimitedData() {
    super(
        "fruengel-limited-data",
        "Learning from few samples",
        "Fruengel and Oberlaender 2025, Figs. 4 and S4");
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    Table runs = results.complete();
    String task = SparseDense.task(results);
    List<Verdict> verdicts = new ArrayList<>();
    for (String size : runs.distinct("hidden")) {
      for (String samples : runs.where("hidden", size).distinct(SAMPLES)) {
        verdicts.add(verdict(runs, task, size, samples));
      }
    }
    List<String> notes = new ArrayList<>();
    notes.add(
        "The best accuracy is the maximum over epochs and so chosen on the test set, as in the paper;"
            + " training stops 20 epochs after the last improvement of the test loss.");
    if (!scale.startsWith("paper")) {
      notes.add(
          "The paper finds sparse networks ahead at N = 20,000 and behind at N = 500. Where the change"
              + " lies between these is not known: networks of fewer than 10,000 nodes are compared"
              + " with what is claimed of small ones.");
    }
    if (scale.equals("tiny")) {
      notes.add(SparseDense.tinyNote());
    }
    SparseDense.noteNan(runs, notes);
    return new ExperimentReport(verdicts, plots(runs), List.of(table(runs, task)), notes);
  }

  private static Verdict verdict(Table runs, String task, String size, String samples) {
    Table own = runs.where("hidden", size).where(SAMPLES, samples);
    boolean large = Double.parseDouble(size) >= LARGE;
    String[] figures = PUBLISHED.get(task + " " + size + " " + samples);
    String published =
        figures == null
            ? "no figures (" + FIGURES + ")"
            : "sparse " + figures[0] + ", dense " + figures[1] + " (" + FIGURES + ")";
    String claim =
        (large ? "Large sparse networks are better" : "Small dense networks are better")
            + " (N = "
            + size
            + ", "
            + words(samples)
            + ")";
    return (large ? SparseDense.sparseFirst(own, ACCURACY) : SparseDense.denseFirst(own, ACCURACY))
        .verdict(claim, published);
  }

  private static String words(String samples) {
    return samples.equals(FULL) ? "all samples" : samples + " samples of a class";
  }

  private static List<Plot> plots(Table runs) {
    List<Plot> plots = new ArrayList<>();
    for (String size : runs.distinct("hidden")) {
      Table own = runs.where("hidden", size);
      plots.add(
          new Plot(
              "samples-n" + size,
              "Best accuracy by samples of a class, N = " + size,
              "Mean over seeds in a band of one standard deviation; each seed draws its own samples."
                  + " The full set is left out.",
              ResultPlots.curves(
                  Groups.by(own.where(row -> !row.text(SAMPLES).equals(FULL)), List.of("density")),
                  SAMPLES,
                  SHOWN,
                  new Plots.Axes("training samples of a class", "best test accuracy (%)", true))));
      plots.add(
          new Plot(
              "grid-n" + size,
              "Best test accuracy (%), N = " + size,
              "Mean over seeds by samples of a class (per-class; 0 = all) and density; below it the"
                  + " standard deviation.",
              ResultPlots.heatMap(own, SAMPLES, "density", SHOWN, "%.1f")));
    }
    return plots;
  }

  private static Grid table(Table runs, String task) {
    List<List<String>> rows = new ArrayList<>();
    for (String size : runs.distinct("hidden")) {
      for (String samples : runs.where("hidden", size).distinct(SAMPLES)) {
        Table own = runs.where("hidden", size).where(SAMPLES, samples);
        for (String density : own.distinct("density")) {
          Table cell = own.where("density", density);
          String[] figures = PUBLISHED.get(task + " " + size + " " + samples);
          rows.add(
              List.of(
                  size,
                  words(samples),
                  density,
                  Integer.toString(cell.rows().size()),
                  Words.meanSd(cell.numbers(ACCURACY), 100, 2),
                  Words.meanSd(cell.numbers("best_epoch"), 1, 1),
                  figures == null
                      ? "-"
                      : density.equals("0.1")
                          ? figures[0]
                          : density.equals("1") ? figures[1] : "-"));
        }
      }
    }
    return new Grid(
        "Published and measured accuracies",
        "Best test accuracy in per cent and its epoch, mean \u00B1 standard deviation over seeds."
            + " Published: "
            + FIGURES
            + ".",
        List.of("hidden nodes", "training set", "density", "runs", "best", "epoch", "published"),
        rows);
  }
}
