package org.neuropil.cli.sweep.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neuropil.cli.report.Grid;
import org.neuropil.cli.report.Page;
import org.neuropil.cli.report.Plot;
import org.neuropil.cli.report.Plots;
import org.neuropil.cli.report.Report.Headline;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.plan.Plan;

/**
 * The page of a sweep without further meaning: what was varied, and how well the networks learned.
 */
public final class SweepPage {
  private static final int MOST_CURVES = 8;
  private static final int MOST_PROFILES = 4;
  private static final int MOST_ROWS = 500;
  private static final int LEAST_POINTS = 3;

  private static final String LOSS = "test loss (lower is better)";

  private final Results results;
  private final Plan plan;
  private final Table complete;
  private final List<String> differing;
  private final Map<String, Table> groups;

  private SweepPage(Results results) {
    this.results = results;
    this.plan = results.plan();
    this.complete = results.complete();
    List<String> keys = new ArrayList<>(plan.keys());
    keys.removeAll(List.of("run", "seed"));
    keys.removeIf(key -> results.runs().distinct(key).size() < 2);
    this.differing = keys;
    this.groups = Groups.by(complete, keys);
  }

  /** The page; {@code command} makes the sweep again. */
  public static Page of(Results results, String command) {
    return new SweepPage(results).page(command);
  }

  private Page page(String command) {
    return new Page(
        "Neuropil sweep",
        plan.title(),
        plan.runs().size()
            + " runs"
            + (differing.isEmpty() ? "" : " over " + String.join(", ", differing)),
        headlines(results),
        List.of(),
        plots(),
        grids(),
        List.of(),
        command);
  }

  /** What every page of a sweep or experiment begins with. */
  public static List<Headline> headlines(Results results) {
    List<Headline> list = new ArrayList<>();
    int all = results.runs().rows().size();
    int failed = results.runs().where("status", "failed").rows().size();
    list.add(
        new Headline(
            "Runs complete",
            Integer.toString(results.complete().rows().size()),
            "of " + all + (failed == 0 ? "" : ", " + failed + " failed")));
    list.add(
        new Headline(
            "Seeds", Integer.toString(results.runs().distinct("seed").size()), "per setting"));
    for (Scored scored : Scored.of(results.complete())) {
      double[] best =
          scored.runs().numbers(scored.byAccuracy() ? "best_test_accuracy" : "best_test_loss");
      if (best.length > 0) {
        list.add(
            scored.byAccuracy()
                ? new Headline(
                    "Best test accuracy",
                    Words.number(100 * Arrays.stream(best).max().orElse(0), 2) + " %",
                    "of all runs and epochs")
                : new Headline(
                    "Lowest test MSE",
                    Words.figure(Arrays.stream(best).min().orElse(0)),
                    "of all runs and epochs; lower is better"));
      }
    }
    double seconds = Arrays.stream(results.timing().numbers("train_seconds")).sum();
    list.add(new Headline("Training time", Words.seconds(seconds), "of all runs together"));
    return list;
  }

  private List<Plot> plots() {
    List<Plot> plots = new ArrayList<>();
    if (complete.isEmpty()) {
      return plots;
    }
    List<String> numeric = differing.stream().filter(this::isNumeric).toList();
    for (Scored scored : Scored.of(complete)) {
      if (differing.size() == 2 && numeric.size() == 2) {
        plots.add(
            new Plot(
                "grid" + scored.suffix(),
                scored.last().label() + " by " + differing.get(0) + " and " + differing.get(1),
                "Mean over seeds after the last epoch; below it the standard deviation.",
                ResultPlots.heatMap(
                    scored.runs(),
                    differing.get(0),
                    differing.get(1),
                    scored.last(),
                    scored.format())));
      }
      for (String key : numeric) {
        addDependence(plots, scored, key);
      }
      addLearning(plots, scored);
    }
    addStructure(plots);
    return plots;
  }

  private boolean isNumeric(String key) {
    return complete.rows().stream().allMatch(row -> Double.isFinite(row.number(key)));
  }

  private void addDependence(List<Plot> plots, Scored scored, String key) {
    List<String> others = new ArrayList<>(differing);
    others.remove(key);
    Map<String, Table> curves = Groups.by(scored.runs(), others);
    List<String> points = scored.runs().distinct(key);
    if (points.size() < LEAST_POINTS || curves.size() > MOST_CURVES) {
      return;
    }
    double low = Double.parseDouble(points.getFirst());
    boolean log = low > 0 && Double.parseDouble(points.getLast()) / low > 20;
    ResultPlots.Measured last = scored.last();
    plots.add(
        new Plot(
            "by-" + key + scored.suffix(),
            last.label() + " by " + key,
            "Mean over seeds after the last epoch, in a band of one standard deviation.",
            ResultPlots.curves(curves, key, last, new Plots.Axes(key, last.label(), log))));
  }

