package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.neuropil.analysis.statistics.Bootstrap;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.analysis.statistics.EffectSizes;
import org.neuropil.analysis.statistics.LocationTests;
import org.neuropil.analysis.statistics.TestResult;
import org.neuropil.cli.report.Grid;
import org.neuropil.cli.report.Plot;
import org.neuropil.cli.report.Plots;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.page.Words;

/** What follows from the removal of loops; the measure lesion gives the columns. */
final class LesionReport {
  private static final double LEVEL = 0.05;
  private static final double CONFIDENCE = 0.95;
  private static final List<String> KINDS = List.of("unbalanced", "balanced");

  /**
   * Means over ten published networks: loops, figure before, without unbalanced, without balanced,
   * change a loop of both.
   */
  private static final Map<String, List<String>> PUBLISHED =
      Map.of(
          "mnist", List.of("99 : 51", "0.9489", "0.9421", "0.9064", "-0.0014", "-0.0046"),
          "mackey-glass", List.of("91 : 59", "3.4", "14.3", "44.9", "+1.8", "+4.6"),
          "gesture", List.of("73 : 77", "0.7094", "0.6776", "0.6816", "-0.0043", "-0.0036"));

  private final Table runs;
  private final Table lists;
  private final String scale;

  LesionReport(Results results, String scale) {
    this.runs = results.complete();
    this.lists = results.lists();
    this.scale = scale;
  }

  /** The networks of a task. */
  private record Task(String name, TestFigure figure, Table runs) {
    double[] before() {
      return runs.numbers("lesion_" + figure.key() + "_before");
    }

    String column(String kind, String what) {
      return "lesion_" + kind + "_" + figure.key() + "_" + what;
    }

    /** The networks that had such loops. */
    Table with(String kind) {
      return runs.where(row -> Double.isFinite(row.number(column(kind, "change_per_motif"))));
    }

    double[] changes(String kind) {
      return runs.numbers(column(kind, "change_per_motif"));
    }

    /** Changes a loop as losses: positive is worse. */
    double[] damage(Table some, String kind) {
      return Arrays.stream(some.numbers(column(kind, "change_per_motif")))
          .map(change -> figure.higherIsBetter() ? -change : change)
          .toArray();
    }
  }

  ExperimentReport report() {
    List<Task> tasks = new ArrayList<>();
    for (String name : runs.distinct("task")) {
      Table own = runs.where("task", name);
      tasks.add(new Task(name, TestFigure.of(own, "lesion_", "_before"), own));
    }
    List<Verdict> verdicts = new ArrayList<>();
    List<Plot> plots = new ArrayList<>();
    for (Task task : tasks) {
      addVerdicts(verdicts, task);
      plots.add(curves(task));
    }
    return new ExperimentReport(
        verdicts, plots, List.of(published(tasks), changes(tasks)), notes());
  }

  private static void addVerdicts(List<Verdict> verdicts, Task task) {
    Table some = task.with("unbalanced");
    double[] before = some.numbers("lesion_" + task.figure().key() + "_before");
    double[] after = some.numbers(task.column("unbalanced", "after"));
    TestResult test = LocationTests.wilcoxon(before, after);
    double[] damage = task.damage(some, "unbalanced");
    long worse = Arrays.stream(damage).filter(value -> value > 0).count();
    double median = Descriptive.median(damage);
    boolean decided = test.significant(LEVEL) && median != 0;
    String measured =
        task.figure().meanSd(before)
            + " before, "
            + task.figure().meanSd(after)
            + " without unbalanced loops; worse in "
            + worse
            + " of "
            + damage.length;
    String words = "Wilcoxon signed rank " + Words.p(test) + effect(damage);
    String n = damage.length + " networks";
    verdicts.add(
        new Verdict(
            "Removal of unbalanced loops improves or preserves performance (" + task.name() + ")",
            "claimed by the summary of the paper",
            measured,
            n,
            words,
            !decided ? Holds.UNDECIDED : median > 0 ? Holds.NO : Holds.YES));
    verdicts.add(
        new Verdict(
            "Removal of unbalanced loops makes networks worse (" + task.name() + ")",
            "in 30 of 30 published networks of three tasks",
            measured,
            n,
            words,
            !decided ? Holds.UNDECIDED : median > 0 ? Holds.YES : Holds.NO));
    verdicts.add(lessThanBalanced(task));
  }

  private static Verdict lessThanBalanced(Task task) {
    Table both =
        task.with("unbalanced")
            .where(row -> Double.isFinite(row.number(task.column("balanced", "change_per_motif"))));
    double[] unbalanced = task.damage(both, "unbalanced");
    double[] balanced = task.damage(both, "balanced");
    TestResult test = LocationTests.wilcoxon(unbalanced, balanced);
    double[] differences = differences(balanced, unbalanced);
    double median = Descriptive.median(differences);
    List<String> published = PUBLISHED.get(task.name());
    return new Verdict(
        "Removal of an unbalanced loop costs less than that of a balanced one ("
            + task.name()
            + ")",
        published == null ? "-" : published.get(4) + " and " + published.get(5) + " a loop",
        "change a loop: unbalanced "
            + shownChange(task, both.numbers(task.column("unbalanced", "change_per_motif")))
            + ", balanced "
            + shownChange(task, both.numbers(task.column("balanced", "change_per_motif"))),
        both.rows().size() + " networks",
        "Wilcoxon signed rank "
            + Words.p(test)
            + ", Cliff's delta "
            + Words.number(EffectSizes.cliffsDelta(balanced, unbalanced), 2),
        !test.significant(LEVEL) || median == 0
            ? Holds.UNDECIDED
            : median > 0 ? Holds.YES : Holds.NO);
  }

