package org.neuropil.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.reference.ReferenceBackend;

/**
 * Every gradient of the real networks, run in double precision on the reference back end, against
 * central differences of the loss. The batch fills neither all columns nor all steps of the
 * buffers, which hold what a fuller batch left; where every step has a label some are missing, and
 * cells that integrate have state noise, the same in every pass.
 */
class GradientTest {
  private static final double H = 1e-5;
  private static final int STEPS = 4;
  private static final int BATCH = 4;

  static List<Arguments> recurrent() {
    List<Arguments> cases = new ArrayList<>();
    for (ReadoutSpec.Loss loss : ReadoutSpec.Loss.values()) {
      for (boolean everyStep : new boolean[] {false, true}) {
        for (Activation phi : Activation.values()) {
          for (int vocabulary : new int[] {0, 5}) {
            ReadoutSpec readout = new ReadoutSpec(loss, everyStep);
            cases.add(Arguments.of(NetworkSpec.Cell.RNN, 1, readout, phi, vocabulary));
            cases.add(Arguments.of(NetworkSpec.Cell.CTRNN, 1, readout, phi, vocabulary));
            cases.add(Arguments.of(NetworkSpec.Cell.CTRNN, 3, readout, phi, vocabulary));
            cases.add(Arguments.of(NetworkSpec.Cell.NEURAL_ODE, 1, readout, phi, vocabulary));
            cases.add(Arguments.of(NetworkSpec.Cell.NEURAL_ODE, 2, readout, phi, vocabulary));
          }
        }
      }
    }
    return cases;
  }

  @ParameterizedTest(name = "{0} of {1} sub-steps, {2}, {3}, vocabulary {4}")
  @MethodSource("recurrent")
  void everyGradientAgreesWithCentralDifferences(
      NetworkSpec.Cell cell, int subSteps, ReadoutSpec readout, Activation phi, int vocabulary) {
    double noise = cell == NetworkSpec.Cell.RNN ? 0 : 0.2;
    check(Specs.small(cell, subSteps, readout, phi, vocabulary, noise), STEPS);
  }

  @ParameterizedTest
  @EnumSource(ReadoutSpec.Loss.class)
  void feedForward(ReadoutSpec.Loss loss) {
    for (Activation phi : Activation.values()) {
      check(
          Specs.small(NetworkSpec.Cell.FEEDFORWARD, 1, new ReadoutSpec(loss, false), phi, 0, 0), 1);
    }
  }

  /** Many sub-steps, so that the sum over them goes through several combinations. */
  @ParameterizedTest
  @EnumSource(names = {"CTRNN", "NEURAL_ODE"})
  void manySubSteps(NetworkSpec.Cell cell) {
    ReadoutSpec readout = new ReadoutSpec(ReadoutSpec.Loss.SQUARED_ERROR, true);
    check(Specs.small(cell, 13, readout, Activation.TANH, 0, 0), 3);
  }

  static void check(NetworkSpec spec, int steps) {
    long seed = 11;
    try (Backend backend = new ReferenceBackend()) {
      Network network =
          Networks.create(backend, spec, Networks.mask(spec, seed), PlanKind.AUTO, steps, BATCH);
      Networks.initialise(backend, network, seed);
      Metrics metrics = backend.metrics("totals");
      BatchShape full = RandomBatch.fill(network, BATCH, steps, seed + 1);
      network.noise(seed, 400);
      network.forward(full);
      network.backward(full, metrics);
      double without = spec.readout().everyStep() ? 0.3 : 0;
      BatchShape shape =
          RandomBatch.fill(network, BATCH - 1, Math.max(1, steps - 1), without, seed + 2);
      network.noise(seed, 80);
      network.forward(shape);
      network.backward(shape, metrics);
      for (Parameter parameter : network.parameters()) {
        double difference = 0;
        double norm = 0;
        for (int e = 0; e < parameter.value().size(); e++) {
          double numeric =
              (loss(network, metrics, parameter, e, H, shape)
                      - loss(network, metrics, parameter, e, -H, shape))
                  / (2 * H);
          double analytic = parameter.gradient().get(e);
          difference += (numeric - analytic) * (numeric - analytic);
          norm += analytic * analytic;
        }
        assertThat(norm).as("%s has a gradient", parameter.name()).isPositive();
        assertThat(Math.sqrt(difference / norm))
            .as("relative error of %s, seed %d", parameter.name(), seed)
            .isLessThan(1e-6);
      }
    }
  }

  private static double loss(
      Network network, Metrics metrics, Parameter parameter, int e, double by, BatchShape shape) {
    double before = parameter.value().get(e);
    parameter.value().set(e, before + by);
    parameter.valuesChanged();
    metrics.reset();
    network.noise(11, 80);
    network.forward(shape);
    network.evaluate(shape, metrics);
    parameter.value().set(e, before);
    parameter.valuesChanged();
    return metrics.read().meanLoss();
  }
}
