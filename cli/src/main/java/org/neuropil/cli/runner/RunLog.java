package org.neuropil.cli.runner;

import org.neuropil.cli.console.Logging;
import org.neuropil.cli.progress.Progress;
import org.neuropil.train.EpochRecord;
import org.neuropil.train.TrainObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the course of a training into the run's log file. */
public final class RunLog implements TrainObserver {
  /** The log file of the run at work. */
  public static final Logger FILE = LoggerFactory.getLogger(Logging.FILE_ONLY);

  private final int epochs;

  /** The course of a training of so many epochs. */
  public RunLog(int epochs) {
    this.epochs = epochs;
  }

  @Override
  public void started(long resumedStep, long totalSteps) {
    FILE.info("started at step {} of {}", resumedStep, totalSteps);
  }

  @Override
  public void epochDone(EpochRecord record) {
    FILE.info(Progress.epochLine(record, epochs));
  }

  @Override
  public void checkpointWritten(long step) {
    FILE.info("checkpoint written at step {}", step);
  }
}
