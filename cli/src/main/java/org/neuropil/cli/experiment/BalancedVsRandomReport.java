package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.neuropil.analysis.statistics.Correlation;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.analysis.statistics.LocationTests;
import org.neuropil.analysis.statistics.TestResult;
import org.neuropil.cli.report.Grid;
import org.neuropil.cli.report.Plot;
import org.neuropil.cli.report.Plots;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.page.Words;

/** What follows from frozen networks of rising balance. */
final class BalancedVsRandomReport {
  private static final double LEVEL = 0.05;

  /** Single published runs on a fixed network (Zhang et al. 2023, published logs). */
  private static final Map<String, String> PUBLISHED =
      Map.of(
          "mnist", "0.9441 (one run, eta 0.597)",
          "sms", "0.9668 (one run, eta 0.646)",
          "mackey-glass", "7.8 (one run, eta 0.583, validation)",
          "gesture", "0.708 (one run, eta 0.568)");

  private final Table runs;
  private final String scale;

  BalancedVsRandomReport(Table runs, String scale) {
    this.runs = runs;
    this.scale = scale;
  }

  /** A network: its place and balance, its runs' figures, and its gain over its ladder's start. */
  private record Net(
      LadderPlace place, double eta, double pooled, double[] values, double mean, double gain) {}

  /** A task's networks in the order of the runs. */
  private record Task(String name, TestFigure figure, List<Net> nets) {
    double[] all(ToDoubleFunction<Net> value) {
      return nets.stream().mapToDouble(value).toArray();
    }

    /** The gains of all networks but the starts. */
    double[] gains() {
      return climbed().stream().mapToDouble(Net::gain).toArray();
    }

    List<Net> climbed() {
      return nets.stream()
          .filter(net -> net.place().rung() > 0 && Double.isFinite(net.gain()))
          .toList();
    }

    /**
     * Whether the median of every ladder has the sign of the median of all: the networks of a
     * ladder share its start, so that one poor start alone must not decide.
     */
    boolean laddersAgree(double median) {
      return median != 0
          && climbed().stream()
              .map(net -> net.place().start())
              .distinct()
              .allMatch(start -> {
                double own =
                    Descriptive.median(
                        climbed().stream()
                            .filter(net -> net.place().start() == start)
                            .mapToDouble(Net::gain)
                            .toArray());
                return Math.signum(own) == Math.signum(median);
              });
    }

    /** Accuracy in points; errors in per cent of the start's. */
    String unit() {
      return figure.higherIsBetter() ? "points of accuracy" : "% of the start's MSE";
    }
  }

  ExperimentReport report() {
    List<Task> tasks =
        runs.distinct("task").stream().map(name -> task(name, runs.where("task", name))).toList();
    List<Verdict> verdicts = new ArrayList<>();
    List<Plot> plots = new ArrayList<>();
    for (Task task : tasks) {
      verdicts.add(verdict(task));
      plots.add(scatter(task, "eta", Net::eta));
      plots.add(scatter(task, "pooled", Net::pooled));
    }
    if (!tasks.isEmpty()) {
      plots.add(gainsPlot(tasks));
    }
    return new ExperimentReport(verdicts, plots, List.of(summary(tasks), networks(tasks)), notes());
  }

  private static Task task(String name, Table own) {
    TestFigure figure = TestFigure.of(own, "kept_test_", "");
    String column = "kept_test_" + figure.key();
    Map<Integer, Double> starts = new LinkedHashMap<>();
    List<Net> nets = new ArrayList<>();
    // A start stands before the networks that were rewired from it.
    for (String label : own.distinct("case")) {
      LadderPlace place = LadderPlace.parse(label);
      if (place.rung() == 0) {
        starts.put(place.start(), Descriptive.mean(own.where("case", label).numbers(column)));
      }
    }
    for (String label : own.distinct("case")) {
      LadderPlace place = LadderPlace.parse(label);
      Table same = own.where("case", label);
      double[] values = same.numbers(column);
      double[] eta = same.numbers("balance_eta");
      double[] pooled = same.numbers("balance_pooled");
      if (values.length == 0 || eta.length == 0 || pooled.length == 0) {
        continue;
      }
      double mean = Descriptive.mean(values);
      double start = starts.getOrDefault(place.start(), Double.NaN);
      double gain = 100 * figure.gain(mean, start) / (figure.higherIsBetter() ? 1 : start);
      nets.add(new Net(place, eta[0], pooled[0], values, mean, gain));
    }
    return new Task(name, figure, nets);
  }

