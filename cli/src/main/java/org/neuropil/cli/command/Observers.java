package org.neuropil.cli.command;

import java.util.List;
import org.neuropil.train.EpochRecord;
import org.neuropil.train.TrainObserver;

/** Tells several observers, in order. */
record Observers(List<TrainObserver> all) implements TrainObserver {
  @Override
  public void started(long resumedStep, long totalSteps) {
    all.forEach(o -> o.started(resumedStep, totalSteps));
  }

  @Override
  public void stepDone(int epoch, int stepsInEpoch, int epochSteps, long step, double stepMillis) {
    for (TrainObserver o : all) {
      o.stepDone(epoch, stepsInEpoch, epochSteps, step, stepMillis);
    }
  }

  @Override
  public void evaluating(int samplesDone, int samples) {
    all.forEach(o -> o.evaluating(samplesDone, samples));
  }

  @Override
  public void epochDone(EpochRecord record) {
    all.forEach(o -> o.epochDone(record));
  }

  @Override
  public void checkpointWritten(long step) {
    all.forEach(o -> o.checkpointWritten(step));
  }
}
