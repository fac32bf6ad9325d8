package org.neuropil.compute;

/**
 * The shapes that decide how much memory a network takes.
 *
 * @param rows rows and columns of the sparse hidden-to-hidden matrix
 * @param connections its entries
 * @param hidden all hidden nodes whose activations are kept
 * @param inputs inputs per time step
 * @param classes classes of the readout
 * @param steps time steps
 * @param batch samples per batch
 */
public record NetworkSize(
    int rows, long connections, int hidden, int inputs, int classes, int steps, int batch) {
  /** Fraction of occupied places. */
  public double density() {
    return connections / ((double) rows * rows);
  }
}
