package org.neuropil.cli.command;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.Suggest;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.experiment.Experiment;
import org.neuropil.cli.experiment.ExperimentMark;
import org.neuropil.cli.experiment.ExperimentPage;
import org.neuropil.cli.experiment.ExperimentReport;
import org.neuropil.cli.experiment.Experiments;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.structure.TextTable;
import org.neuropil.cli.sweep.Sweep;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.plan.SweepFile;
import org.neuropil.cli.sweep.run.SweepDirectory;
import org.neuropil.error.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code neuropil experiment}. */
@Command(
    name = "experiment",
    description = "Do a published experiment and compare the results with the paper's.",
    sortOptions = false,
    footer = {
      "",
      "Scales: tiny shows in a minute that everything works, cpu fits an evening on a workstation,"
          + " paper is the published size. The plan is examples/NAME.yaml; 'neuropil sweep' takes a"
          + " changed copy of it.",
      "",
      "Examples:",
      "  neuropil experiment --list",
      "  neuropil experiment fruengel-one-epoch-grid",
      "  neuropil experiment fruengel-one-epoch-grid --scale cpu --data /data/mnist --seeds 5"
    })
public final class ExperimentCommand implements Callable<Integer> {
  private static final Set<String> NEED_DATA =
      Set.of("mnist", "cifar10", "sleep", "sms", "gesture", "har");

