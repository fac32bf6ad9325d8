package org.neuropil.train;

/** Is told how a training goes. Calls come from the training thread, in order. */
public interface TrainObserver {
  /** Before the first batch of this process; {@code resumedStep} is 0 for a new run. */
  default void started(long resumedStep, long totalSteps) {}

  /**
   * After the gradients of a batch are computed, before they change anything: the network's {@link
   * org.neuropil.network.Parameter#gradient} buffers hold those of the mean loss, not clipped.
   *
   * @param epoch from 1
   * @param step the optimiser step that they are for, from 1
   */
  default void gradients(int epoch, long step) {}

  /** After each optimiser step. {@code stepsInEpoch} counts from 1. */
  default void stepDone(
      int epoch, int stepsInEpoch, int epochSteps, long step, double stepMillis) {}

  /** While the test or validation set is evaluated. */
  default void evaluating(int samplesDone, int samples) {}

  /** The test set's evaluation of an epoch, before {@link #epochDone}. */
  default void tested(int epoch, Evaluation evaluation) {}

  /**
   * After each evaluation: at epoch 0 before training, then after every epoch that is evaluated.
   * The network's connections have not changed yet.
   */
  default void epochDone(EpochRecord record) {}

  /**
   * The wiring of an epoch, after {@link #epochDone} where there is one: at epoch 0, then after
   * every whole epoch.
   */
  default void structure(Wiring wiring) {}

  /** After a checkpoint is safely on disk. */
  default void checkpointWritten(long step) {}
}
