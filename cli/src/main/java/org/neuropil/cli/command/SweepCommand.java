package org.neuropil.cli.command;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.sweep.Sweep;
import org.neuropil.cli.sweep.page.SweepPage;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.plan.SweepFile;
import org.neuropil.cli.sweep.run.FailedRun;
import org.neuropil.cli.sweep.run.SweepDirectory;
import org.neuropil.error.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;

/** {@code neuropil sweep}. */
@Command(
    name = "sweep",
    description = "Train a grid of settings and seeds, in parallel, resumable at any point.",
    sortOptions = false,
    footer = {
      "",
      "FILE.yaml has base (settings of all runs), grid (a list of values per setting), cases"
          + " (settings that go together, with a label), seeds (a list, or how many) and measure"
          + " (what is measured on every trained network). The same command goes on where a sweep"
          + " stopped; finished runs are never done again.",
      "",
      "Examples:",
      "  neuropil sweep examples/density-sweep.yaml",
      "  neuropil sweep my.yaml --seeds 10 --workers 8 --memory 24g --out sweeps/first",
      "  neuropil sweep my.yaml --dry-run"
    })
public final class SweepCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "FILE.yaml", description = "the plan")
  @Nullable Path file;

  @Option(names = "--out", paramLabel = "DIR", description = "the sweep's directory [sweeps/NAME]")
  @Nullable Path out;

  @Option(names = "--scale", paramLabel = "NAME", description = "which of the file's scales")
  @Nullable String scale;

  @Option(names = "--seeds", paramLabel = "K", description = "seeds 1 to K rather than the file's")
  @Nullable Integer seeds;

  @Option(names = "--data", paramLabel = "DIR", description = "folder of the data of all runs")
  @Nullable Path data;

  @Option(
      names = "--dry-run",
      description = "print the runs with the memory they are predicted to take, and do nothing")
  boolean dryRun;

  @Option(
      names = "--replace",
      description = "move runs of the same name and other settings aside and do them anew")
  boolean replace;

  @Mixin PoolOptions pool = new PoolOptions();

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public SweepCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    SweepFile read = SweepFile.read(Objects.requireNonNull(file));
    Plan plan = read.plan(new SweepFile.Choice(scale, count(seeds), data));
    SweepDirectory directory =
        new SweepDirectory(out == null ? Path.of("sweeps").resolve(plan.name()) : out);
    if (dryRun) {
      PlanTable.show(session, common, plan, directory);
      return 0;
    }
    String command = "neuropil sweep " + file + (scale == null ? "" : " --scale " + scale);
    return carryOut(
        plan,
        directory,
        results -> SweepPage.of(results, command).write(directory.report(), directory.figures()));
  }

  /** The number of seeds asked for; 0 for the file's. */
  static int count(@Nullable Integer seeds) {
    if (seeds != null && (seeds < 1 || seeds > 100_000)) {
      throw UserError.usage(
          "--seeds must be an integer in [1, 100000], found " + seeds, "see --help");
    }
    return seeds == null ? 0 : seeds;
  }

  private int carryOut(Plan plan, SweepDirectory directory, Sweep.Finish finish) {
    Console console = session.console();
    InterruptFlag stop = new InterruptFlag();
    Sweep.Ended ended;
    try (Interrupts signals = Interrupts.listen(stop, console)) {
      Objects.requireNonNull(signals);
      ended =
          new Sweep(plan, directory, console, common.quiet)
              .run(pool.pool(session.runners()), stop, replace, finish);
    }
    return SweepEnd.report(session, common, plan, directory, ended, stop);
  }

  /** The failures of a sweep as JSON. */
  static ArrayNode failures(Map<RunSpec, FailedRun> failed) {
    ArrayNode list = Codecs.JSON.createArrayNode();
    failed.forEach(
        (run, reason) -> list.addObject().put("run", run.id()).put("error", reason.error()));
    return list;
  }
}
