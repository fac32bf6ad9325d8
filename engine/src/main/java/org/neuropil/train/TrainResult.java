package org.neuropil.train;

import java.util.List;

/**
 * How a training ended.
 *
 * @param end why it ended
 * @param epochs all records, epoch 0 first, those before a resume included
 * @param best the record of the best test score (chosen on the test set), the earliest on ties
 * @param kept the record of the weights that the network has now
 * @param steps optimiser steps
 * @param trainSeconds time of all parts of the run
 * @param stepMillisMedian median time of a training step in this process, NaN if there was none
 */
public record TrainResult(
    End end,
    List<EpochRecord> epochs,
    EpochRecord best,
    EpochRecord kept,
    long steps,
    double trainSeconds,
    double stepMillisMedian) {
  /** Reasons to end. */
  public enum End {
    /** All epochs done. */
    EPOCHS,
    /** The step limit was reached. */
    MAX_STEPS,
    /** The test loss did not improve for the patience. */
    EARLY_STOPPING,
    /** Asked to stop; a checkpoint was written. */
    INTERRUPTED
  }

  /** The last record. */
  public EpochRecord last() {
    return epochs.get(epochs.size() - 1);
  }
}
