package org.neuropil.train;

/**
 * How a network is trained.
 *
 * @param epochs passes over the training set; 0 only evaluates
 * @param batch samples per step, B
 * @param lr Adam's learning rate
 * @param beta1 Adam's decay of the first moment
 * @param beta2 Adam's decay of the second moment
 * @param eps Adam's epsilon, added after the bias-corrected root
 * @param seed of mask, weights, shuffling and noise
 * @param shuffle draw a new order of the samples every epoch; false = file order
 * @param maxSteps stop after so many optimiser steps; 0 = no limit
 * @param patience stop when the test loss has not improved for so many epochs; 0 = never
 * @param checkpointEverySteps write a checkpoint every so many steps, besides one at the end of
 *     each epoch; 0 = only there
 * @param resetSecondMomentAfterEpoch set Adam's second moments to zero after this epoch (a control
 *     experiment); 0 = never
 */
public record TrainSettings(
    int epochs,
    int batch,
    double lr,
    double beta1,
    double beta2,
    double eps,
    long seed,
    boolean shuffle,
    long maxSteps,
    int patience,
    int checkpointEverySteps,
    int resetSecondMomentAfterEpoch) {
  /** The paper's settings with these lengths and this seed. */
  public static TrainSettings defaults(int epochs, int batch, long seed) {
    return new TrainSettings(epochs, batch, 0.001, 0.9, 0.999, 1e-8, seed, true, 0, 0, 0, 0);
  }

  /** Checks the ranges. */
  public TrainSettings {
    if (epochs < 0 || batch < 1 || maxSteps < 0 || patience < 0 || checkpointEverySteps < 0) {
      throw new IllegalArgumentException(
          "epochs " + epochs + ", batch " + batch + ", maxSteps " + maxSteps);
    }
    if (!(lr > 0) || !(beta1 >= 0 && beta1 < 1) || !(beta2 >= 0 && beta2 < 1) || !(eps > 0)) {
      throw new IllegalArgumentException(
          "lr " + lr + ", beta1 " + beta1 + ", beta2 " + beta2 + ", eps " + eps);
    }
  }
}
