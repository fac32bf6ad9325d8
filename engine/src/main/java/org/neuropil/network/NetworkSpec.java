package org.neuropil.network;

import org.neuropil.compute.Activation;

/**
 * Everything that fixes a network before its weights are drawn.
 *
 * @param cell which architecture
 * @param inputs input values per time step, I; the length of an embedded token where there is a
 *     vocabulary
 * @param vocabulary number of tokens of a trained embedding in front of the inputs; 0 = none
 * @param hidden number of hidden nodes, N; the feed-forward network has N/2 in each of its two
 *     layers
 * @param outputs nodes of the readout, C: classes, or values of a regression
 * @param density probability p of each hidden-to-hidden connection, in (0, 1]
 * @param activation phi of the hidden nodes
 * @param dynamics constants of cells that integrate an equation
 * @param readout which steps are read out, and the loss
 * @param init distribution of the initial weights
 * @param dale sign constraint
 */
public record NetworkSpec(
    Cell cell,
    int inputs,
    int vocabulary,
    int hidden,
    int outputs,
    double density,
    Activation activation,
    Dynamics dynamics,
    ReadoutSpec readout,
    InitSpec init,
    DaleSpec dale) {
  /** Architectures. */
  public enum Cell {
    /** One recurrent hidden layer, h = phi(W h + U x + b). */
    RNN,
    /**
     * Two hidden layers of N/2 nodes, the connections between them sparse; sees the whole sample at
     * once.
     */
    FEEDFORWARD,
    /** Continuous-time recurrent network with Euler steps, and the leaky network. */
    CTRNN,
    /** Neural ordinary differential equation with Runge-Kutta steps. */
    NEURAL_ODE,
    /** Liquid time-constant network. */
    LTC
  }

  /** The recurrent weight limit of the paper. */
  public static final double DEFAULT_WEIGHT_LIMIT = 0.001;

  /**
   * A classifier of Fruengel and Oberlaender 2025.
   *
   * @param weightLimit hidden-to-hidden weights start uniform on (-limit, limit); 0.001 in the
   *     paper for every N and p
   */
  public static NetworkSpec classifier(
      Cell cell,
      int inputs,
      int hidden,
      int classes,
      double density,
      Activation activation,
      double weightLimit,
      DaleSpec dale) {
    return new NetworkSpec(
        cell,
        inputs,
        0,
        hidden,
        classes,
        density,
        activation,
        Dynamics.defaults(),
        ReadoutSpec.classifier(),
        InitSpec.uniform(weightLimit),
        dale);
  }

  /** Checks the ranges. */
  public NetworkSpec {
    if (inputs < 1 || vocabulary < 0 || hidden < 1 || outputs < 1) {
      throw new IllegalArgumentException(
          "inputs " + inputs + ", hidden " + hidden + ", outputs " + outputs);
    }
    if (readout.loss().classifies() && outputs < 2) {
      throw new IllegalArgumentException("a classifier needs at least 2 outputs, found " + outputs);
    }
    if (!(density > 0 && density <= 1)) {
      throw new IllegalArgumentException("density must lie in (0, 1], found " + density);
    }
    if (cell == Cell.FEEDFORWARD && (hidden < 2 || hidden % 2 != 0)) {
      throw new IllegalArgumentException(
          "a feed-forward network needs an even number of hidden nodes, found " + hidden);
    }
    if (cell == Cell.FEEDFORWARD && (vocabulary > 0 || readout.everyStep())) {
      throw new IllegalArgumentException("a feed-forward network has no time steps");
    }
    if (dynamics.noise() > 0 && cell != Cell.CTRNN && cell != Cell.NEURAL_ODE) {
      throw new IllegalArgumentException("state noise needs a cell that integrates, not " + cell);
    }
    if (init.recurrent() == InitSpec.Recurrent.SIGNED && dale.mode() != DaleSpec.Mode.OFF) {
      throw new IllegalArgumentException(
          "the signs of a topology and Dale's principle exclude each other");
    }
  }

  /** Rows and columns of the hidden-to-hidden matrix. */
  public int matrixSize() {
    return cell == Cell.FEEDFORWARD ? hidden / 2 : hidden;
  }
}
