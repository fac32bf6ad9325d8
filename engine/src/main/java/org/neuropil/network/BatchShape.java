package org.neuropil.network;

/**
 * What a batch fills of a network's buffers.
 *
 * @param columns active samples
 * @param steps active time steps; the last of them is the one that the readout of a network sees
 *     that reads out the last step
 * @param labels class labels in the batch: columns, or fewer or more where every step has one
 */
public record BatchShape(int columns, int steps, int labels) {
  /** A batch with one label a sample. */
  public static BatchShape of(int columns, int steps) {
    return new BatchShape(columns, steps, columns);
  }

  /** Checks the ranges. */
  public BatchShape {
    if (columns < 1 || steps < 1 || labels < 0) {
      throw new IllegalArgumentException(columns + " columns, " + steps + " steps");
    }
  }
}
