package org.neuropil.cli.runner;

import java.util.List;
import org.neuropil.train.EpochRecord;
import org.neuropil.train.Evaluation;
import org.neuropil.train.TrainObserver;
import org.neuropil.train.Wiring;

/** Tells several observers, in order. */
public record Observers(List<TrainObserver> all) implements TrainObserver {
  @Override
  public void started(long resumedStep, long totalSteps) {
    all.forEach(o -> o.started(resumedStep, totalSteps));
  }

  @Override
  public void gradients(int epoch, long step) {
    all.forEach(o -> o.gradients(epoch, step));
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
  public void tested(int epoch, Evaluation evaluation) {
    all.forEach(o -> o.tested(epoch, evaluation));
  }

  @Override
  public void structure(Wiring wiring) {
    all.forEach(o -> o.structure(wiring));
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
