package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.analysis.statistics.Descriptive;
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
 * Eta and the pooled ratio while networks are trained and sparsified (Zhang et al. 2023), beside
 * those of random networks of as many connections.
 */
final class BalanceOverTraining extends BundledExperiment {
  private static final String BANDS = "random-balance_";
  private static final double CHANCE = 0.05;
  private static final double STABLE = 0.995;

  BalanceOverTraining() {
    super(
        "zhang-balance-over-training",
        "Structural balance over training",
        "Zhang et al. 2023, balance ratio over training, with the authors' edge lists");
  }

  /** What the records of one run come to. */
  private record Course(
      String task,
      String rule,
      double etaFirst,
      double etaLast,
      double pooledFirst,
      double pooledLast,
      boolean aboveRandom,
      double late,
      double whole) {
    String group() {
      return task + " " + rule;
    }
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    List<Course> courses = new ArrayList<>();
    for (Table.Row run : results.complete().rows()) {
      List<Table.Row> records = results.structure().where("run", run.text("run")).rows();
      if (!records.isEmpty()) {
        courses.add(course(run, records, results.lists().where("run", run.text("run"))));
      }
    }
    List<Verdict> verdicts = new ArrayList<>();
    List<String> rules = courses.stream().map(Course::rule).distinct().toList();
    for (String rule : rules) {
      rises(verdicts, rule, courses.stream().filter(c -> c.rule().equals(rule)).toList());
    }
    List<String> notes = new ArrayList<>();
    if (scale.equals("tiny")) {
      notes.add(
          "Networks of 50 nodes, trained for 12 epochs on the bundled sample of MNIST: this shows"
              + " that everything works, and no more.");
    }
    notes.add(
        "Bands of random networks hold 5 to 95 % of those with as many nodes, connections and"
            + " positive connections as the recorded network, drawn uniformly; shown are their"
            + " means over seeds. Eta is an average over four classes of triads, some of which"
            + " hold few loops in a sparse network, so that it scatters more than the pooled"
            + " ratio.");
    notes.add(
        "The share of signs that stayed is taken from record to record: 1 less the connections"
            + " whose sign differs from the record before, of all connections. A sign that changes"
            + " twice counts twice, so that the share over several records is a lower bound. Under"
            + " SET and DeepR connections that are new count as well.");
    return new ExperimentReport(verdicts, plots(results), List.of(table(courses)), notes);
  }

  private static Course course(Table.Row run, List<Table.Row> records, Table lists) {
    Table.Row first = records.getFirst();
    Table.Row last = records.getLast();
    double[] high = lists.where("list", BANDS + "pooled_high").numbers("value");
    double middle = (first.number("epoch") + last.number("epoch")) / 2;
    return new Course(
        run.text("case"),
        run.text("sparsify"),
        first.number("eta"),
        last.number("eta"),
        first.number("pooled"),
        last.number("pooled"),
        high.length > 0 && last.number("pooled") > high[high.length - 1],
        kept(records, middle),
        kept(records, first.number("epoch")));
  }

  /** The least share of the final connections whose sign stayed over all records after an epoch. */
  private static double kept(List<Table.Row> records, double after) {
    double flips = 0;
    for (Table.Row record : records) {
      double own = record.number("sign_flips");
      if (record.number("epoch") > after && Double.isFinite(own)) {
        flips += own;
      }
    }
    return 1 - flips / records.getLast().number("connections");
  }

  private static void rises(List<Verdict> verdicts, String rule, List<Course> courses) {
    double[] eta = courses.stream().mapToDouble(c -> c.etaLast() - c.etaFirst()).toArray();
    double[] pooled = courses.stream().mapToDouble(c -> c.pooledLast() - c.pooledFirst()).toArray();
    verdicts.add(rise("Eta rises over training with " + rule, published(rule), eta));
    verdicts.add(rise("The pooled ratio rises over training with " + rule, "-", pooled));
    int above = (int) courses.stream().filter(Course::aboveRandom).count();
    verdicts.add(
        new Verdict(
            "Trained networks are more balanced than random ones, " + rule,
            "-",
            above + " of " + courses.size() + " lie above 95 % of random networks (pooled)",
            Runs.count(courses.size()),
            Runs.binomial(above, courses.size(), CHANCE),
            Runs.frequent(above, courses.size(), CHANCE)));
    if (rule.startsWith("pruning")) {
      verdicts.add(
          new Target(
                  "Signs stay in the second half of training with " + rule + ", share in %",
                  "at least 99.5 from the end of pruning on",
                  STABLE,
                  true,
                  100,
                  1)
              .verdict(courses.stream().mapToDouble(Course::late).toArray()));
    }
  }

  private static Verdict rise(String claim, String published, double[] changes) {
    double[] defined = java.util.Arrays.stream(changes).filter(Double::isFinite).toArray();
    long up = java.util.Arrays.stream(defined).filter(change -> change > 0).count();
    return new Verdict(
        claim,
        published,
        "change " + Words.meanSd(defined, 1, 3) + ", a rise in " + up + " of " + defined.length,
        Runs.count(defined.length),
        Runs.wilcoxon(defined),
        Runs.positive(defined));
  }

