package org.neuropil.train;

/**
 * One line of the training record.
 *
 * @param epoch number of finished epochs; 0 = before training
 * @param step number of optimiser steps so far
 * @param trainLoss mean loss per sample over the epoch's batches, as they were trained; NaN at
 *     epoch 0
 * @param testLoss mean loss per sample on the test set
 * @param testAccuracy fraction of correct test answers; NaN where targets are values without a
 *     score
 * @param validationLoss mean loss per sample on the validation set; NaN without one
 * @param validationAccuracy fraction of correct validation answers; NaN without such a set or score
 * @param connections hidden-to-hidden connections of the epoch's wiring, as the rule that changes
 *     them records it: before SET and DeepR change it, after pruning has
 * @param nanCount samples with NaN or infinite outputs in this epoch, training and evaluation
 *     together
 * @param seconds training and evaluation time since the start of the run, of all its parts when it
 *     was resumed
 */
public record EpochRecord(
    int epoch,
    long step,
    double trainLoss,
    double testLoss,
    double testAccuracy,
    double validationLoss,
    double validationAccuracy,
    int connections,
    long nanCount,
    double seconds) {
  /** What "best on the test set" goes by: the accuracy or, without one, minus the loss. */
  public double testScore() {
    return score(testAccuracy, testLoss);
  }

  /** What "best on the validation set" goes by; minus infinity without one. */
  public double validationScore() {
    return score(validationAccuracy, validationLoss);
  }

  private static double score(double accuracy, double loss) {
    double score = Double.isNaN(accuracy) ? -loss : accuracy;
    return Double.isNaN(score) ? Double.NEGATIVE_INFINITY : score;
  }
}
