package org.neuropil.cli.run;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.error.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run's directory, locked for this process until it is closed. It is complete when its summary
 * exists.
 */
public final class RunDirectory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);

  private final Path path;
  private final RunLock lock;

  private RunDirectory(Path path, RunLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /** The name that a run gets where none is given, e.g. "mnist-rnn-n500-p0.1-s1". */
  public static String defaultName(ResolvedConfig config) {
    return config.task()
        + "-"
        + config.cell()
        + "-n"
        + config.hidden()
        + "-p"
        + BigDecimal.valueOf(config.density()).stripTrailingZeros().toPlainString()
        + "-s"
        + config.seed();
  }

  /**
   * A new directory at {@code out}, or at the default name under {@code runs}, which gets a number
   * when complete runs have taken it.
   *
   * @throws UserError usage if a run is there already; environment if it cannot be written
   */
  public static RunDirectory create(@Nullable Path out, Path runs, ResolvedConfig config) {
    Path path = out;
    if (path == null) {
      Path base = runs.resolve(defaultName(config));
      path = base;
      for (int k = 2; isComplete(path); k++) {
        path = numbered(base, k);
      }
    }
    refuseExisting(path);
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw IoErrors.writing(path, e);
    }
    RunDirectory run = new RunDirectory(path, RunLock.take(path));
    try {
      // Another process may have begun and ended a run here since the first look.
      refuseExisting(path);
      return run;
    } catch (UserError e) {
      run.close();
      throw e;
    }
  }

  private static void refuseExisting(Path path) {
    if (isComplete(path)) {
      throw UserError.usage(
          path + " already holds a complete run",
          "choose another folder with --out, or train it further with --resume --epochs E");
    }
    if (Files.exists(configOf(path))) {
      throw UserError.usage(
          path + " already holds an unfinished run",
          "go on with --resume --out " + path + ", or choose another folder with --out");
    }
  }

  /** The last run of the default name under {@code runs}; there may be none. */
  public static Path lastOf(Path runs, ResolvedConfig config) {
    Path base = runs.resolve(defaultName(config));
    Path path = base;
    for (int k = 2; Files.exists(configOf(numbered(base, k))); k++) {
      path = numbered(base, k);
    }
    return path;
  }

  /**
   * Checks that there is a run, complete or not.
   *
   * @throws UserError usage if there is none
   */
  public static void requireRun(Path path) {
    if (!Files.exists(path)) {
      throw UserError.usage(
          "there is no run at " + path, "leave --resume away to start it, or name it with --out");
    }
    if (!Files.exists(configOf(path))) {
      throw UserError.usage(
          path + " is not a run: it has no config.yaml", "name the directory of a run with --out");
    }
  }

  /** Locks an existing run to go on with it. */
  public static RunDirectory open(Path path) {
    return new RunDirectory(path, RunLock.take(path));
  }

  private static Path numbered(Path base, int k) {
    return base.resolveSibling(base.getFileName() + "-" + k);
  }

  /** Whether a complete run is here. */
  public static boolean isComplete(Path path) {
    return Files.exists(summaryOf(path), LinkOption.NOFOLLOW_LINKS);
  }

  /** The configuration file of a run at {@code path}. */
  public static Path configOf(Path path) {
    return path.resolve("config.yaml");
  }

  /** The summary of a run at {@code path}. */
  public static Path summaryOf(Path path) {
    return path.resolve("summary.json");
  }

  /** The weights of a run at {@code path}. */
  public static Path weightsOf(Path path) {
    return path.resolve("weights.safetensors");
  }

  /** Whether a file is one that a run keeps its weights in, beside its settings. */
  public static boolean keepsWeights(Path file) {
    return String.valueOf(file.getFileName()).matches("weights(-[0-9]+)?\\.safetensors")
        && Files.exists(file.resolveSibling("config.yaml"));
  }

  /** The directory itself. */
  public Path path() {
    return path;
  }

  /** The fully resolved settings. */
  public Path config() {
    return configOf(path);
  }

  /** One line per epoch. */
  public Path metrics() {
    return path.resolve("metrics.csv");
  }

  /** The wiring every so many epochs; exists if that is asked for. */
  public Path structure() {
    return path.resolve("structure.csv");
  }

  /** Sizes of gradients of a run at {@code path}; exists if that is asked for. */
  public static Path gradientsOf(Path path) {
    return path.resolve("gradients.csv");
  }

  /** Where the trained weights go. */
  public Path weights() {
    return weightsOf(path);
  }

  /** The weights after an epoch, where settings ask to keep them along the way. */
  public Path weights(int epoch) {
    return path.resolve("weights-" + epoch + ".safetensors");
  }

  /** The accuracy by groups of test samples; exists if the task has groups. */
  public Path groups() {
    return path.resolve("groups.csv");
  }

  /** Where checkpoints go; may not exist yet. */
  public Path checkpoint() {
    return path.resolve("checkpoint");
  }

  /** The final figures; its existence makes the run complete. */
  public Path summary() {
    return summaryOf(path);
  }

  /** The page for people. */
  public Path report() {
    return path.resolve("report.html");
  }

  /** Everything that was logged. */
  public Path log() {
    return path.resolve("log.txt");
  }

  /** Writes the settings. */
  public void writeConfig(ResolvedConfig resolved) {
    AtomicFile.write(config(), resolved.toYaml());
  }

  /** Takes the completeness back, before a complete run is trained further. */
  public void reopen() {
    try {
      Files.deleteIfExists(summary());
    } catch (IOException e) {
      throw IoErrors.writing(summary(), e);
    }
  }

  /**
   * Removes what little there is of a run that failed before it began, so that a corrected command
   * finds its place free. Does nothing once there are metrics.
   */
  public void discardIfNotBegun() {
    if (Files.exists(metrics()) || Files.exists(checkpoint()) || isComplete(path)) {
      return;
    }
    try {
      for (Path file : List.of(config(), log(), path.resolve(".lock"))) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.debug("{} keeps other files", path, e);
    }
  }

  /** The summary of the complete run at {@code path}. */
  public static Optional<String> readSummary(Path path) {
    try {
      return isComplete(path) ? Optional.of(Files.readString(summaryOf(path))) : Optional.empty();
    } catch (IOException e) {
      throw UserError.data(
          summaryOf(path) + " cannot be read: " + IoErrors.detail(e), "check the file", e);
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
