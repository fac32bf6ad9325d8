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
import org.neuropil.cli.sweep.page.Words;

/**
 * What training makes of the signs and sizes of recurrent weights (Fruengel and Oberlaender 2025,
 * Fig. S5A): growing negative weights and flips from plus to minus dominate.
 */
final class WeightChanges extends BundledExperiment {
  private static final String PREFIX = "sign-changes_";
  private static final List<String> SHARES =
      List.of("pos_to_neg", "neg_to_pos", "stays_pos", "stays_neg", "growing_pos", "growing_neg");

  private static final String PUBLISHED = "no figures (Fig. S5A, N = 10,000)";

  /** Flipped of positive and of negative weights after one epoch in PyTorch, of 1 to 3 seeds. */
  private static final Map<String, String> PYTORCH =
      Map.of(
          "500 1", "56 / 37",
          "500 0.1", "37-41 / 56-59",
          "100 1", "41-44 / 53-55",
          "100 0.1", "30-34 / 60-65");

  WeightChanges() {
    super(
        "fruengel-weight-changes",
        "Changes of weights and their signs in training",
        "Fruengel and Oberlaender 2025, Fig. S5A");
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    Table runs = results.complete();
    if (runs.isEmpty()) {
      return new ExperimentReport(List.of(), List.of(), List.of(), List.of());
    }
    RunLists lists = new RunLists(results);
    String largest = runs.distinct("hidden").getLast();
    Table large = runs.where("hidden", largest);
    List<Verdict> verdicts = new ArrayList<>();
    for (String density : large.distinct("density")) {
      String at = " (N = " + largest + ", density " + density + ")";
      Table cell = large.where("density", density);
      verdicts.add(
          pair(cell, "pos_to_neg", "neg_to_pos")
              .verdict("More connections turn from plus to minus than back, in %" + at, PUBLISHED));
      verdicts.add(
          pair(cell, "growing_neg", "growing_pos")
              .verdict("More negative weights grow than positive ones, in %" + at, PUBLISHED));
    }
    List<String> notes = new ArrayList<>();
    notes.add(
        "Shares are of the connections that have a sign before and after, at the last epoch whose"
            + " weights were kept. The direction depends on the number of inputs a node has:"
            + " sparse or small networks go the other way. r is Pearson's correlation of weights"
            + " with those before training.");
    notes.add(
        "PyTorch: our own runs of the same networks with other random numbers, after one epoch on"
            + " all of MNIST; the paper gives no figures.");
    SparseDense.noteSmall(largest, notes);
    SparseDense.noteTiny(scale, notes);
    return new ExperimentReport(
        verdicts, plots(lists, large, largest), List.of(table(runs)), notes);
  }

  private static Comparison pair(Table cell, String first, String second) {
    return new Comparison(
        words(first) + ":",
        cell.numbers(PREFIX + "last_" + first),
        words(second) + ":",
        cell.numbers(PREFIX + "last_" + second),
        100,
        1);
  }

  private static String words(String share) {
    return share.replace('_', ' ').replace("pos", "plus").replace("neg", "minus");
  }

  private static List<Plot> plots(RunLists lists, Table large, String size) {
    List<Plot> plots = new ArrayList<>();
    List<Plots.Curve> correlations = new ArrayList<>();
    Groups.by(large, List.of("density"))
        .forEach((name, group) -> {
          lists.addCurve(correlations, name, group, PREFIX + "epochs", PREFIX + "r", 1);
          String suffix = name.replaceAll("[^0-9a-z]+", "-");
          List<Plots.Curve> curves = new ArrayList<>();
          for (String share : SHARES) {
            lists.addCurve(curves, words(share), group, PREFIX + "epochs", PREFIX + share, 100);
          }
          if (!curves.isEmpty()) {
            plots.add(
                new Plot(
                    "shares-" + suffix,
                    "Signs and growth of connections, N = " + size + ", " + name,
                    "Mean over seeds in a band of one standard deviation; growing: an unchanged"
                        + " sign and a larger size than before training.",
                    Plots.curves(Plots.Axes.of("epoch", "share of connections (%)"), curves)));
          }
          addHistogram(plots, lists, group, name, suffix);
        });
    if (!correlations.isEmpty()) {
      plots.add(
          new Plot(
              "correlation",
              "Correlation of weights with those before training, N = " + size,
              "Pearson's r over connections: mean over seeds in a band of one standard deviation.",
              Plots.curves(Plots.Axes.of("epoch", "Pearson's r"), correlations)));
    }
    return plots;
  }

  private static void addHistogram(
      List<Plot> plots, RunLists lists, Table group, String name, String suffix) {
    List<double[]> epochs = lists.all(group, PREFIX + "epochs");
    if (epochs.isEmpty()) {
      return;
    }
    int last = (int) epochs.getFirst()[epochs.getFirst().length - 1];
    List<Plots.Bins> bins = new ArrayList<>();
    for (String sign : List.of("pos", "neg")) {
      lists.addBins(
          bins,
          sign.equals("pos") ? "positive before" : "negative before",
          group,
          PREFIX + "edges",
          PREFIX + "changes_of_" + sign + "_" + last);
    }
    if (!bins.isEmpty()) {
      plots.add(
          new Plot(
              "changes-" + suffix,
              "Changes of weights, " + name,
              "Weight after epoch " + last + " minus weight before training, by the sign before.",
              Plots.histograms(Plots.Axes.of("change", "share of connections"), bins)));
    }
  }

  private static Grid table(Table runs) {
    List<List<String>> rows = new ArrayList<>();
    for (String size : runs.distinct("hidden")) {
      for (String density : runs.where("hidden", size).distinct("density")) {
        Table cell = runs.where("hidden", size).where("density", density);
        for (String when : List.of("first", "last")) {
          List<String> row =
              new ArrayList<>(List.of(size, density, when, Integer.toString(cell.rows().size())));
          for (String share : SHARES) {
            row.add(Words.meanSd(cell.numbers(PREFIX + when + "_" + share), 100, 1));
          }
          row.add(Words.meanSd(cell.numbers(PREFIX + when + "_flipped_of_pos"), 100, 1));
          row.add(Words.meanSd(cell.numbers(PREFIX + when + "_flipped_of_neg"), 100, 1));
          row.add(when.equals("first") ? PYTORCH.getOrDefault(size + " " + density, "-") : "-");
          row.add(Words.meanSd(cell.numbers(PREFIX + when + "_r"), 1, 3));
          rows.add(row);
        }
      }
    }
    List<String> columns =
        new ArrayList<>(List.of("hidden nodes", "density", "kept epoch", "runs"));
    SHARES.forEach(share -> columns.add(words(share)));
    columns.addAll(List.of("flipped of plus", "flipped of minus", "PyTorch", "r"));
    return new Grid(
        "Connections by their signs before and after",
        "In per cent of connections with a sign before and after (r as it is), mean \u00B1 standard"
            + " deviation over seeds.",
        columns,
        rows);
  }
}
