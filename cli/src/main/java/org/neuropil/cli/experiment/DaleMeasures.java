package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.cli.report.Grid;
import org.neuropil.cli.report.Plot;
import org.neuropil.cli.report.Plots;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.page.Words;

/**
 * What is measured in the networks of {@link DaleNetworks}: the sizes of their recurrent gradients
 * over training, and how correlated their hidden outputs are before it (Fruengel and Oberlaender
 * 2025, Fig. 6).
 */
final class DaleMeasures {
  private static final String R = "representations_before_r_mean";
  private static final String EPOCHS = "gradients_epochs";
  private static final String MEANS = "gradients_mean_connections";

  /** Well within the delay of dense networks of all sizes. */
  private static final int PLATEAU = 5;

  private static final int[] SHOWN = {1, 2, 5, 10, 20, 40};
  private static final List<String> CASES = List.of("dense", "sparse");

  private DaleMeasures() {}

  /** Adds what is claimed of dense and sparse networks of one mode. */
  static void addVerdicts(List<Verdict> verdicts, RunLists lists, Table runs, String mode) {
    Table dense = runs.where("case", "dense");
    Table sparse = runs.where("case", "sparse");
    if (dense.isEmpty() || sparse.isEmpty()) {
      return;
    }
    Comparison correlated =
        new Comparison("dense:", dense.numbers(R), "sparse:", sparse.numbers(R), 1, 3);
    if (correlated.first().length > 0) {
      verdicts.add(
          correlated.verdict(
              "Before training hidden outputs are more correlated in dense networks (mean r of"
                  + " pairs)"
                  + mode,
              "dense extremely high, sparse lower (Fig. 6, N = 10,000)"));
    }
    int plateau =
        lists.all(dense, EPOCHS).stream()
            .flatMapToInt(epochs -> Arrays.stream(epochs).mapToInt(epoch -> (int) epoch))
            .filter(epoch -> epoch <= PLATEAU)
            .max()
            .orElse(0);
    if (plateau == 0) {
      return;
    }
    verdicts.add(
        new Comparison(
                "dense:", logMeans(lists, dense, 1), "sparse:", logMeans(lists, sparse, 1), 1, 2)
            .verdict(
                "In epoch 1 recurrent gradients are larger in dense networks (log10 of mean |g|)"
                    + mode,
                "not published; expected of the explanation by Adam"));
    if (plateau > 1) {
      verdicts.add(
          new Comparison(
                  "sparse:",
                  logMeans(lists, sparse, plateau),
                  "dense:",
                  logMeans(lists, dense, plateau),
                  1,
                  2)
              .verdict(
                  "In the plateau (epoch "
                      + plateau
                      + ") recurrent gradients are larger in sparse networks (log10 of mean |g|)"
                      + mode,
                  "sparse much larger; dense very small but for epoch 1 (Fig. 6E, N = 10,000)"));
    }
  }

  /** log10 of the mean size in an epoch, of every run that has one above 0. */
  private static double[] logMeans(RunLists lists, Table runs, int epoch) {
    return runs.rows().stream()
        .mapToDouble(run -> {
          double[] epochs = lists.of(run, EPOCHS);
          double[] means = lists.of(run, MEANS);
          for (int i = 0; i < epochs.length; i++) {
            if (epochs[i] == epoch) {
              return Math.log10(means[i]);
            }
          }
          return Double.NaN;
        })
        .filter(Double::isFinite)
        .toArray();
  }

