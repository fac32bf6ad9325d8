package org.neuropil.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.ConfigFile;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.console.Logging;
import org.neuropil.cli.machine.BuildInfo;
import org.neuropil.cli.progress.Progress;
import org.neuropil.cli.report.Report;
import org.neuropil.cli.report.RunFiles;
import org.neuropil.cli.run.AtomicFile;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.run.Summary;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.runner.RunLog;
import org.neuropil.cli.runner.Training;
import org.neuropil.cli.structure.Structure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code neuropil train}. */
@Command(
    name = "train",
    description = "Train a network and write a run directory.",
    customSynopsis = {"neuropil train [OPTIONS]", ""},
    sortOptions = false,
    footer = {
      "",
      "Every setting is also a key of the same name in a configuration file; options win.",
      "",
      "Examples:",
      "  neuropil train",
      "  neuropil train --hidden 2000 --density 0.05 --epochs 5 --seed 7",
      "  neuropil train --config examples/mnist-sparse.yaml --threads 8 --out runs/first",
      "  neuropil train --resume --out runs/first --epochs 20"
    })
public final class TrainCommand implements Callable<Integer> {
  private final Session session;

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE.yaml",
      description = "read settings from this file; options override it")
  @Nullable Path config;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "the run's directory [runs/TASK-CELL-nHIDDEN-pDENSITY-sSEED]")
  @Nullable Path out;

  @Option(
      names = "--resume",
      description = "go on with an unfinished run, or train a complete one for more epochs")
  boolean resume;

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public TrainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    ObjectNode options =
        SettingOptions.given(Objects.requireNonNull(spec).commandLine().getParseResult());
    ConfigFile file = config == null ? null : ConfigFile.read(config);
    return resume ? resumed(file, options) : begun(ResolvedConfig.resolve(file, options));
  }

  private int begun(ResolvedConfig settings) {
    try (RunDirectory run = RunDirectory.create(out, session.runs(), settings)) {
      try {
        return train(run, settings);
      } finally {
        run.discardIfNotBegun();
      }
    }
  }

  private int resumed(@Nullable ConfigFile file, ObjectNode options) {
    Path path =
        out == null
            ? RunDirectory.lastOf(session.runs(), ResolvedConfig.resolve(file, options))
            : out;
    RunDirectory.requireRun(path);
    ResolvedConfig before = Resume.stored(path);
    ResolvedConfig settings = Resume.settings(path, file, options);
    if (alreadyDone(path, before, settings)) {
      return 0;
    }
    try (RunDirectory run = RunDirectory.open(path)) {
      // Another process may have completed the run before this one got the lock.
      if (alreadyDone(path, before, settings)) {
        return 0;
      }
      run.reopen();
      return train(run, settings);
    }
  }

  private boolean alreadyDone(Path path, ResolvedConfig before, ResolvedConfig now) {
    String text = RunDirectory.readSummary(path).orElse("");
    if (text.isEmpty()) {
      return false;
    }
    Summary summary = Summary.parse(RunDirectory.summaryOf(path), text);
    if (Resume.goesOn(before, now, summary)) {
      return false;
    }
    if (!common.quiet) {
      session
          .console()
          .note(
              "neuropil: "
                  + path
                  + " is complete after "
                  + summary.epochs()
                  + " epochs; nothing to do (--epochs with a larger number trains on)");
    }
    if (common.json) {
      printJson(summary, path);
    }
    return true;
  }

  private int train(RunDirectory run, ResolvedConfig settings) {
    Console console = session.console();
    InterruptFlag stop = new InterruptFlag();
    Progress progress = new Progress(console, settings.epochs(), System::nanoTime);
    if (!common.quiet) {
      console.note("neuropil: training into " + run.path());
    }
    try (Logging.AutoCloseableFile log = Logging.toFile(run.log());
        Interrupts signals = Interrupts.listen(stop, console)) {
      RunLog.FILE.info("{}: {}", BuildInfo.current(), settings.command());
      Training training =
          Training.run(
              session.runners().train(),
              settings,
              run,
              common.quiet ? List.of() : List.of(progress),
              stop);
      progress.end();
      if (training.interrupted()) {
        return interrupted(run, training, stop);
      }
      finish(run, settings, training);
      return 0;
    } catch (RuntimeException | java.lang.Error e) {
      RunLog.FILE.error("failed", e);
      throw e;
    }
  }

  private int interrupted(RunDirectory run, Training training, InterruptFlag stop) {
    String message =
        "interrupted at step "
            + training.result().steps()
            + "; checkpoint written; continue with: neuropil train --resume --out "
            + run.path();
    RunLog.FILE.info(message);
    session.console().note("neuropil: " + message);
    if (common.json) {
      printJson(training.summary(), run.path());
    }
    return stop.exitCode() == 0 ? 130 : stop.exitCode();
  }

  private void finish(RunDirectory run, ResolvedConfig settings, Training training) {
    Summary summary = training.summary();
    String name = run.path().toAbsolutePath().normalize().getFileName().toString();
    FinalLines.of(summary, settings.keep()).forEach(RunLog.FILE::info);
    AtomicFile.write(
        run.report(),
        Report.html(
            name, settings, training.result().epochs(), RunFiles.read(run.path()), summary));
    training.complete();
    if (common.json) {
      printJson(summary, run.path());
    } else if (!common.quiet) {
      FinalLines.of(summary, settings.keep()).forEach(session.console()::result);
      if (summary.structure() != null) {
        session.console().result(summary.structure().line());
      } else if (summary.nonzeros() > Structure.MOST_CONNECTIONS
          && !settings.cell().equals("feedforward")) {
        session.console().result("structure: see 'neuropil motifs " + run.path() + "'");
      }
      session.console().result("report: " + run.report());
    }
  }

  private void printJson(Summary summary, Path run) {
    ObjectNode json = Codecs.JSON.valueToTree(summary);
    json.put("run", run.toString());
    session.console().result(Codecs.JSON.writeValueAsString(json));
  }
}