  private final Session session;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "which experiment")
  @Nullable String name;

  @Option(names = "--list", description = "list the experiments")
  boolean list;

  @Option(
      names = "--scale",
      paramLabel = "tiny|cpu|paper",
      defaultValue = "tiny",
      description = "how large [tiny]")
  String scale = "tiny";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "the experiment's directory [experiments/NAME-SCALE]")
  @Nullable Path out;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "folder of the data, or of a folder for each task")
  @Nullable Path data;

  @Option(names = "--seeds", paramLabel = "K", description = "seeds 1 to K rather than the scale's")
  @Nullable Integer seeds;

  @Option(names = "--dry-run", description = "print the runs, and do nothing")
  boolean dryRun;

  @Option(
      names = "--replace",
      description = "move runs of the same name and other settings aside and do them anew")
  boolean replace;

  @Mixin PoolOptions pool = new PoolOptions();

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public ExperimentCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (list) {
      list();
      return 0;
    }
    if (name == null) {
      throw UserError.usage("no experiment is named", "see 'neuropil experiment --list'");
    }
    Experiment experiment = Experiments.named(name);
    if (!experiment.scales().contains(scale)) {
      throw UserError.usage(
          "experiment " + name + " has no scale '" + scale + "'",
          Suggest.hint(
              scale, experiment.scales(), "scales are " + String.join(", ", experiment.scales())));
    }
    SweepDirectory directory =
        new SweepDirectory(
            out == null ? Path.of("experiments").resolve(experiment.name() + "-" + scale) : out);
    Plan plan =
        experiment.plan(
            new SweepFile.Choice(scale, SweepCommand.count(seeds), data), directory.path());
    if (dryRun) {
      PlanTable.show(session, common, plan, directory);
      return 0;
    }
    requireData(experiment, plan);
    experiment.prepare(plan);
    return carryOut(experiment, plan, directory);
  }

  /** The bundled sample stands in for MNIST where people try things, not where they compare. */
  private void requireData(Experiment experiment, Plan plan) {
    Set<String> missing = new LinkedHashSet<>();
    for (RunSpec run : plan.runs()) {
      if (NEED_DATA.contains(run.config().task()) && run.config().data() == null) {
        missing.add(run.config().task());
      }
    }
    if (missing.equals(Set.of("mnist"))) {
      throw UserError.usage(
          "experiment " + experiment.name() + " at scale " + scale + " needs all of MNIST",
          "give the folder of its four IDX files with --data, or use --scale tiny");
    }
    requireFolders(plan);
    if (!missing.isEmpty()) {
      throw UserError.usage(
          "experiment "
              + experiment.name()
              + " at scale "
              + scale
              + " needs the data of "
              + String.join(", ", missing),
          "give a folder that holds a folder of each name with --data, or use --scale tiny");
    }
  }

  /** The tasks of an experiment of several have a folder each, or it would fail hours later. */
  private void requireFolders(Plan plan) {
    if (data == null || plan.runs().stream().map(r -> r.config().task()).distinct().count() < 2) {
      return;
    }
    String itself = data.toAbsolutePath().normalize().toString();
    List<String> missing =
        plan.runs().stream()
            .filter(run -> NEED_DATA.contains(run.config().task()))
            .filter(run -> itself.equals(run.config().data()))
            .map(run -> run.config().task())
            .distinct()
            .toList();
    if (!missing.isEmpty()) {
      throw UserError.usage(
          data + " holds no folder " + String.join(", ", missing),
          "give a folder that holds a folder of each task's name");
    }
  }

  private int carryOut(Experiment experiment, Plan plan, SweepDirectory directory) {
    Console console = session.console();
    InterruptFlag stop = new InterruptFlag();
    ExperimentMark mark = new ExperimentMark(experiment.name(), scale, command());
    Sweep.Ended ended;
    try (Interrupts signals = Interrupts.listen(stop, console)) {
      Objects.requireNonNull(signals);
      ended =
          new Sweep(plan, directory, console, common.quiet)
              .run(
                  pool.pool(session.runners()),
                  stop,
                  replace,
                  results -> {
                    mark.write(directory.path());
                    conclude(mark, results, directory);
                  });
    }
    int code = SweepEnd.report(session, common, plan, directory, ended, stop);
    if (code == 0 && !common.quiet && !common.json) {
      verdicts(experiment.analyse(ended.results(), scale).verdicts()).forEach(console::result);
    }
    return code;
  }

  /** Writes an experiment's page and its verdicts. */
  static void conclude(ExperimentMark mark, Results results, SweepDirectory directory) {
    Experiment experiment = Experiments.named(mark.experiment());
    ExperimentReport report = experiment.analyse(results, mark.scale());
    ObjectNode json = Codecs.JSON.createObjectNode();
    json.put("experiment", mark.experiment());
    json.put("scale", mark.scale());
    json.put("source", experiment.source());
    ArrayNode verdicts = json.putArray("verdicts");
    for (Verdict verdict : report.verdicts()) {
      ObjectNode one = verdicts.addObject();
      one.put("claim", verdict.claim());
      one.put("published", verdict.published());
      one.put("measured", verdict.measured());
      one.put("n", verdict.n());
      one.put("test", verdict.test());
      one.put("holds", verdict.holds().name().toLowerCase(Locale.ROOT));
    }
    org.neuropil.cli.run.AtomicFile.write(
        directory.results().resolve("verdicts.json"),
        Codecs.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    ExperimentPage.of(experiment, mark.scale(), results, report, mark.command())
        .write(directory.report(), directory.figures());
  }

  private String command() {
    return "neuropil experiment "
        + name
        + " --scale "
        + scale
        + (data == null ? "" : " --data " + data)
        + (seeds == null ? "" : " --seeds " + seeds);
  }

  /** Verdicts as lines for people. */
  private static List<String> verdicts(List<Verdict> verdicts) {
    return verdicts.stream()
        .map(v -> v.holds().word() + ": " + v.claim() + " [" + v.measured() + "; " + v.test() + "]")
        .toList();
  }

  private void list() {
    TextTable table = new TextTable();
    table.row(List.of("name", "scales", "title", "source"));
    ArrayNode json = Codecs.JSON.createArrayNode();
    for (Experiment experiment : Experiments.all()) {
      table.row(
          List.of(
              experiment.name(),
              String.join(",", experiment.scales()),
              experiment.title(),
              experiment.source()));
      ObjectNode one = json.addObject();
      one.put("name", experiment.name());
      one.put("title", experiment.title());
      one.put("source", experiment.source());
      ArrayNode scales = one.putArray("scales");
      experiment.scales().forEach(scales::add);
    }
    if (common.json) {
      ObjectNode all = Codecs.JSON.createObjectNode();
      all.set("experiments", json);
      session.console().result(Codecs.JSON.writeValueAsString(all));
    } else {
      table.lines(row -> "").forEach(session.console()::result);
    }
  }
}