  private static double[] differences(double[] x, double[] y) {
    double[] differences = new double[x.length];
    Arrays.setAll(differences, i -> x[i] - y[i]);
    return differences;
  }

  /** The mean loss a loop over its standard deviation; nothing where it does not vary. */
  private static String effect(double[] damage) {
    double d = Descriptive.mean(damage) / Descriptive.sd(damage);
    return Double.isFinite(d) ? ", d of the loss a loop = " + Words.number(d, 2) : "";
  }

  private static String shownChange(Task task, double[] changes) {
    return changes.length == 0 ? "-" : task.figure().change(Descriptive.mean(changes));
  }

  private Plot curves(Task task) {
    List<Plots.Curve> curves = new ArrayList<>();
    for (String kind : KINDS) {
      curves.add(curve(task, kind));
    }
    return new Plot(
        task.name() + "-removal",
        task.name() + ": " + task.figure().label() + " against loops removed",
        "Mean over networks, each the mean of its random orders, in a band of one standard"
            + " deviation over networks; drawn as far as half of the networks have so many loops.",
        Plots.curves(Plots.Axes.of("loops removed", task.figure().label()), curves));
  }

  private Plots.Curve curve(Task task, String kind) {
    Table own = lists.where("task", task.name()).where("list", task.column(kind, "mean"));
    List<Double> means = new ArrayList<>();
    List<Double> sds = new ArrayList<>();
    int networks = task.runs().rows().size();
    for (int k = 0; ; k++) {
      double[] values = own.where("index", Integer.toString(k)).numbers("value");
      if (values.length == 0 || 2 * values.length < networks) {
        break;
      }
      means.add(task.figure().factor() * Descriptive.mean(values));
      sds.add(values.length < 2 ? 0 : task.figure().factor() * Descriptive.sd(values));
    }
    double[] x = new double[means.size()];
    Arrays.setAll(x, k -> k);
    return new Plots.Curve(
        kind + " loops",
        x,
        means.stream().mapToDouble(Double::doubleValue).toArray(),
        sds.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static Grid published(List<Task> tasks) {
    List<List<String>> rows = new ArrayList<>();
    for (Task task : tasks) {
      double balanced = Arrays.stream(task.runs().numbers("lesion_balanced")).sum();
      double unbalanced = Arrays.stream(task.runs().numbers("lesion_unbalanced")).sum();
      rows.add(
          List.of(
              task.name() + ", here",
              task.figure().label(),
              Integer.toString(task.runs().rows().size()),
              Words.number(balanced, 0) + " : " + Words.number(unbalanced, 0),
              task.figure().meanSd(task.before()),
              task.figure().meanSd(task.runs().numbers(task.column("unbalanced", "after"))),
              task.figure().meanSd(task.runs().numbers(task.column("balanced", "after"))),
              shownChange(task, task.changes("unbalanced")),
              shownChange(task, task.changes("balanced"))));
      List<String> theirs = PUBLISHED.get(task.name());
      if (theirs != null) {
        List<String> row = new ArrayList<>(List.of(task.name() + ", published", "same", "10"));
        row.addAll(theirs);
        rows.add(row);
      }
    }
    return new Grid(
        "Removal of all loops of a kind",
        "Mean and standard deviation over networks.",
        List.of(
            "task",
            "figure",
            "networks",
            "balanced : unbalanced",
            "before",
            "without unbalanced",
            "without balanced",
            "change a loop, unbalanced",
            "change a loop, balanced"),
        rows);
  }

  private static Grid changes(List<Task> tasks) {
    List<List<String>> rows = new ArrayList<>();
    for (Task task : tasks) {
      for (String kind : KINDS) {
        Table some = task.with(kind);
        double[] changes = task.changes(kind);
        if (changes.length == 0) {
          continue;
        }
        double[] damage = task.damage(some, kind);
        Bootstrap.Interval interval =
            Bootstrap.of(changes, Descriptive::mean, Bootstrap.RESAMPLES, CONFIDENCE, 1);
        TestResult test =
            LocationTests.wilcoxon(
                some.numbers("lesion_" + task.figure().key() + "_before"),
                some.numbers(task.column(kind, "after")));
        rows.add(
            List.of(
                task.name(),
                kind,
                Integer.toString(changes.length),
                task.figure().change(interval.estimate()),
                task.figure().change(interval.low())
                    + " to "
                    + task.figure().change(interval.high()),
                Arrays.stream(damage).filter(value -> value > 0).count() + " of " + damage.length,
                Words.p(test),
                Words.number(Descriptive.mean(damage) / Descriptive.sd(damage), 2)));
      }
    }
    return new Grid(
        "Change a loop",
        "(All of a kind removed - before) / number of loops, mean over networks with its 95 %"
            + " bootstrap interval; Wilcoxon signed rank test of before against after; d is the"
            + " mean loss over its standard deviation.",
        List.of("task", "loops", "networks", "change", "interval", "worse in", "test", "d"),
        rows);
  }

  private List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "The summary of the paper claims that removal of unbalanced loops improves or preserves"
            + " performance; evaluation of the published networks shows the contrary. Both are"
            + " tested here, two-sided.");
    notes.add(
        "With n networks no exact p of the signed rank test lies below 2^(1-n): six or more are"
            + " needed to decide a claim at 0.05.");
    if (scale.equals("cpu")) {
      notes.add("At this scale there are fewer networks than the paper's ten.");
    }
    if (scale.equals("tiny")) {
      notes.add(
          "Two small networks on the bundled sample of MNIST: this shows that everything works, and"
              + " no more.");
    }
    return notes;
  }
}