  private static TestResult wilcoxon(double[] gains) {
    return LocationTests.wilcoxon(gains, new double[gains.length]);
  }

  /** Matched-pairs rank-biserial correlation: (positive - negative) / all ranks; -1 to 1. */
  static double rankBiserial(TestResult wilcoxon) {
    double n = wilcoxon.used();
    return n == 0 ? Double.NaN : 4 * wilcoxon.statistic() / (n * (n + 1)) - 1;
  }

  private static Verdict verdict(Task task) {
    double[] gains = task.gains();
    long better = java.util.Arrays.stream(gains).filter(gain -> gain > 0).count();
    TestResult test = wilcoxon(gains);
    double median = Descriptive.median(gains);
    Holds holds =
        !test.significant(LEVEL) || !task.laddersAgree(median)
            ? Holds.UNDECIDED
            : median > 0 ? Holds.YES : Holds.NO;
    return new Verdict(
        "Networks of higher balance do better than the random graph they come from ("
            + task.name()
            + ")",
        "median change positive",
        gains.length == 0
            ? "no network complete together with its start"
            : "median change "
                + signed(median)
                + " "
                + task.unit()
                + ", quartiles "
                + quartiles(gains)
                + ", better in "
                + better
                + " of "
                + gains.length,
        n(task),
        "Wilcoxon signed rank "
            + Words.p(test)
            + ", rank-biserial r = "
            + Words.number(rankBiserial(test), 2)
            + "; Spearman with eta "
            + spearman(task, Net::eta),
        holds);
  }

  private static String n(Task task) {
    long starts = task.nets().stream().map(net -> net.place().start()).distinct().count();
    long done = task.nets().stream().mapToLong(net -> net.values().length).sum();
    return task.climbed().size()
        + " networks from "
        + starts
        + (starts == 1 ? " random graph, " : " random graphs, ")
        + done
        + " runs";
  }

  /** Of performance with balance: positive where higher balance goes with better networks. */
  private static String spearman(Task task, ToDoubleFunction<Net> balance) {
    List<Net> some =
        task.nets().stream().filter(net -> Double.isFinite(balance.applyAsDouble(net))).toList();
    Correlation correlation =
        Correlation.spearman(
            some.stream().mapToDouble(balance).toArray(),
            some.stream()
                .mapToDouble(net -> task.figure().higherIsBetter() ? net.mean() : -net.mean())
                .toArray());
    return "rho = "
        + Words.number(correlation.r(), 2)
        + ", "
        + Words.p(new TestResult(correlation.r(), correlation.p(), false, correlation.n()));
  }

  private static String signed(double value) {
    return (value > 0 ? "+" : "") + Words.number(value, 2);
  }

  private static String quartiles(double[] values) {
    double[] ends = Descriptive.quantiles(values, 0.25, 0.75);
    return signed(ends[0]) + " to " + signed(ends[1]);
  }

  private static Plot scatter(Task task, String what, ToDoubleFunction<Net> balance) {
    Map<Integer, List<Net>> byStart = new LinkedHashMap<>();
    for (Net net : task.nets()) {
      byStart.computeIfAbsent(net.place().start(), start -> new ArrayList<>()).add(net);
    }
    List<Plots.Points> points = new ArrayList<>();
    byStart.forEach((start, nets) -> {
      List<Net> some =
          nets.stream().filter(n -> Double.isFinite(balance.applyAsDouble(n))).toList();
      points.add(
          new Plots.Points(
              "random graph " + start,
              some.stream().mapToDouble(balance).toArray(),
              some.stream().mapToDouble(n -> task.figure().factor() * n.mean()).toArray()));
    });
    return new Plot(
        task.name() + "-" + what,
        task.name() + ": " + task.figure().label() + " against " + what,
        "A point is a network, mean over seeds, with the least-squares line of all. Spearman"
            + " correlation of performance with "
            + what
            + ": "
            + spearman(task, balance)
            + ".",
        Plots.scatter(
            Plots.Axes.of(
                what.equals("eta") ? "balance ratio eta" : "pooled balance ratio",
                task.figure().label()),
            points,
            true));
  }