  /** Correlations, means of gradients over epochs and their histograms, for dense and sparse. */
  static List<Plot> plots(Results results) {
    RunLists lists = new RunLists(results);
    Table runs = results.complete();
    List<Plot> plots = new ArrayList<>();
    List<Plots.Bins> correlations = new ArrayList<>();
    List<Plots.Curve> means = new ArrayList<>();
    List<Plot> histograms = new ArrayList<>();
    for (String mode : runs.distinct("dale")) {
      for (String label : CASES) {
        Table own = runs.where("dale", mode).where("case", label);
        String name = label + ", dale " + mode;
        lists.addBins(
            correlations,
            name,
            own,
            "representations_r_edges",
            "representations_before_r_histogram");
        addMeans(means, lists, name, own);
        List<Plots.Bins> epochs = new ArrayList<>();
        for (int epoch : SHOWN) {
          lists.addBins(
              epochs, "epoch " + epoch, own, "gradients_log_edges", "gradients_log_sizes_" + epoch);
        }
        if (!epochs.isEmpty()) {
          histograms.add(
              new Plot(
                  "gradients-" + label + "-" + mode.toLowerCase(Locale.ROOT),
                  "Sizes of recurrent gradients, " + name,
                  "Shares of connections, recorded steps and seeds; gradients of 0 and below 1e-20"
                      + " are left out.",
                  Plots.histograms(Plots.Axes.of("log10 |g|", "share"), epochs)));
        }
      }
    }
    if (!correlations.isEmpty()) {
      plots.add(
          new Plot(
              "correlations",
              "Correlation of hidden outputs before training",
              "Pearson's r over the test set; shares of random pairs of nodes, all seeds together;"
                  + " pairs with a constant node are left out.",
              Plots.histograms(Plots.Axes.of("Pearson's r", "share of pairs"), correlations)));
    }
    if (!means.isEmpty()) {
      plots.add(
          new Plot(
              "gradients",
              "Sizes of recurrent gradients over training",
              "log10 of the mean |g| of an epoch: mean over seeds in a band of one standard"
                  + " deviation.",
              Plots.curves(Plots.Axes.of("epoch", "log10 of mean |g|"), means)));
    }
    plots.addAll(histograms);
    return plots;
  }

  private static void addMeans(List<Plots.Curve> curves, RunLists lists, String name, Table runs) {
    List<double[]> epochs = lists.all(runs, EPOCHS);
    if (epochs.isEmpty()) {
      return;
    }
    double[] x = epochs.getFirst();
    double[] means = new double[x.length];
    double[] sds = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double[] logs = logMeans(lists, runs, (int) x[i]);
      means[i] = logs.length == 0 ? Double.NaN : Descriptive.mean(logs);
      sds[i] = logs.length < 2 ? 0 : Descriptive.sd(logs);
    }
    curves.add(new Plots.Curve(name, x, means, sds));
  }

  /** Correlations and gradients of every case and mode. */
  static Grid table(Results results) {
    RunLists lists = new RunLists(results);
    List<List<String>> rows = new ArrayList<>();
    Table runs = results.complete();
    for (String mode : runs.distinct("dale")) {
      Table own = runs.where("dale", mode);
      for (String label : own.distinct("case")) {
        Table cell = own.where("case", label);
        List<String> row = new ArrayList<>(List.of(label, mode));
        row.add(Integer.toString(cell.rows().size()));
        row.add(Words.meanSd(cell.numbers(R), 1, 3));
        row.add(Words.meanSd(cell.numbers("representations_before_r_constant_pairs"), 1, 0));
        row.add(Words.meanSd(cell.numbers("gradients_last_second_moments_not_finite"), 1, 0));
        for (int epoch : SHOWN) {
          row.add(Words.meanSd(logMeans(lists, cell, epoch), 1, 2));
        }
        rows.add(row);
      }
    }
    List<String> columns =
        new ArrayList<>(
            List.of("case", "dale", "runs", "r at the start", "constant pairs", "infinite v"));
    Arrays.stream(SHOWN).forEach(epoch -> columns.add("log10 |g|, epoch " + epoch));
    return new Grid(
        "Correlations and gradients",
        "Mean r of hidden outputs in random pairs before training, how many pairs were left out for"
            + " a constant node, second moments of Adam that are infinite in the end and hold their weights"
            + " for ever, and log10 of the mean size of recurrent gradients: mean \u00B1"
            + " standard deviation over seeds.",
        columns,
        rows);
  }
}
