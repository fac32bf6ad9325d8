package org.neuropil.train;

/**
 * One line of the training record.
 *
 * @param epoch number of finished epochs; 0 = before training
 * @param step number of optimiser steps so far
 * @param trainLoss mean loss per sample over the epoch's batches, as they were trained; NaN at
 *     epoch 0
 * @param testLoss mean loss per sample on the test set
 * @param testAccuracy fraction of correct test predictions
 * @param nanCount samples with NaN or infinite logits in this epoch, training and test together
 * @param seconds training and evaluation time since the start of the run, of all its parts when it
 *     was resumed
 */
public record EpochRecord(
    int epoch,
    long step,
    double trainLoss,
    double testLoss,
    double testAccuracy,
    long nanCount,
    double seconds) {}
