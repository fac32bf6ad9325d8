package org.neuropil.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.ConfigFile;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.experiment.ExperimentMark;
import org.neuropil.cli.report.Report;
import org.neuropil.cli.report.RunFiles;
import org.neuropil.cli.run.AtomicFile;
import org.neuropil.cli.run.MetricsCsv;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.run.Summary;
import org.neuropil.cli.sweep.collect.Collector;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.page.SweepPage;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.run.SweepDirectory;
import org.neuropil.error.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code neuropil report}. */
@Command(
    name = "report",
    description =
        "Write the report of a run, a sweep or an experiment anew, or of several together.",
    sortOptions = false,
    footer = {
      "",
      "Runs and sweeps that are not finished are reported as far as they are. With --out, the runs"
          + " of all directories are put into one report.",
      "",
      "Examples:",
      "  neuropil report runs/first",
      "  neuropil report sweeps/density-sweep",
      "  neuropil report runs/a runs/b sweeps/c --out comparison"
    })
public final class ReportCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "directories of runs, sweeps or experiments")
  List<Path> directories = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "one report of all of them, with its tables and figures, goes here")
  @Nullable Path out;

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public ReportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ArrayNode written = Codecs.JSON.createArrayNode();
    if (out != null) {
      written.add(together(out).toString());
    } else {
      for (Path directory : directories) {
        written.add(own(directory).toString());
      }
    }
    if (common.json) {
      ObjectNode json = Codecs.JSON.createObjectNode();
      json.set("reports", written);
      session.console().result(Codecs.JSON.writeValueAsString(json));
    } else if (!common.quiet) {
      written.forEach(path -> session.console().result("report: " + path.asString()));
    }
    return 0;
  }

  private static Path own(Path directory) {
    if (SweepDirectory.isSweep(directory)) {
      SweepDirectory sweep = new SweepDirectory(directory);
      Plan plan = sweep.readPlan();
      Results results = Collector.collect(plan, sweep);
      results.write(sweep.results());
      Optional<ExperimentMark> mark = ExperimentMark.read(directory);
      if (mark.isPresent()) {
        ExperimentCommand.conclude(mark.get(), results, sweep);
      } else {
        SweepPage.of(results, "neuropil report " + directory)
            .write(sweep.report(), sweep.figures());
      }
      return sweep.report();
    }
    requireRun(directory);
    String summary =
        RunDirectory.readSummary(directory)
            .orElseThrow(() ->
                UserError.usage(
                    directory + " is a run that is not finished",
                    "go on with: neuropil train --resume --out " + directory));
    ResolvedConfig config =
        ResolvedConfig.resolve(
            ConfigFile.read(RunDirectory.configOf(directory)), ResolvedConfig.noOptions());
    Path report = directory.resolve("report.html");
    AtomicFile.write(
        report,
        Report.html(
            String.valueOf(directory.toAbsolutePath().normalize().getFileName()),
            config,
            MetricsCsv.read(directory.resolve("metrics.csv")),
            RunFiles.read(directory),
            Summary.parse(RunDirectory.summaryOf(directory), summary)));
    return report;
  }

  private Path together(Path folder) {
    SweepDirectory target = new SweepDirectory(folder);
    if (SweepDirectory.isSweep(folder) || Files.exists(RunDirectory.configOf(folder))) {
      throw UserError.usage(
          folder + " is a run or a sweep itself", "choose another folder with --out");
    }
    for (Path directory : directories) {
      if (!SweepDirectory.isSweep(directory)) {
        requireRun(directory);
      }
    }
    Results results = Collector.together(String.valueOf(folder.getFileName()), directories);
    results.write(target.results());
    String names = String.join(" ", directories.stream().map(Path::toString).toList());
    SweepPage.of(results, "neuropil report " + names + " --out " + folder)
        .write(target.report(), target.figures());
    return target.report();
  }

  private static void requireRun(Path directory) {
    if (!Files.exists(RunDirectory.configOf(directory))) {
      throw UserError.usage(directory + " holds no run, sweep or experiment", "check the path");
    }
  }
}
