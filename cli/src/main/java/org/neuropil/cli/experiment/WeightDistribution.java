package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.analysis.weights.LoopWeights;
import org.neuropil.cli.report.Grid;
import org.neuropil.cli.report.Plot;
import org.neuropil.cli.report.Plots;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;

/**
 * Recurrent weights before and after pruning, and those of balanced and unbalanced feed-forward
 * loops (Zhang et al. 2023).
 */
final class WeightDistribution extends BundledExperiment {
  private static final String OWN = "weights_";
  private static final double STAYED = 0.995;

  /** Rows of the table: column, words, factor, decimals, published. */
  private record Figure(
      String column, String words, double factor, int decimals, String published) {}

  private static final List<Figure> FIGURES =
      List.of(
          new Figure("links_end", "connections in the end", 1, 0, "1138"),
          new Figure("pruned_epoch", "epoch after which none is lost", 1, 0, "100"),
          new Figure("quantile_0_end", "|w| in the end, smallest", 1, 3, "0.035"),
          new Figure("quantile_5_end", "5 %", 1, 3, "0.176"),
          new Figure("quantile_50_end", "median", 1, 3, "0.316"),
          new Figure("quantile_95_end", "95 %", 1, 3, "0.484"),
          new Figure("quantile_100_end", "largest", 1, 3, "0.646"),
          new Figure("near_zero_start", "|w| below a tenth of the median, start (%)", 100, 2, "-"),
          new Figure("near_zero_pruned", "end of pruning (%)", 100, 2, "-"),
          new Figure("near_zero_end", "end (%)", 100, 2, "-"),
          new Figure("unchanged_from_start", "sign as at the start (%)", 100, 1, "-"),
          new Figure("unchanged_from_first", "as after the first epoch kept (%)", 100, 1, "99.7"),
          new Figure(
              "unchanged_from_pruned", "as at the end of pruning (%)", 100, 1, "at least 99.5"),
          new Figure("loops_balanced", "balanced loops", 1, 0, "-"),
          new Figure("loops_unbalanced", "unbalanced loops", 1, 0, "-"),
          new Figure("mean_loop_balanced", "mean |w_ij w_jk + w_ik|, balanced", 1, 3, "0.423"),
          new Figure("mean_loop_unbalanced", "unbalanced", 1, 3, "0.195"),
          new Figure("mean_link_balanced", "mean |w| of links in balanced loops", 1, 3, "0.319"),
          new Figure("mean_link_unbalanced", "in unbalanced loops", 1, 3, "0.318"));

  WeightDistribution() {
    super(
        "zhang-weight-distribution",
        "Distribution of weights under pruning",
        "Zhang et al. 2023, weight distributions, with the authors' weights (MNIST, Pruning I)");
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    Table runs = results.complete();
    List<String> notes = new ArrayList<>();
    if (scale.equals("tiny")) {
      notes.add(
          "Networks of 50 nodes, trained for 12 epochs on the bundled sample of MNIST: this shows"
              + " that everything works, and no more.");
    }
    notes.add(
        "Histograms have 74 bins from -0.7 to 0.7 and are divided by what lies within, so that"
            + " weights outside are left out. Loops are those of the four triad classes of eta; a"
            + " connection counts once in each group, and may be in both.");
    notes.add("Published figures are those of a single network of 150 nodes and density 0.05.");
    return new ExperimentReport(
        runs.isEmpty() ? List.of() : verdicts(runs),
        runs.isEmpty() ? List.of() : plots(results.lists()),
        List.of(table(runs)),
        notes);
  }

  private static double[] of(Table runs, String column) {
    return runs.numbers(OWN + column);
  }

  private static List<Verdict> verdicts(Table runs) {
    return List.of(
        new Comparison(
                "start:",
                of(runs, "near_zero_start"),
                "end of pruning:",
                of(runs, "near_zero_pruned"),
                100,
                2)
            .verdict(
                "Pruning leaves a gap around 0 (|w| below a tenth of the median, %)",
                "bimodal with a gap"),
        new Target(
                "Survivors keep their sign from the first epoch kept on, share in %",
                "99.7 from the first epoch on", STAYED, true, 100, 1)
            .verdict(of(runs, "unchanged_from_first")),
        new Target(
                "Survivors keep their sign from the end of pruning on, share in %",
                "at least 99.5", STAYED, true, 100, 1)
            .verdict(of(runs, "unchanged_from_pruned")),
        new Comparison(
                "balanced:",
                of(runs, "mean_loop_balanced"),
                "unbalanced:",
                of(runs, "mean_loop_unbalanced"),
                1,
                3)
            .verdict(
                "|w_ij w_jk + w_ik| is larger in balanced than in unbalanced loops",
                "0.423 and 0.195"));
  }

  private static List<Plot> plots(Table lists) {
    double[] edges = LoopWeights.authorsEdges();
    return List.of(
        new Plot(
            "weights",
            "Recurrent weights over training",
            "Share of weights in each bin, mean over seeds.",
            Plots.histograms(
                Plots.Axes.of("weight", "share"),
                List.of(
                    bins("start", lists, "histogram_start", edges),
                    bins("end of pruning", lists, "histogram_pruned", edges),
                    bins("end", lists, "histogram_end", edges)))),
        new Plot(
            "links",
            "Connections in balanced and unbalanced loops",
            "Share of weights in each bin, mean over seeds.",
            Plots.histograms(
                Plots.Axes.of("weight", "share"),
                List.of(
                    bins("in balanced loops", lists, "histogram_links_balanced", edges),
                    bins("in unbalanced loops", lists, "histogram_links_unbalanced", edges)))),
        new Plot(
            "difference",
            "Balanced less unbalanced",
            "Difference of the shares of the figure before, mean over seeds.",
            Plots.histograms(
                Plots.Axes.of("weight", "difference of shares"),
                List.of(bins("difference", lists, "difference", edges)))),
        new Plot(
            "loops",
            "Response of loops to first order",
            "w_ij w_jk + w_ik of every loop, share in each bin, mean over seeds.",
            Plots.histograms(
                Plots.Axes.of("w_ij w_jk + w_ik", "share"),
                List.of(
                    bins("balanced loops", lists, "histogram_loops_balanced", edges),
                    bins("unbalanced loops", lists, "histogram_loops_unbalanced", edges)))));
  }

  private static Plots.Bins bins(String name, Table lists, String list, double[] edges) {
    Table own = lists.where("list", OWN + list);
    double[] heights = new double[edges.length - 1];
    for (int bin = 0; bin < heights.length; bin++) {
      double[] seeds = own.where("index", Integer.toString(bin)).numbers("value");
      heights[bin] = seeds.length == 0 ? 0 : Descriptive.mean(seeds);
    }
    return new Plots.Bins(name, edges, heights);
  }

  private static Grid table(Table runs) {
    List<List<String>> rows = new ArrayList<>();
    for (Figure figure : FIGURES) {
      rows.add(
          List.of(
              figure.words(),
              Runs.words(runs, OWN + figure.column(), figure.factor(), figure.decimals()),
              figure.published()));
    }
    return new Grid(
        "Weights, signs and loops",
        "Mean \u00B1 standard deviation over " + Runs.count(runs.rows().size()) + ".",
        List.of("figure", "measured", "published"),
        rows);
  }
}
