package org.neuropil.cli.verify;

import java.util.List;
import org.neuropil.compute.Activation;
import org.neuropil.network.DaleSpec;
import org.neuropil.network.NetworkSpec;

/**
 * The networks that are trained for a few steps on the bundled digits: sparse and dense, relu and
 * tanh. The sparse ones begin with a spectral radius near 0.4, so that every product matters from
 * the first step on; the dense ones as published, with weights below 0.001, and one of them under
 * Dale's principle. Two plans of the CPU back end then stay within 7e-7 of each other for ten
 * seeds; at a radius of 0.9 some weight whose gradient happens to be near zero goes 5e-6 astray by
 * rounding alone for every fifth seed.
 *
 * @param name in words
 * @param spec the network
 */
record ShortTraining(String name, NetworkSpec spec) {
  /** Samples of a step. */
  static final int BATCH = 50;

  /** Samples that the steps take. */
  static final int SAMPLES = 1000;

  private static final int NODES = 96;
  private static final double RADIUS = 0.4;

  /** All of them, or the first two. */
  static List<ShortTraining> networks(boolean quick) {
    List<ShortTraining> all =
        List.of(
            of("sparse relu", 0.1, Activation.RELU, DaleSpec.off()),
            of("dense tanh", 1, Activation.TANH, DaleSpec.off()),
            of("sparse tanh", 0.1, Activation.TANH, DaleSpec.off()),
            of(
                "dense relu with signs kept",
                1,
                Activation.RELU,
                new DaleSpec(DaleSpec.Mode.CLAMP, 0.2, false, 1, false)));
    return quick ? all.subList(0, 2) : all;
  }

  private static ShortTraining of(String name, double density, Activation phi, DaleSpec dale) {
    double limit =
        density < 1 ? RADIUS * Math.sqrt(3 / (density * NODES)) : NetworkSpec.DEFAULT_WEIGHT_LIMIT;
    return new ShortTraining(
        name,
        NetworkSpec.classifier(NetworkSpec.Cell.RNN, 28, NODES, 10, density, phi, limit, dale));
  }
}
