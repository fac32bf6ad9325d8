package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.cli.report.Grid;
import org.neuropil.cli.report.Plot;
import org.neuropil.cli.report.Plots;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.page.Groups;
import org.neuropil.cli.sweep.page.ResultPlots;
import org.neuropil.cli.sweep.page.Words;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.network.DaleSpec;

/** Figures and table of {@link DaleNetworks}. */
final class DaleFigures {
  private static final ResultPlots.Measured SHOWN =
      new ResultPlots.Measured("test_accuracy", "test accuracy (%)", 100);

  private DaleFigures() {}

  /** Accuracy over epochs for each group of cases and mode, delays by case, delays by size. */
  static List<Plot> plots(Results results) {
    Table epochs = results.epochs();
    List<Plot> plots = new ArrayList<>();
    for (String mode : epochs.distinct("dale")) {
      Table own = epochs.where("dale", mode);
      addCurves(plots, own, mode, "density", "by density", "dense|sparse|density-.*");
      if (mode.equals("off")) {
        continue;
      }
      addCurves(
          plots,
          own,
          mode,
          "inhibition",
          "with more inhibition",
          "dense|half|half-sparse|inhibition-10x.*");
      addCurves(
          plots,
          own,
          mode,
          "start",
          "of networks that become dense, and with nodes drawn with replacement",
          "dense|sparse|sparse-to-dense|with-replacement");
      addCurves(
          plots,
          own,
          mode,
          "controls",
          "in the control experiments",
          "dense|beta2|reset.*|lr-scaled|weights-.*");
    }
    if (!epochs.isEmpty()) {
      plots.add(delays(epochs));
      addBySize(plots, results);
    }
    return plots;
  }

  private static void addCurves(
      List<Plot> plots, Table epochs, String mode, String file, String what, String cases) {
    Table own = epochs.where(row -> row.text("case").matches(cases));
    if (!own.isEmpty()) {
      plots.add(
          new Plot(
              file + "-" + mode.toLowerCase(Locale.ROOT),
              "Accuracy over epochs " + what + ", dale " + mode,
              "Mean over seeds in a band of one standard deviation; epoch 0 is before training.",
              ResultPlots.curves(
                  Groups.by(own, List.of("case")),
                  "epoch",
                  SHOWN,
                  Plots.Axes.of("epoch", "test accuracy (%)"))));
    }
  }

  private static Plot delays(Table epochs) {
    List<String> cases = epochs.distinct("case");
    List<Plots.Bars> bars = new ArrayList<>();
    for (String mode : epochs.distinct("dale")) {
      double[] means = new double[cases.size()];
      double[] sds = new double[cases.size()];
      for (int i = 0; i < means.length; i++) {
        double[] delays =
            TrainingDelay.of(
                    epochs.where("dale", mode).where("case", cases.get(i)), TrainingDelay.THRESHOLD)
                .epochs();
        means[i] = delays.length == 0 ? Double.NaN : Descriptive.mean(delays);
        sds[i] = delays.length < 2 ? 0 : Descriptive.sd(delays);
      }
      bars.add(new Plots.Bars("dale " + mode, means, sds));
    }
    return new Plot(
        "delay",
        "Training delay",
        "First epoch with a test accuracy above 20 %: mean over seeds, and standard deviation. Runs"
            + " that are not there at their end count as one epoch more than they lasted.",
        Plots.bars(Plots.Axes.of("case", "training delay (epochs)"), cases, bars));
  }