  private void addLearning(List<Plot> plots, Scored scored) {
    Table epochs = epochsOf(results.epochs(), scored.runs());
    if (Groups.by(scored.runs(), differing).size() > MOST_CURVES
        || epochs.distinct("epoch").size() < LEAST_POINTS) {
      return;
    }
    plots.add(
        new Plot(
            "learning" + scored.suffix(),
            "Learning curves, " + scored.last().label(),
            "Mean over seeds after every epoch, in a band of one standard deviation; epoch 0 is"
                + " before training.",
            ResultPlots.curves(
                Groups.by(epochs, differing),
                "epoch",
                scored.perEpoch(),
                Plots.Axes.of("epoch", scored.last().label()))));
  }

  private void addStructure(List<Plot> plots) {
    Table structure = epochsOf(results.structure(), complete);
    if (groups.size() <= MOST_CURVES && !structure.isEmpty()) {
      for (String column : List.of("eta", "pooled")) {
        plots.add(
            new Plot(
                "balance-" + column,
                "Balance over training, " + column,
                column.equals("eta")
                    ? "Mean of the share of balanced loops over four triad classes; random signs"
                        + " give about 0.5."
                    : "Share of balanced loops, all triad classes together.",
                ResultPlots.curves(
                    Groups.by(structure, differing),
                    "epoch",
                    new ResultPlots.Measured(column, column, 1),
                    Plots.Axes.of("epoch", column))));
      }
    }
    if (groups.size() <= MOST_PROFILES && complete.has("motifs_z_induced_+++")) {
      plots.add(
          new Plot(
              "motif-profile",
              "Feed-forward loops against random networks",
              "Mean z-score of each type of loop over seeds; error bars are standard deviations.",
              ResultPlots.motifProfile(groups, "motifs_z_induced_", "z-score")));
    }
  }

  /** Lines of these complete runs only: others end somewhere. */
  private static Table epochsOf(Table table, Table runs) {
    Set<String> done = Set.copyOf(runs.distinct("run"));
    return table.where(row -> done.contains(row.text("run")));
  }

  private List<Grid> grids() {
    List<Grid> grids = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("final_test_accuracy", "test accuracy (%)");
    columns.put("best_test_accuracy", "best test accuracy (%)");
    columns.put("final_test_loss", LOSS);
    columns.put("motifs_eta", "eta");
    columns.put("motifs_pooled", "pooled");
    columns.put("balance_eta", "eta");
    columns.put("balance_pooled", "pooled");
    columns.keySet().removeIf(column -> complete.numbers(column).length == 0);
    groups.forEach((name, table) -> {
      List<String> row = new ArrayList<>(List.of(name, Integer.toString(table.rows().size())));
      columns
          .keySet()
          .forEach(column ->
              row.add(
                  column.contains("accuracy")
                      ? Words.meanSd(table.numbers(column), 100, 2)
                      : column.contains("loss")
                          ? Words.meanSdFigure(table.numbers(column))
                          : Words.meanSd(table.numbers(column), 1, 4)));
      rows.add(row);
    });
    List<String> head = new ArrayList<>(List.of("setting", "runs"));
    head.addAll(columns.values());
    if (!rows.isEmpty()) {
      grids.add(new Grid("Settings", "Mean \u00B1 standard deviation over seeds.", head, rows));
    }
    grids.add(runs(results));
    return grids;
  }

  /** All runs, one to a row; without accuracies where no run has one. */
  public static Grid runs(Results results) {
    Table complete = results.complete();
    boolean accuracy = complete.isEmpty() || complete.rows().stream().anyMatch(Scored::byAccuracy);
    List<List<String>> rows = new ArrayList<>();
    for (Table.Row row : results.runs().rows()) {
      if (rows.size() == MOST_ROWS) {
        break;
      }
      List<String> cells = new ArrayList<>();
      cells.add(row.text("run"));
      cells.add(
          row.text("status").equals("failed")
              ? "failed: " + row.text("error")
              : row.text("status"));
      cells.add(row.text("nonzeros"));
      if (accuracy) {
        cells.add(Words.number(100 * row.number("final_test_accuracy"), 2));
      }
      cells.add(Words.figure(row.number("final_test_loss")));
      rows.add(cells);
    }
    int all = results.runs().rows().size();
    return new Grid(
        "Runs",
        all > rows.size() ? "The first " + rows.size() + " of " + all + " runs." : "",
        accuracy
            ? List.of("run", "status", "connections", "test accuracy (%)", LOSS)
            : List.of("run", "status", "connections", LOSS),
        rows);
  }
}
