package org.neuropil.network;

import org.neuropil.compute.Activation;

/** Small specifications for tests. */
final class Specs {
  private Specs() {}

  /**
   * 7 hidden nodes (8 in the feed-forward network), 3 inputs, 4 outputs, density 0.5, weights that
   * matter, data steps of 0.9 time units.
   */
  static NetworkSpec small(
      NetworkSpec.Cell cell,
      int subSteps,
      ReadoutSpec readout,
      Activation phi,
      int vocabulary,
      double noise) {
    return new NetworkSpec(
        cell,
        3,
        vocabulary,
        cell == NetworkSpec.Cell.FEEDFORWARD ? 8 : 7,
        4,
        0.5,
        phi,
        new Dynamics(0.9 / subSteps, 0.7, subSteps, noise),
        readout,
        InitSpec.uniform(0.9),
        DaleSpec.off());
  }

  /** A classifier that reads out the last step. */
  static NetworkSpec with(
      NetworkSpec.Cell cell, int inputs, int hidden, int outputs, InitSpec init) {
    return new NetworkSpec(
        cell,
        inputs,
        0,
        hidden,
        outputs,
        0.3,
        Activation.TANH,
        Dynamics.defaults(),
        ReadoutSpec.classifier(),
        init,
        DaleSpec.off());
  }
}
