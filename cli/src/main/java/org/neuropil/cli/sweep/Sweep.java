package org.neuropil.cli.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.ConfigFile;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.config.Settings;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.progress.BatchProgress;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.run.RunLock;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.sweep.collect.Collector;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.plan.Places;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.pool.Launcher;
import org.neuropil.cli.sweep.run.FailedRun;
import org.neuropil.cli.sweep.run.RunJob;
import org.neuropil.cli.sweep.run.SweepDirectory;
import org.neuropil.error.UserError;
import tools.jackson.databind.JsonNode;

/**
 * A plan carried out in a directory: what is done there is kept, what is open is launched, and all
 * of it is collected.
 */
public final class Sweep {
  /** What may differ from an earlier run without making it another one. */
  private static final Set<String> CHANGEABLE =
      Set.of("data", "backend", "device", "plan", "threads", "checkpoint-every");

  private final Plan plan;
  private final SweepDirectory directory;
  private final Console console;
  private final boolean quiet;

  /** A plan and where it is carried out. */
  public Sweep(Plan plan, SweepDirectory directory, Console console, boolean quiet) {
    this.plan = plan;
    this.directory = directory;
    this.console = console;
    this.quiet = quiet;
  }

  /**
   * How it ended.
   *
   * @param results the collected tables
   * @param failed runs that failed this time, with the reasons
   * @param open how many runs are neither complete nor among these: those that failed earlier, and
   *     were not tried again before a stop, are still to be done like those that were not begun
   */
  public record Ended(Results results, Map<RunSpec, FailedRun> failed, int open) {}

  /** What is done with the directory while it is locked and everything is collected. */
  @FunctionalInterface
  public interface Finish {
    /** Called with the tables, before the lock is given back. */
    void with(Results results);
  }

  /**
   * Carries the plan out.
   *
   * @param replace moves runs of other settings out of the way rather than to refuse
   * @param finish called once the tables are written
   * @throws UserError usage, if the directory holds runs of these names and other settings;
   *     environment, if another process works there
   */
  public Ended run(Launcher launcher, InterruptFlag stop, boolean replace, Finish finish) {
    try (RunLock lock = directory.lock()) {
      Objects.requireNonNull(lock);
      settle(replace, stop);
      directory.writePlan(plan);
      List<RunSpec> open = new ArrayList<>();
      for (RunSpec run : plan.runs()) {
        if (directory.status(plan, run) != SweepDirectory.Status.COMPLETE) {
          open.add(run);
        }
      }
      int done = plan.runs().size() - open.size();
      say(
          "neuropil: "
              + plan.runs().size()
              + " runs in "
              + directory.path()
              + (done == 0 ? "" : ", " + done + " of them complete already"));
      Launcher.Outcome outcome = new Launcher.Outcome(Map.of(), false);
      if (!open.isEmpty()) {
        Told told = new Told(done);
        outcome = launcher.launch(plan, open, directory, told, stop);
        told.progress.end();
      }
      Results results = Collector.collect(plan, directory);
      results.write(directory.results());
      finish.with(results);
      Map<RunSpec, FailedRun> failed = outcome.failed();
      int left =
          (int)
              open.stream()
                  .filter(run -> !failed.containsKey(run))
                  .filter(run -> directory.status(plan, run) != SweepDirectory.Status.COMPLETE)
                  .count();
      return new Ended(results, failed, left);
    }
  }

  /** Finds runs of the plan's names that were made with other settings. */
  private void settle(boolean replace, InterruptFlag stop) {
    List<String> changed = new ArrayList<>();
    String first = "";
    for (RunSpec run : plan.runs()) {
      String difference = difference(run);
      if (difference != null) {
        first = first.isEmpty() ? run.id() + " has " + difference : first;
        changed.add(run.id());
      }
    }
    if (!changed.isEmpty() && !replace) {
      throw UserError.usage(
          directory.path()
              + " holds "
              + changed.size()
              + " of these runs with other settings: "
              + first,
          "choose another folder with --out, or move them aside and do them anew with --replace");
    }
    changed.forEach(id -> moveAside(id, stop));
    if (!changed.isEmpty()) {
      say(
          "neuropil: "
              + changed.size()
              + " runs of other settings moved to "
              + directory.path().resolve("replaced"));
    }
    List<String> strangers = directory.strangers(plan);
    if (!strangers.isEmpty()) {
      say(
          "neuropil: "
              + strangers.size()
              + " runs there are not in the plan and are left alone: "
              + String.join(", ", strangers.subList(0, Math.min(3, strangers.size())))
              + (strangers.size() > 3 ? ", ..." : ""));
    }
  }

  /** The first setting in which a run differs from the one that is there; null if none. */
  private @Nullable String difference(RunSpec run) {
    Path file = RunDirectory.configOf(directory.run(run));
    if (!Files.exists(file)) {
      return null;
    }
    ResolvedConfig before =
        ResolvedConfig.resolve(ConfigFile.read(file), ResolvedConfig.noOptions());
    for (Map.Entry<String, JsonNode> now : run.config().values().properties()) {
      JsonNode then = before.value(now.getKey());
      boolean moved =
          CHANGEABLE.contains(now.getKey())
              && (!now.getKey().equals("data") || now.getValue().isNull() == then.isNull());
      moved |=
          Settings.get(now.getKey()).path()
              && now.getValue().isString()
              && Places.same(directory.path(), now.getValue().asString(), then.asString());
      if (!moved && !now.getValue().equals(then)) {
        return now.getKey() + " " + then.asString() + ", and the plan " + now.getValue().asString();
      }
    }
    return null;
  }

  /**
   * Moves a run to the replaced ones, once nobody works on it: a worker that outlived a killed
   * sweep would write its last checkpoint where the new run begins, which would go on from it.
   */
  private void moveAside(String id, InterruptFlag stop) {
    Path from = directory.path().resolve("runs").resolve(id);
    Path to = directory.path().resolve("replaced").resolve(id);
    try (RunDirectory old = RunJob.await(from, stop)) {
      Objects.requireNonNull(old);
      Files.createDirectories(to.getParent());
      for (int k = 2; Files.exists(to); k++) {
        to = to.resolveSibling(id + "-" + k);
      }
      Files.move(from, to);
    } catch (IOException e) {
      throw IoErrors.writing(to, e);
    }
  }

  private void say(String line) {
    if (!quiet) {
      console.note(line);
    }
  }

  private final class Told implements Launcher.Listener {
    private final BatchProgress progress;

    Told(int done) {
      progress = new BatchProgress(console, "runs", plan.runs().size(), done, System::nanoTime);
    }

    @Override
    public void planned(double work) {
      progress.begin(work);
    }

    @Override
    public void complete(RunSpec run) {
      if (!quiet) {
        progress.complete(run.id());
      }
    }

    @Override
    public void failed(RunSpec run, FailedRun reason) {
      progress.failed("warning: " + run.id() + " failed: " + reason.error());
    }

    @Override
    public void note(String line) {
      console.note("neuropil: warning: " + line);
    }

    @Override
    public void progress(double done, double given, int running) {
      if (!quiet) {
        progress.at(done, given, running);
      }
    }
  }
}
