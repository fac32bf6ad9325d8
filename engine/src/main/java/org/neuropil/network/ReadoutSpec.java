package org.neuropil.network;

/**
 * What the readout gives and how it is judged.
 *
 * @param loss the loss
 * @param everyStep whether every time step reaches the readout, or the last one only
 */
public record ReadoutSpec(Loss loss, boolean everyStep) {
  /** Loss functions. */
  public enum Loss {
    /** Softmax and cross-entropy, mean over the labels of the batch. */
    CROSS_ENTROPY,
    /**
     * Cross-entropy of the softmax of the softmax, as the code of Zhang et al. 2023 has it on SMS.
     */
    DOUBLE_SOFTMAX,
    /** Squared error, mean over batch and outputs (and steps). */
    SQUARED_ERROR,
    /**
     * Weighted squared error of sigmoid outputs, mean over batch, outputs and steps (cognitive
     * tasks).
     */
    SIGMOID_SQUARED_ERROR;

    /** Whether targets are class labels. */
    public boolean classifies() {
      return this == CROSS_ENTROPY || this == DOUBLE_SOFTMAX;
    }
  }

  /** Softmax cross-entropy on the last step. */
  public static ReadoutSpec classifier() {
    return new ReadoutSpec(Loss.CROSS_ENTROPY, false);
  }
}
