package org.neuropil.cli.sweep.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.console.Logging;
import org.neuropil.cli.machine.BuildInfo;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.runner.RunLog;
import org.neuropil.cli.runner.Runners;
import org.neuropil.cli.runner.Training;
import org.neuropil.cli.sweep.measure.MeasureContext;
import org.neuropil.cli.sweep.measure.MeasureSpec;
import org.neuropil.cli.sweep.measure.Measures;
import org.neuropil.error.UserError;
import org.neuropil.train.TrainObserver;
import org.slf4j.Logger;

/**
 * The work of one run: train it, from its checkpoint if it has one, then measure what has not been
 * measured. What is done already is not done again.
 */
public final class RunJob {
  private static final Logger FILE = RunLog.FILE;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

  private final Runners runners;
  private final Path path;
  private final ResolvedConfig config;
  private final List<MeasureSpec> measures;

  /** Work in the directory {@code path}, which need not exist yet. */
  public RunJob(Runners runners, Path path, ResolvedConfig config, List<MeasureSpec> measures) {
    this.runners = runners;
    this.path = path;
    this.config = config;
    this.measures = measures;
  }

  /** How it ended. */
  public enum End {
    /** Everything is done. */
    COMPLETE,
    /** Asked to stop; a checkpoint is written. */
    INTERRUPTED
  }

  /** What is told meanwhile, from the thread that works. */
  public interface Listener {
    /** A training step is done. */
    void step(long step, long total);

    /** From now on a process that dies loses nothing before this step. */
    void checkpoint(long step);

    /** A measure begins. */
    void measuring(String measure);

    /** A measure's figures are saved: a process that dies from now on does not lose them. */
    void measured(String measure);
  }

  /** Works until everything is done or {@code stop} is set. Failures are thrown. */
  public End run(Listener listener, InterruptFlag stop) {
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw IoErrors.writing(path, e);
    }
    try (RunDirectory run = await(path, stop)) {
      FailedRun.clear(path);
      try (Logging.AutoCloseableFile log = Logging.toFile(run.log())) {
        FILE.info("{}: {}", BuildInfo.current(), config.command());
        return work(run, listener, stop);
      } catch (RuntimeException | Error e) {
        FILE.error("failed", e);
        throw e;
      }
    }
  }

  /**
   * Locks a run's directory. A worker whose sweep was killed may still be writing its last
   * checkpoint there, which is waited for.
   *
   * @param stop ends the patience
   * @throws UserError environment, if another process keeps working there
   */
  public static RunDirectory await(Path path, InterruptFlag stop) {
    long start = System.nanoTime();
    while (true) {
      try {
        return RunDirectory.open(path);
      } catch (UserError inUse) {
        if (System.nanoTime() - start > PATIENCE_NANOS || stop.isSet()) {
          throw inUse;
        }
        try {
          TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw inUse;
        }
      }
    }
  }

  private End work(RunDirectory run, Listener listener, InterruptFlag stop) {
    if (!RunDirectory.isComplete(path) && train(run, listener, stop) == End.INTERRUPTED) {
      return End.INTERRUPTED;
    }
    for (MeasureSpec measure : measures) {
      if (stop.isSet()) {
        return End.INTERRUPTED;
      }
      if (!isDone(measure)) {
        listener.measuring(measure.name());
        FILE.info("measuring {}", measure.name());
        MeasureContext context = new MeasureContext(path, config, runners, measure);
        Measures.get(measure.name()).measure(context);
        context.save();
        listener.measured(measure.name());
      }
    }
    return End.COMPLETE;
  }

  private boolean isDone(MeasureSpec measure) {
    try {
      return MeasureContext.isDone(path, measure);
    } catch (UserError damaged) {
      FILE.warn("{}: {} is measured again", damaged.getMessage(), measure.name());
      return false;
    }
  }

  private End train(RunDirectory run, Listener listener, InterruptFlag stop) {
    Training training =
        Training.run(runners.train(), config, run, List.of(new Told(listener)), stop);
    if (training.interrupted()) {
      FILE.info("interrupted at step {}", training.result().steps());
      return End.INTERRUPTED;
    }
    training.complete();
    return End.COMPLETE;
  }

  /** Tells a listener of steps and checkpoints. */
  private record Told(Listener listener, long[] total) implements TrainObserver {
    Told(Listener listener) {
      this(listener, new long[1]);
    }

    @Override
    public void started(long resumedStep, long totalSteps) {
      total[0] = totalSteps;
      listener.step(resumedStep, totalSteps);
    }

    @Override
    public void stepDone(int epoch, int stepInEpoch, int epochSteps, long step, double millis) {
      listener.step(step, total[0]);
    }

    @Override
    public void checkpointWritten(long step) {
      listener.checkpoint(step);
    }
  }
}
