package org.neuropil.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.reference.ReferenceBackend;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * Every gradient of the real networks, run in double precision on the reference back end, against
 * central differences of the loss.
 */
class GradientTest {
  private static final double H = 1e-6;

  static Stream<Arguments> cases() {
    return Stream.of(NetworkSpec.Cell.values())
        .flatMap(cell ->
            Stream.of(Activation.RELU, Activation.TANH)
                .flatMap(phi ->
                    Stream.of(0.4, 1.0)
                        .flatMap(p ->
                            Stream.of(11L, 12L).map(seed -> Arguments.of(cell, phi, p, seed)))));
  }

  @ParameterizedTest(name = "{0} {1} density {2} seed {3}")
  @MethodSource("cases")
  void everyGradientAgreesWithCentralDifferences(
      NetworkSpec.Cell cell, Activation phi, double density, long seed) {
    NetworkSpec spec = NetworkSpec.classifier(cell, 3, 10, 4, density, phi, 0.6, DaleSpec.off());
    int columns = 5;
    try (Backend backend = new ReferenceBackend()) {
      SparsityPattern pattern = Networks.mask(spec, seed);
      Network network =
          Networks.create(
              backend, spec, pattern, PlanKind.AUTO, cell == NetworkSpec.Cell.RNN ? 4 : 1, 6);
      Networks.initialise(backend, network, seed);
      fillBatch(network, columns, seed);
      Metrics metrics = backend.metrics("totals");
      network.forward(BatchShape.of(columns, network.steps()));
      network.backward(BatchShape.of(columns, network.steps()), metrics);
      for (Parameter parameter : network.parameters()) {
        double difference = 0;
        double norm = 0;
        for (int e = 0; e < parameter.value().size(); e++) {
          double numeric =
              (shifted(network, metrics, parameter, e, H, columns)
                      - shifted(network, metrics, parameter, e, -H, columns))
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

  private static double shifted(
      Network network, Metrics metrics, Parameter parameter, int e, double by, int columns) {
    double before = parameter.value().get(e);
    parameter.value().set(e, before + by);
    parameter.valuesChanged();
    metrics.reset();
    network.forward(BatchShape.of(columns, network.steps()));
    network.evaluate(BatchShape.of(columns, network.steps()), metrics);
    parameter.value().set(e, before);
    parameter.valuesChanged();
    return metrics.read().meanLoss();
  }

  static void fillBatch(Network network, int columns, long seed) {
    Philox random = new Philox(seed, Philox.Purpose.TEST, 0);
    float[] inputs = new float[network.steps() * network.inputs().nodes() * columns];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = random.nextSymmetric(1f);
    }
    int[] labels = new int[columns];
    for (int k = 0; k < columns; k++) {
      labels[k] = random.nextInt(network.spec().outputs());
    }
    network.inputs().write(0, network.steps(), columns, inputs);
    network.labels().write(labels, columns);
  }
}