  private static Plot gainsPlot(List<Task> tasks) {
    double[] medians = new double[tasks.size()];
    double[] halves = new double[tasks.size()];
    for (int t = 0; t < medians.length; t++) {
      double[] gains = tasks.get(t).gains();
      double[] ends = Descriptive.quantiles(gains, 0.25, 0.75);
      medians[t] = Descriptive.median(gains);
      halves[t] = gains.length == 0 ? 0 : (ends[1] - ends[0]) / 2;
    }
    return new Plot(
        "change",
        "Change against the random start",
        "Median over networks with half the distance of the quartiles; positive is better. In"
            + " points of accuracy; where targets are values, in per cent of the start's error.",
        Plots.bars(
            Plots.Axes.of("task", "change (points, or %)"),
            tasks.stream().map(Task::name).toList(),
            List.of(new Plots.Bars("higher balance", medians, halves))));
  }

  private static Grid summary(List<Task> tasks) {
    List<List<String>> rows = new ArrayList<>();
    for (Task task : tasks) {
      double[] gains = task.gains();
      TestResult test = wilcoxon(gains);
      double[] starts =
          task.nets().stream().filter(n -> n.place().rung() == 0).mapToDouble(Net::mean).toArray();
      double[] climbed = task.climbed().stream().mapToDouble(Net::mean).toArray();
      rows.add(
          List.of(
              task.name(),
              task.figure().label(),
              task.figure().meanSd(starts),
              task.figure().meanSd(climbed),
              PUBLISHED.getOrDefault(task.name(), "-"),
              gains.length == 0 ? "-" : signed(Descriptive.median(gains)) + " " + task.unit(),
              gains.length == 0 ? "-" : quartiles(gains),
              Words.p(test),
              Words.number(rankBiserial(test), 2),
              spearman(task, Net::eta),
              spearman(task, Net::pooled)));
    }
    return new Grid(
        "Higher balance against the random start",
        "Changes of networks (mean over seeds) against the start of their ladder; positive is"
            + " better.",
        List.of(
            "task",
            "figure",
            "starts",
            "higher balance",
            "published",
            "median change",
            "quartiles",
            "Wilcoxon",
            "rank-biserial",
            "Spearman with eta",
            "Spearman with pooled"),
        rows);
  }

  private static Grid networks(List<Task> tasks) {
    List<List<String>> rows = new ArrayList<>();
    for (Task task : tasks) {
      for (Net net : task.nets()) {
        rows.add(
            List.of(
                net.place().label(),
                Words.number(net.eta(), 3),
                Words.number(net.pooled(), 3),
                Integer.toString(net.values().length),
                task.figure().label(),
                task.figure().meanSd(net.values()),
                net.place().rung() == 0 ? "start" : signed(net.gain())));
      }
    }
    return new Grid(
        "Networks",
        "Mean and standard deviation over seeds.",
        List.of("network", "eta", "pooled", "runs", "figure", "value", "change"),
        rows);
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "The rungs of a ladder lie at equal distances of the pooled ratio, which is steadier than"
            + " eta; how the authors stopped theirs is not known. In- and out-degrees and the"
            + " signed out-degree of every node are those of the start.");
    notes.add(
        "Networks of one ladder share their start and most of its wiring, so that they are not"
            + " independent, and p values are too small rather than too large. A claim is decided"
            + " only where the medians of all ladders agree in sign, too.");
    if (scale.equals("cpu")) {
      notes.add("At this scale the networks are trained for fewer epochs than the paper's.");
    }
    if (scale.equals("tiny")) {
      notes.add(
          "One short ladder on the bundled sample of MNIST: this shows that everything works, and"
              + " no more.");
    }
    return notes;
  }
}
