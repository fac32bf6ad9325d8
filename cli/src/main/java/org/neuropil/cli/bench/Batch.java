package org.neuropil.cli.bench;

/**
 * The batch that is timed.
 *
 * @param steps time steps, T; at least 2
 * @param size samples, B
 */
public record Batch(int steps, int size) {
  /** Inputs of a step, those of a row of an MNIST image. */
  static final int INPUTS = 28;

  /** Classes of the readout. */
  static final int CLASSES = 10;
}
