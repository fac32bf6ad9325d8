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
 * Hidden outputs to the test set after one epoch (Fruengel and Oberlaender 2025, Fig. 5A-C): in
 * sparse networks more nodes answer to an image, less strongly, and pairs share more information.
 */
final class Representations extends BundledExperiment {
  private static final String PREFIX = "representations_";
  private static final String NONZERO = PREFIX + "after_nonzero_mean";
  private static final String SIZE = PREFIX + "after_mean_size";
  private static final String INFORMATION = PREFIX + "after_information";

  Representations() {
    super(
        "fruengel-representations",
        "Activity of the hidden layer and what its nodes share",
        "Fruengel and Oberlaender 2025, Fig. 5A-C");
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
    SparseAndDense.of(large).ifPresent(pair -> addVerdicts(verdicts, pair, lists, largest));
    List<String> notes = new ArrayList<>();
    notes.add(
        "Mutual information is tested as in the paper, over the pairs of one network of each"
            + " density: those of the lowest seed. Pairs of a network are not independent of each"
            + " other; the table has the means of all networks.");
    notes.add(
        "The other tests are over runs; with fewer than four of each density the"
            + " Kolmogorov-Smirnov test cannot be significant.");
    SparseDense.noteSmall(largest, notes);
    SparseDense.noteNan(runs, notes);
    SparseDense.noteTiny(scale, notes);
    return new ExperimentReport(
        verdicts, plots(lists, large, largest), List.of(table(runs)), notes);
  }

  private static void addVerdicts(
      List<Verdict> verdicts, SparseAndDense pair, RunLists lists, String size) {
    String at = " (N = " + size + ")";
    verdicts.add(
        Distributions.of(pair.sparseFirst(NONZERO, 100, 1))
            .verdict(
                "More nodes answer to an image in sparse networks, in %" + at,
                "sparse 11.2 \u00B1 1.5, dense 3.0 \u00B1 1.0 (Fig. 5A, N = 10,000)"));
    verdicts.add(
        Distributions.of(pair.denseFirst(SIZE, 1, 3))
            .verdict(
                "Outputs that are not 0 are larger in dense networks" + at,
                "no figures (Fig. 5B, N = 10,000)"));
    List<double[]> sparse = lists.all(pair.sparse(), INFORMATION);
    List<double[]> dense = lists.all(pair.dense(), INFORMATION);
    if (!sparse.isEmpty() && !dense.isEmpty()) {
      verdicts.add(
          new Distributions(
                  pair.lowName(),
                  sparse.getFirst(),
                  pair.highName(),
                  dense.getFirst(),
                  1,
                  3,
                  "pairs of one network each")
              .verdict(
                  "Nodes of sparse networks share more information, in nats" + at,
                  "sparse 0.019 \u00B1 0.065, dense 0.005 \u00B1 0.029, p = 1.03e-44 (Fig. 5C, N ="
                      + " 10,000)"));
    }
  }

  private static List<Plot> plots(RunLists lists, Table large, String size) {
    List<Plots.Bins> sizes = new ArrayList<>();
    List<Plots.Bins> information = new ArrayList<>();
    List<Plots.Bins> correlations = new ArrayList<>();
    Groups.by(large, List.of("density"))
        .forEach((name, group) -> {
          for (String when : List.of("before", "after")) {
            String label = name + ", " + when;
            String list = PREFIX + when;
            addLogBins(lists, sizes, label, group, list + "_sizes");
            lists.addBins(correlations, label, group, PREFIX + "r_edges", list + "_r_histogram");
            if (when.equals("after")) {
              lists.addBins(
                  information,
                  name,
                  group,
                  PREFIX + "information_edges",
                  list + "_information_histogram");
            }
          }
        });
    List<Plot> plots = new ArrayList<>();
    add(
        plots,
        "output-sizes",
        "Sizes of hidden outputs that are not 0, N = " + size,
        "Shares over nodes, test images and seeds, before and after training.",
        Plots.Axes.of("log10 of the output", "share"),
        sizes);
    add(
        plots,
        "mutual-information",
        "Mutual information of pairs of nodes after training, N = " + size,
        "Shares of random pairs with up to 1 nat, all seeds together.",
        Plots.Axes.of("mutual information (nats)", "share of pairs"),
        information);
    add(
        plots,
        "correlations",
        "Correlation of pairs of nodes over the test set, N = " + size,
        "Shares of random pairs, all seeds together; pairs with a constant node are left out.",
        Plots.Axes.of("Pearson's r", "share of pairs"),
        correlations);
    return plots;
  }

  private static void add(
      List<Plot> plots,
      String file,
      String title,
      String caption,
      Plots.Axes axes,
      List<Plots.Bins> bins) {
    if (!bins.isEmpty()) {
      plots.add(new Plot(file, title, caption, Plots.histograms(axes, bins)));
    }
  }

  /** Bins of equal ratios are drawn over their logarithm. */
  private static void addLogBins(
      RunLists lists, List<Plots.Bins> all, String label, Table group, String counts) {
    List<Plots.Bins> own = new ArrayList<>();
    lists.addBins(own, label, group, PREFIX + "size_edges", counts);
    for (Plots.Bins bins : own) {
      double[] edges = bins.edges().clone();
      for (int k = 0; k < edges.length; k++) {
        edges[k] = Math.log10(edges[k]);
      }
      all.add(new Plots.Bins(bins.name(), edges, bins.heights()));
    }
  }

  private static Grid table(Table runs) {
    List<List<String>> rows = new ArrayList<>();
    for (String size : runs.distinct("hidden")) {
      for (String density : runs.where("hidden", size).distinct("density")) {
        Table cell = runs.where("hidden", size).where("density", density);
        for (String when : List.of("before", "after")) {
          String prefix = PREFIX + when;
          rows.add(
              List.of(
                  size,
                  density,
                  when,
                  Integer.toString(cell.rows().size()),
                  Words.meanSd(cell.numbers(prefix + "_nonzero_mean"), 100, 1),
                  Words.meanSd(cell.numbers(prefix + "_nonzero_sd"), 100, 1),
                  Words.meanSd(cell.numbers(prefix + "_mean_size"), 1, 3),
                  Words.meanSd(cell.numbers(prefix + "_information_mean"), 1, 4),
                  Words.meanSd(cell.numbers(prefix + "_r_mean"), 1, 3),
                  Words.meanSd(cell.numbers(prefix + "_r_constant_pairs"), 1, 0)));
        }
      }
    }
    return new Grid(
        "Hidden outputs to the test set",
        "Mean \u00B1 standard deviation over seeds. Shares of nodes that are not 0 in per cent,"
            + " with their standard deviation over images.",
        List.of(
            "hidden nodes",
            "density",
            "training",
            "runs",
            "not 0",
            "SD over images",
            "mean output",
            "mutual information (nats)",
            "r",
            "constant pairs"),
        rows);
  }
}
