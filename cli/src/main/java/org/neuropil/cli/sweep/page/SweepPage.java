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

  private final Results results;
  private final Plan plan;
  private final Table complete;
  private final List<String> differing;
  private final ResultPlots.Measured last;
  private final Map<String, Table> groups;

  private SweepPage(Results results) {
    this.results = results;
    this.plan = results.plan();
    this.complete = results.complete();
    List<String> keys = new ArrayList<>(plan.keys());
    keys.removeAll(List.of("run", "seed"));
    keys.removeIf(key -> results.runs().distinct(key).size() < 2);
    this.differing = keys;
    boolean accuracy = complete.numbers("final_test_accuracy").length > 0;
    this.last =
        accuracy
            ? new ResultPlots.Measured("final_test_accuracy", "test accuracy (%)", 100)
            : new ResultPlots.Measured("final_test_loss", "test loss", 1);
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
    double[] accuracy = results.complete().numbers("best_test_accuracy");
    if (accuracy.length > 0) {
      list.add(
          new Headline(
              "Best test accuracy",
              Words.number(100 * Arrays.stream(accuracy).max().orElse(0), 2) + " %",
              "of all runs and epochs"));
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
    if (differing.size() == 2 && numeric.size() == 2) {
      plots.add(
          new Plot(
              "grid",
              last.label() + " by " + differing.get(0) + " and " + differing.get(1),
              "Mean over seeds after the last epoch; below it the standard deviation.",
              ResultPlots.heatMap(
                  complete,
                  differing.get(0),
                  differing.get(1),
                  last,
                  last.factor() == 1 ? "%.3g" : "%.1f")));
    }
    for (String key : numeric) {
      addDependence(plots, key);
    }
    addLearning(plots);
    addStructure(plots);
    return plots;
  }

  private boolean isNumeric(String key) {
    return complete.rows().stream().allMatch(row -> Double.isFinite(row.number(key)));
  }

  private void addDependence(List<Plot> plots, String key) {
    List<String> others = new ArrayList<>(differing);
    others.remove(key);
    Map<String, Table> curves = Groups.by(complete, others);
    List<String> points = complete.distinct(key);
    if (points.size() < LEAST_POINTS || curves.size() > MOST_CURVES) {
      return;
    }
    double low = Double.parseDouble(points.getFirst());
    boolean log = low > 0 && Double.parseDouble(points.getLast()) / low > 20;
    plots.add(
        new Plot(
            "by-" + key,
            last.label() + " by " + key,
            "Mean over seeds after the last epoch, in a band of one standard deviation.",
            ResultPlots.curves(curves, key, last, new Plots.Axes(key, last.label(), log))));
  }

  private void addLearning(List<Plot> plots) {
    Table epochs = epochsOf(results.epochs());
    if (groups.size() > MOST_CURVES || epochs.distinct("epoch").size() < LEAST_POINTS) {
      return;
    }
    String column = last.column().replace("final_", "");
    plots.add(
        new Plot(
            "learning",
            "Learning curves",
            "Mean over seeds after every epoch, in a band of one standard deviation; epoch 0 is"
                + " before training.",
            ResultPlots.curves(
                Groups.by(epochs, differing),
                "epoch",
                new ResultPlots.Measured(column, last.label(), last.factor()),
                Plots.Axes.of("epoch", last.label()))));
  }

  private void addStructure(List<Plot> plots) {
    Table structure = epochsOf(results.structure());
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

  /** Lines of complete runs only: others end somewhere. */
  private Table epochsOf(Table table) {
    Set<String> done = Set.copyOf(complete.distinct("run"));
    return table.where(row -> done.contains(row.text("run")));
  }

  private List<Grid> grids() {
    List<Grid> grids = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("final_test_accuracy", "test accuracy (%)");
    columns.put("best_test_accuracy", "best test accuracy (%)");
    columns.put("final_test_loss", "test loss");
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

  /** All runs, one to a row. */
  public static Grid runs(Results results) {
    List<List<String>> rows = new ArrayList<>();
    for (Table.Row row : results.runs().rows()) {
      if (rows.size() == MOST_ROWS) {
        break;
      }
      rows.add(
          List.of(
              row.text("run"),
              row.text("status").equals("failed")
                  ? "failed: " + row.text("error")
                  : row.text("status"),
              row.text("nonzeros"),
              Words.number(100 * row.number("final_test_accuracy"), 2),
              Words.number(row.number("final_test_loss"), 4)));
    }
    int all = results.runs().rows().size();
    return new Grid(
        "Runs",
        all > rows.size() ? "The first " + rows.size() + " of " + all + " runs." : "",
        List.of("run", "status", "connections", "test accuracy (%)", "test loss"),
        rows);
  }
}