  private static String published(String rule) {
    return switch (rule) {
      case "pruning-1" -> "0.50 to 0.90 (MNIST), 0.74 (Mackey-Glass), 0.88 (gesture CT-RNN)";
      case "pruning-2" -> "0.50 to 0.96 (SMS), 0.78 (gesture)";
      case "set" -> "0.53 to 0.60 (MNIST), 0.47 to 0.64 (SMS), 0.54 to 0.65 (Mackey-Glass)";
      case "deepr" -> "0.57 to 0.52 (gesture CT-RNN)";
      default -> "for every strategy";
    };
  }

  private static List<Plot> plots(Results results) {
    List<Plot> plots = new ArrayList<>();
    Table structure = results.structure();
    if (structure.isEmpty()) {
      return plots;
    }
    for (String task : structure.distinct("case")) {
      Table own = structure.where("case", task);
      Table bands = results.lists().where("case", task);
      plots.add(balance("eta", "eta", task, own, bands));
      plots.add(balance("pooled", "pooled ratio", task, own, bands));
    }
    plots.add(
        new Plot(
            "connections",
            "Connections over training",
            "Mean over seeds.",
            ResultPlots.curves(
                Groups.by(structure, List.of("case", "sparsify")),
                "epoch",
                new ResultPlots.Measured("connections", "connections", 1),
                Plots.Axes.of("epoch", "connections"))));
    plots.add(
        new Plot(
            "signs",
            "Connections that change their sign between records",
            "Mean over seeds in a band of one standard deviation.",
            ResultPlots.curves(
                Groups.by(structure, List.of("case", "sparsify")),
                "epoch",
                new ResultPlots.Measured("sign_flips", "sign changes", 1),
                Plots.Axes.of("epoch", "sign changes"))));
    return plots;
  }

  private static Plot balance(
      String column, String label, String task, Table structure, Table bands) {
    List<Plots.Curve> curves = new ArrayList<>();
    for (String rule : structure.distinct("sparsify")) {
      Table own = structure.where("sparsify", rule);
      curves.add(means(rule, own, column));
      Table core = own.where(row -> Double.isFinite(row.number("core_" + column)));
      if (!core.isEmpty()) {
        curves.add(means(rule + ", core", core, "core_" + column));
      }
      Plots.Curve random = random(rule, bands.where("sparsify", rule), column);
      if (random.x().length > 0) {
        curves.add(random);
      }
    }
    return new Plot(
        column + "-" + task,
        label + " over training, " + task,
        "Mean over seeds in a band of one standard deviation, and the middle of 5 to 95 % of random"
            + " networks of as many connections in the band of that range.",
        Plots.curves(Plots.Axes.of("epoch", label), curves));
  }

  private static Plots.Curve means(String name, Table records, String column) {
    List<String> epochs = records.distinct("epoch");
    double[][] points = new double[3][epochs.size()];
    for (int i = 0; i < epochs.size(); i++) {
      double[] values = records.where("epoch", epochs.get(i)).numbers(column);
      points[0][i] = Double.parseDouble(epochs.get(i));
      points[1][i] = Descriptive.mean(values);
      points[2][i] = values.length < 2 ? 0 : Descriptive.sd(values);
    }
    return new Plots.Curve(name, points[0], points[1], points[2]);
  }

  /** The band of random networks over epochs, the mean over the seeds of its ends. */
  private static Plots.Curve random(String rule, Table bands, String column) {
    Table epochs = bands.where("list", BANDS + "epoch");
    List<String> indices = epochs.distinct("index");
    double[][] points = new double[3][indices.size()];
    for (int i = 0; i < indices.size(); i++) {
      Table at = bands.where("index", indices.get(i));
      double low = Descriptive.mean(at.where("list", BANDS + column + "_low").numbers("value"));
      double high = Descriptive.mean(at.where("list", BANDS + column + "_high").numbers("value"));
      points[0][i] = Descriptive.mean(at.where("list", BANDS + "epoch").numbers("value"));
      points[1][i] = (low + high) / 2;
      points[2][i] = (high - low) / 2;
    }
    return new Plots.Curve("random, as " + rule, points[0], points[1], points[2]);
  }

  private static Grid table(List<Course> courses) {
    List<List<String>> rows = new ArrayList<>();
    for (String group : courses.stream().map(Course::group).distinct().toList()) {
      List<Course> own = courses.stream().filter(c -> c.group().equals(group)).toList();
      rows.add(
          List.of(
              group,
              Integer.toString(own.size()),
              words(own.stream().mapToDouble(Course::etaFirst).toArray(), 1),
              words(own.stream().mapToDouble(Course::etaLast).toArray(), 1),
              words(own.stream().mapToDouble(Course::pooledFirst).toArray(), 1),
              words(own.stream().mapToDouble(Course::pooledLast).toArray(), 1),
              words(own.stream().mapToDouble(Course::whole).toArray(), 100),
              words(own.stream().mapToDouble(Course::late).toArray(), 100)));
    }
    return new Grid(
        "First and last record",
        "Mean \u00B1 standard deviation over seeds. Signs that stayed in %, a lower bound.",
        List.of(
            "task and rule",
            "runs",
            "eta, first",
            "eta, last",
            "pooled, first",
            "pooled, last",
            "signs stayed, all records",
            "second half"),
        rows);
  }

  private static String words(double[] values, double factor) {
    return Words.meanSd(
        java.util.Arrays.stream(values).filter(Double::isFinite).toArray(),
        factor,
        factor == 1 ? 3 : 1);
  }
}