  private static void addBySize(List<Plot> plots, Results results) {
    Table sized = results.epochs().where(row -> row.text("case").matches("dense|sparse|size-.*"));
    if (!sized.has("hidden") || sized.distinct("hidden").size() < 2) {
      return;
    }
    List<Plots.Curve> curves = new ArrayList<>();
    Groups.by(sized, List.of("dale", "density"))
        .forEach((name, group) -> {
          List<String> sizes = group.distinct("hidden");
          double[] x = sizes.stream().mapToDouble(Double::parseDouble).toArray();
          double[] means = new double[x.length];
          double[] sds = new double[x.length];
          for (int i = 0; i < x.length; i++) {
            double[] delays =
                TrainingDelay.of(group.where("hidden", sizes.get(i)), TrainingDelay.THRESHOLD)
                    .epochs();
            means[i] = delays.length == 0 ? Double.NaN : Descriptive.mean(delays);
            sds[i] = delays.length < 2 ? 0 : Descriptive.sd(delays);
          }
          curves.add(new Plots.Curve(name, x, means, sds));
        });
    plots.add(
        new Plot(
            "delay-by-size",
            "Training delay by size",
            "First epoch with a test accuracy above 20 %: mean over seeds in a band of one standard"
                + " deviation.",
            Plots.curves(new Plots.Axes("hidden nodes", "training delay (epochs)", true), curves)));
  }

  /** Delay, plateau and best accuracy of every case and mode. */
  static Grid table(Results results) {
    List<List<String>> rows = new ArrayList<>();
    Table runs = results.complete();
    for (String mode : runs.distinct("dale")) {
      Table own = runs.where("dale", mode);
      for (String label : own.distinct("case")) {
        rows.add(row(results, own.where("case", label), mode, label));
      }
    }
    return new Grid(
        "Training delay",
        "In epochs, mean \u00B1 standard deviation over seeds. The plateau is the mean test accuracy"
            + " in per cent from epoch 1 to the one before the delay ends.",
        List.of(
            "case", "dale", "runs", "lambda", "delay (20 %)", "delay (15 %)", "plateau", "best"),
        rows);
  }

  private static List<String> row(Results results, Table runs, String mode, String label) {
    Table epochs = results.epochs().where("dale", mode).where("case", label);
    return List.of(
        label,
        mode,
        Integer.toString(runs.rows().size()),
        Words.number(gain(results, runs.rows().getFirst()), 2),
        TrainingDelay.of(epochs, TrainingDelay.THRESHOLD).words(),
        TrainingDelay.of(epochs, TrainingDelay.LOWER).words(),
        Words.meanSd(plateaus(epochs), 100, 2),
        Words.meanSd(runs.numbers("best_test_accuracy"), 100, 2));
  }

  private static double[] plateaus(Table epochs) {
    return epochs.distinct("run").stream()
        .mapToDouble(run -> {
          Table own = epochs.where("run", run);
          double end = TrainingDelay.epoch(own, TrainingDelay.THRESHOLD);
          double[] before =
              own.where(row -> row.number("epoch") >= 1 && row.number("epoch") < end)
                  .numbers("test_accuracy");
          return before.length == 0 ? Double.NaN : Descriptive.mean(before);
        })
        .filter(Double::isFinite)
        .toArray();
  }

  /**
   * The factor lambda = p N ((1 - f) - f s) w / 2 by which activity grows in a step at the start,
   * with density p, a share f of inhibitory nodes whose magnitudes are s times as large, and
   * magnitudes uniform up to w; NaN without Dale's principle, where weights cancel out, and for a
   * run that the plan does not name.
   */
  static double gain(Results results, Table.Row row) {
    return results.plan().runs().stream()
        .filter(run -> run.id().equals(row.text("run")))
        .mapToDouble(DaleFigures::gain)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static double gain(RunSpec run) {
    var config = run.config();
    if (config.dale().equals("off")) {
      return Double.NaN;
    }
    int nodes = config.hidden();
    int draws = DaleSpec.inhibitoryOf(config.inhibitory(), nodes);
    double inhibitory = (double) draws / nodes;
    if (config.daleReplacement()) {
      inhibitory = 1 - Math.pow(1 - 1.0 / nodes, draws);
    }
    return config.density()
        * nodes
        * (1 - inhibitory - inhibitory * config.inhibitoryScale())
        * config.weightLimit()
        / 2;
  }
}
