package org.neuropil.train;

/** Is told how a training goes. Calls come from the training thread, in order. */
public interface TrainObserver {
  /** Before the first batch of this process; {@code resumedStep} is 0 for a new run. */
  default void started(long resumedStep, long totalSteps) {}

  /** After each optimiser step. {@code stepsInEpoch} counts from 1. */
  default void stepDone(
      int epoch, int stepsInEpoch, int epochSteps, long step, double stepMillis) {}

  /** While the test set is evaluated. */
  default void evaluating(int samplesDone, int samples) {}

  /** After each evaluation: at epoch 0 before training, then after every epoch. */
  default void epochDone(EpochRecord record) {}

  /** After a checkpoint is safely on disk. */
  default void checkpointWritten(long step) {}
}
