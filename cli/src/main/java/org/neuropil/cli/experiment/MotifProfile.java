package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.neuropil.analysis.motif.LoopType;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.cli.report.Grid;
import org.neuropil.cli.report.Plot;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.page.Groups;
import org.neuropil.cli.sweep.page.ResultPlots;
import org.neuropil.cli.sweep.page.Words;

/**
 * The profile of signed feed-forward loops for every task and rule (Zhang et al. 2023): balanced
 * loops are to be more frequent than in random networks, unbalanced ones rarer.
 */
final class MotifProfile extends BundledExperiment {
  private static final String ACCURACY = "final_test_accuracy";
  private static final String ERROR = "final_test_loss";
  private static final String Z = "motifs_z_induced_";
  private static final String ETA = "motifs_eta";
  private static final String POOLED = "motifs_pooled";

  MotifProfile() {
    super(
        "zhang-motif-profile",
        "Profile of signed feed-forward loops in sparse networks",
        "Zhang et al. 2023, signed motif profile, with the authors' logs and networks");
  }

  /** The runs of a task and a rule. */
  private record Group(String task, String rule, Table runs, Optional<PublishedRun> published) {
    String name() {
      return task + " " + rule;
    }

    String number() {
      return Integer.toString(runs.rows().size());
    }
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    Table runs = results.complete();
    List<Group> groups = groups(runs);
    List<Verdict> verdicts = new ArrayList<>();
    groups.forEach(group -> targets(verdicts, group));
    groups.forEach(group -> verdicts.add(signs(group)));
    if (!groups.isEmpty()) {
      verdicts.add(overall(runs));
    }
    List<String> notes = new ArrayList<>();
    if (scale.equals("tiny")) {
      notes.add(
          "Networks of 50 nodes, trained for 12 epochs on the bundled sample of MNIST: this shows"
              + " that everything works, and no more.");
    }
    notes.add(
        "z-scores are those of induced loops against 400 random networks that keep the in- and"
            + " out-degree of every node, the number of mutual pairs and the number of positive"
            + " connections. The eight of a network are not independent of each other, which the"
            + " binomial test of a single task and rule leaves out of account; that over all runs"
            + " counts a network once.");
    notes.add(
        "Published figures are those of single runs. SET adds connections at random after every"
            + " epoch: its core are those that it has just kept, in the last record of the"
            + " structure.");
    return new ExperimentReport(
        verdicts,
        plots(runs),
        List.of(performance(groups), balance(groups, results.structure()), profile(groups)),
        notes);
  }

  private static List<Group> groups(Table runs) {
    List<Group> groups = new ArrayList<>();
    for (String task : runs.distinct("case")) {
      Table own = runs.where("case", task);
      for (String rule : own.distinct("sparsify")) {
        groups.add(new Group(task, rule, own.where("sparsify", rule), PublishedRun.of(task, rule)));
      }
    }
    return groups;
  }

  private static void targets(List<Verdict> verdicts, Group group) {
    PublishedRun published = group.published().orElse(null);
    if (published == null) {
      return;
    }
    Double bound = published.performanceBound();
    if (bound != null) {
      boolean error = PublishedRun.isError(group.task());
      verdicts.add(
          new Target(
                  group.name() + (error ? ": mean squared error (1e-4)" : ": test accuracy (%)"),
                  published.performance(),
                  bound,
                  !error,
                  error ? 1e4 : 100,
                  error ? 2 : 1)
              .verdict(group.runs().numbers(error ? ERROR : ACCURACY)));
    }
    Double pooled = published.pooledBound();
    if (pooled != null) {
      verdicts.add(
          new Target(
                  group.name() + ": pooled share of balanced loops",
                  Words.number(published.pooled(), 3),
                  pooled,
                  true,
                  1,
                  3)
              .verdict(group.runs().numbers(POOLED)));
    }
    if (published.allSigns()) {
      verdicts.add(
          new Target(group.name() + ": z-scores of the claimed sign, of eight", "8", 8, true, 1, 1)
              .verdict(group.runs().rows().stream().mapToDouble(row -> signs(row)[0]).toArray()));
    }
  }

  /** How many z-scores of a run have the claimed sign, and how many are defined and not 0. */
  private static int[] signs(Table.Row row) {
    int right = 0;
    int defined = 0;
    for (LoopType type : LoopType.values()) {
      double z = row.number(Z + type.signs());
      if (Double.isFinite(z) && z != 0) {
        defined++;
        right += z > 0 == type.balanced() ? 1 : 0;
      }
    }
    return new int[] {right, defined};
  }

  private static Verdict signs(Group group) {
    int right = 0;
    int defined = 0;
    for (Table.Row row : group.runs().rows()) {
      int[] own = signs(row);
      right += own[0];
      defined += own[1];
    }
    return new Verdict(
        group.name() + ": balanced types z > 0, unbalanced z < 0",
        group.published().map(MotifProfile::publishedSigns).orElse("claimed for all"),
        right + " of " + defined + " z-scores have that sign",
        Runs.count(group.runs().rows().size()),
        Runs.binomial(right, defined, 0.5),
        Runs.frequent(right, defined, 0.5));
  }

  private static String publishedSigns(PublishedRun published) {
    List<LoopType> types = ResultPlots.loopTypes();
    int right = 0;
    for (int i = 0; i < types.size(); i++) {
      double z = published.z().get(i);
      right += z != 0 && z > 0 == types.get(i).balanced() ? 1 : 0;
    }
    return right + " of 8";
  }

