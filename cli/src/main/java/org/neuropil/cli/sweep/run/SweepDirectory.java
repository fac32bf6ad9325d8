package org.neuropil.cli.sweep.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.neuropil.cli.run.AtomicFile;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.run.RunLock;
import org.neuropil.cli.sweep.measure.MeasureContext;
import org.neuropil.cli.sweep.measure.MeasureSpec;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.error.UserError;

/** The directory of a sweep: its plan, a directory per run, logs of workers, collected tables. */
public final class SweepDirectory {
  private static final String PLAN = "plan.json";

  private final Path path;

  /** The directory at this path, which need not exist yet. */
  public SweepDirectory(Path path) {
    this.path = path;
  }

  /** Where a run stands. */
  public enum Status {
    /** Trained, and everything measured. */
    COMPLETE,
    /** Failed the last time it was tried. */
    FAILED,
    /** Begun or not, to be gone on with. */
    OPEN
  }

  /** The directory itself. */
  public Path path() {
    return path;
  }

  /** Whether a sweep has been planned here. */
  public static boolean isSweep(Path path) {
    return Files.exists(path.resolve(PLAN));
  }

  /** The plan's file. */
  public Path planFile() {
    return path.resolve(PLAN);
  }

  /** A run's directory. */
  public Path run(RunSpec run) {
    return path.resolve("runs").resolve(run.id());
  }

  /** Where workers write what belongs to no run. */
  public Path workerLogs() {
    return path.resolve("workers");
  }

  /** The collected tables. */
  public Path results() {
    return path.resolve("results");
  }

  /** The figures in files of their own. */
  public Path figures() {
    return path.resolve("figures");
  }

  /** The page for people. */
  public Path report() {
    return path.resolve("report.html");
  }

  /**
   * Makes the directory and locks it.
   *
   * @throws UserError environment, if another process works here
   */
  public RunLock lock() {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw IoErrors.writing(path, e);
    }
    return RunLock.take(path);
  }

  /** Writes the plan. */
  public void writePlan(Plan plan) {
    AtomicFile.write(planFile(), plan.toJson(path));
  }

  /**
   * Reads the plan.
   *
   * @throws UserError usage, if there is none; data, if it is damaged
   */
  public Plan readPlan() {
    Path file = planFile();
    if (!Files.exists(file)) {
      throw UserError.usage(path + " is no sweep: it has no " + PLAN, "name a sweep's directory");
    }
    try {
      return Plan.parse(file, Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw UserError.data(file + " cannot be read: " + e.getMessage(), "check the file", e);
    }
  }

  /** Where a run of the plan stands. */
  public Status status(Plan plan, RunSpec run) {
    Path folder = run(run);
    if (RunDirectory.isComplete(folder)
        && plan.measures().stream().allMatch(measure -> done(folder, measure))) {
      return Status.COMPLETE;
    }
    return Files.exists(FailedRun.fileIn(folder)) ? Status.FAILED : Status.OPEN;
  }

  private static boolean done(Path run, MeasureSpec measure) {
    try {
      return MeasureContext.isDone(run, measure);
    } catch (UserError damaged) {
      // It will be measured again.
      return false;
    }
  }

  /** Runs that are here and that the plan does not name. */
  public List<String> strangers(Plan plan) {
    Set<String> named = plan.runs().stream().map(RunSpec::id).collect(Collectors.toSet());
    List<String> strangers = new ArrayList<>();
    Path runs = path.resolve("runs");
    if (!Files.isDirectory(runs)) {
      return strangers;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(runs)) {
      for (Path folder : folders) {
        String name = String.valueOf(folder.getFileName());
        if (!named.contains(name) && Files.exists(RunDirectory.configOf(folder))) {
          strangers.add(name);
        }
      }
    } catch (IOException e) {
      throw IoErrors.writing(runs, e);
    }
    strangers.sort(null);
    return strangers;
  }
}
