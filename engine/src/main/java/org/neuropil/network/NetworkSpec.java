package org.neuropil.network;

import org.neuropil.compute.Activation;

/**
 * Everything that fixes a network before its weights are drawn.
 *
 * @param cell which architecture
 * @param inputs input values per time step, I
 * @param hidden number of hidden nodes, N; the feed-forward network has N/2 in each of its two
 *     layers
 * @param classes number of classes, C
 * @param density probability p of each hidden-to-hidden connection, in (0, 1]
 * @param activation phi of the hidden nodes
 * @param weightLimit hidden-to-hidden weights start uniform on (-limit, limit); 0.001 in the paper
 *     for every N and p
 * @param dale sign constraint
 */
public record NetworkSpec(
    Cell cell,
    int inputs,
    int hidden,
    int classes,
    double density,
    Activation activation,
    double weightLimit,
    DaleSpec dale) {
  /** Architectures. */
  public enum Cell {
    /** One recurrent hidden layer; the last step reaches the readout. */
    RNN,
    /**
     * Two hidden layers of N/2 nodes, the connections between them sparse; sees the whole sample at
     * once.
     */
    FEEDFORWARD
  }

  /** The recurrent weight limit of the paper. */
  public static final double DEFAULT_WEIGHT_LIMIT = 0.001;

  /** Checks the ranges. */
  public NetworkSpec {
    if (inputs < 1 || hidden < 1 || classes < 2) {
      throw new IllegalArgumentException(
          "inputs " + inputs + ", hidden " + hidden + ", classes " + classes);
    }
    if (!(density > 0 && density <= 1)) {
      throw new IllegalArgumentException("density must lie in (0, 1], found " + density);
    }
    if (cell == Cell.FEEDFORWARD && (hidden < 2 || hidden % 2 != 0)) {
      throw new IllegalArgumentException(
          "a feed-forward network needs an even number of hidden nodes, found " + hidden);
    }
    if (!(weightLimit > 0)) {
      throw new IllegalArgumentException("weight limit must be positive, found " + weightLimit);
    }
  }

  /** Rows and columns of the hidden-to-hidden matrix. */
  public int matrixSize() {
    return cell == Cell.FEEDFORWARD ? hidden / 2 : hidden;
  }
}