  /** Every run counts once: whether its balanced types have the larger mean. */
  private static Verdict overall(Table runs) {
    List<Double> leads = new ArrayList<>();
    int complete = 0;
    for (Table.Row row : runs.rows()) {
      double lead = mean(row, true) - mean(row, false);
      if (Double.isFinite(lead)) {
        leads.add(lead);
        complete += signs(row)[0] == LoopType.values().length ? 1 : 0;
      }
    }
    int ahead = (int) leads.stream().filter(lead -> lead > 0).count();
    double[] values = leads.stream().mapToDouble(Double::doubleValue).toArray();
    Holds holds = Runs.frequent(ahead, leads.size(), 0.5);
    return new Verdict(
        "Over all tasks and rules, z of balanced types lies above that of unbalanced types",
        "for every strategy and task",
        "mean lead "
            + Words.meanSd(values, 1, 2)
            + ", positive in "
            + ahead
            + " runs; all eight signs in "
            + complete,
        Runs.count(leads.size()),
        Runs.binomial(ahead, leads.size(), 0.5),
        holds);
  }

  private static double mean(Table.Row row, boolean balanced) {
    return Descriptive.mean(
        ResultPlots.loopTypes().stream()
            .filter(type -> type.balanced() == balanced)
            .mapToDouble(type -> row.number(Z + type.signs()))
            .filter(Double::isFinite)
            .toArray());
  }

  private static List<Plot> plots(Table runs) {
    List<Plot> plots = new ArrayList<>();
    for (String rule : runs.isEmpty() ? List.<String>of() : runs.distinct("sparsify")) {
      plots.add(
          new Plot(
              "z-profile-" + rule,
              "Profile of feed-forward loops, " + rule,
              "Mean z-score of each type over seeds; error bars are standard deviations.",
              ResultPlots.motifProfile(
                  Groups.by(runs.where("sparsify", rule), List.of("case")), Z, "z-score")));
    }
    return plots;
  }

  private static Grid performance(List<Group> groups) {
    List<List<String>> rows = new ArrayList<>();
    for (Group group : groups) {
      boolean error = PublishedRun.isError(group.task());
      rows.add(
          List.of(
              group.name(),
              group.number(),
              Runs.words(group.runs(), "nonzeros", 1, 0),
              group.published().map(PublishedRun::links).orElse("-"),
              error
                  ? Runs.words(group.runs(), ERROR, 1e4, 2) + " e-4"
                  : Runs.words(group.runs(), ACCURACY, 100, 2) + " %",
              group.published().map(PublishedRun::performance).orElse("-")));
    }
    return new Grid(
        "Connections and performance",
        "Accuracy on the test samples after the last epoch; mean squared error for Mackey-Glass."
            + " Mean \u00B1 standard deviation over seeds. Connections with self loops.",
        List.of(
            "task and rule",
            "runs",
            "connections",
            "published connections",
            "performance",
            "published performance"),
        rows);
  }

  private static Grid balance(List<Group> groups, Table structure) {
    List<List<String>> rows = new ArrayList<>();
    for (Group group : groups) {
      Table last = last(group, structure);
      double[] coreEta = last.numbers("core_eta");
      rows.add(
          List.of(
              group.name(),
              Runs.words(group.runs(), ETA, 1, 3),
              group.published().map(run -> Words.number(run.eta(), 3)).orElse("-"),
              Runs.words(group.runs(), POOLED, 1, 3),
              group.published().map(run -> Words.number(run.pooled(), 3)).orElse("-"),
              coreEta.length == 0
                  ? "-"
                  : Words.meanSd(coreEta, 1, 3) + ", " + Runs.words(last, "core_pooled", 1, 3),
              group.published().map(PublishedRun::core).orElse("-")));
    }
    return new Grid(
        "Structural balance of the trained networks",
        "Mean \u00B1 standard deviation over seeds.",
        List.of(
            "task and rule",
            "eta",
            "published eta",
            "pooled",
            "published pooled",
            "core: eta, pooled",
            "published core"),
        rows);
  }

  /** The last record of each run of a group. */
  private static Table last(Group group, Table structure) {
    Map<String, Table.Row> last = new LinkedHashMap<>();
    Table own = structure.where("case", group.task()).where("sparsify", group.rule());
    own.rows().forEach(row -> last.put(row.text("run"), row));
    return own.of(List.copyOf(last.values()));
  }

  private static Grid profile(List<Group> groups) {
    List<LoopType> types = ResultPlots.loopTypes();
    List<String> columns = new ArrayList<>(List.of("task and rule"));
    types.forEach(type -> columns.add(type.signs()));
    List<List<String>> rows = new ArrayList<>();
    for (Group group : groups) {
      List<String> row = new ArrayList<>(List.of(group.name()));
      for (int i = 0; i < types.size(); i++) {
        int at = i;
        row.add(
            Runs.words(group.runs(), Z + types.get(i).signs(), 1, 1)
                + group
                    .published()
                    .map(run -> " (" + Words.number(run.z().get(at), 1) + ")")
                    .orElse(""));
      }
      rows.add(row);
    }
    return new Grid(
        "z-scores of the eight feed-forward loops",
        "Mean \u00B1 standard deviation over seeds, and published values in brackets. The first"
            + " four types are balanced.",
        columns,
        rows);
  }
}
