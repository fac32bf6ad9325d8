package org.neuropil.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.Backends;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.matrix.SparsityPattern;

/**
 * Initial states and Dale's principle, as the specification of Fruengel and Oberlaender 2025 has
 * them.
 */
class NetworksTest {
  private static final long SEED = 42;

  @Test
  void initialValuesHaveTheirRangesAndSpread() {
    NetworkSpec spec = spec(NetworkSpec.Cell.RNN, 500, 0.1, DaleSpec.off());
    try (Backend backend = cpu()) {
      Network network = network(backend, spec, 3, SEED);
      float limit = (float) (1 / Math.sqrt(500));
      for (Parameter parameter : network.parameters()) {
        uniform(parameter, parameter == network.hiddenToHidden() ? 0.001f : limit);
      }
      assertThat(network.pattern().density()).isCloseTo(0.1, within(0.0025));
      assertThat(network.parameters().get(2).value().toArray())
          .as("the two biases are drawn on their own")
          .isNotEqualTo(network.parameters().get(3).value().toArray());
    }
  }

  /** To three significant figures, as published; the formula is E / (N (N - 1)). */
  @Test
  void densityOfThePublishedSize() {
    for (long seed = 1; seed <= 2; seed++) {
      SparsityPattern mask =
          Networks.mask(spec(NetworkSpec.Cell.RNN, 10_000, 0.1, DaleSpec.off()), seed);
      double density = mask.nonzeros() / (10_000.0 * 9_999);
      assertThat(String.format(Locale.ROOT, "%.3g", density)).isEqualTo("0.100");
      assertThat(density).isCloseTo(0.10001, within(5 * 3e-5)).isEqualTo(mask.density());
    }
  }

  @Test
  void feedForwardScalesWithItsInputsAndHalfItsNodes() {
    NetworkSpec spec = spec(NetworkSpec.Cell.FEEDFORWARD, 400, 0.2, DaleSpec.off());
    try (Backend backend = cpu()) {
      Network network = network(backend, spec, 1, SEED);
      float fromInput = (float) (1 / Math.sqrt(spec.inputs()));
      float fromHidden = (float) (1 / Math.sqrt(200));
      List<Parameter> all = network.parameters();
      assertThat(all.stream().map(Parameter::name))
          .containsExactly(
              "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias", "fc.weight", "fc.bias");
      uniform(all.get(0), fromInput);
      uniform(all.get(1), fromInput);
      uniform(all.get(2), 0.001f);
      uniform(all.get(3), fromHidden);
      uniform(all.get(4), fromHidden);
      assertThat(all.get(2).rows()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RNN, 500, 0.1, 0.02",
    "RNN, 500, 1, 0.02",
    "RNN, 1000, 0.1, 0.02",
    "CTRNN, 1000, 0.1, 0.05",
    "FEEDFORWARD, 500, 0.1, 0.02",
    "FEEDFORWARD, 1000, 1, 0.02"
  })
  void untrainedLossIsTheLogarithmOfTheNumberOfClasses(
      NetworkSpec.Cell cell, int hidden, double density, double tolerance) {
    try (Backend backend = cpu()) {
      Network network =
          network(
              backend,
              spec(cell, hidden, density, DaleSpec.off()),
              cell == NetworkSpec.Cell.FEEDFORWARD ? 1 : 28,
              SEED);
      BatchShape shape = RandomBatch.fill(network, 32, network.steps(), SEED);
      Metrics metrics = backend.metrics("totals");
      network.forward(shape);
      network.evaluate(shape, metrics);
      assertThat(metrics.read().meanLoss()).isCloseTo(Math.log(10), within(tolerance));
    }
  }

  @Test
  void theSameSeedGivesTheSameNetworkAndTheMaskDoesNotMoveTheWeights() {
    try (Backend backend = cpu()) {
      SparsityPattern dense = SparsityPattern.full(60, 60);
      NetworkSpec spec = spec(NetworkSpec.Cell.RNN, 60, 0.3, DaleSpec.off());
      SparsityPattern sparse = Networks.mask(spec, SEED);
      assertThat(Networks.mask(spec, SEED)).isEqualTo(sparse);
      assertThat(Networks.mask(spec, SEED + 1)).isNotEqualTo(sparse);
      float[] all = Networks.hiddenToHidden(spec, dense, SEED);
      float[] some = Networks.hiddenToHidden(spec, sparse, SEED);
      for (int i = 0; i < 60; i++) {
        for (int e = sparse.rowStart(i); e < sparse.rowStart(i + 1); e++) {
          assertThat(some[e]).isEqualTo(all[i * 60 + sparse.column(e)]);
        }
      }
    }
  }

  @Test
  void shareOfInhibitoryNodesWithAndWithoutReplacement() {
    assertThat(inhibitory(new DaleSpec(DaleSpec.Mode.CLAMP, 0.115, false, 1, false)))
        .isEqualTo(1150);
    assertThat(inhibitory(new DaleSpec(DaleSpec.Mode.CLAMP, 0.115, true, 1, false)) / 10_000.0)
        .isCloseTo(0.109, within(0.003));
    assertThat(inhibitory(new DaleSpec(DaleSpec.Mode.CLAMP, 0.5, false, 1, false))).isEqualTo(5000);
    assertThat(inhibitory(DaleSpec.off())).isZero();
  }

  @Test
  void clampKeepsEverySignAndInitOnlyDoesNot() {
    assertThat(wrongSigns(new DaleSpec(DaleSpec.Mode.CLAMP, 0.3, false, 1, false))).isZero();
    assertThat(wrongSigns(new DaleSpec(DaleSpec.Mode.INIT, 0.3, false, 1, false))).isPositive();
  }

  @Test
  void variantsOfDalesPrinciple() {
    NetworkSpec strong =
        spec(
            NetworkSpec.Cell.RNN, 80, 1, new DaleSpec(DaleSpec.Mode.CLAMP, 0.25, false, 10, false));
    float[] signs = Networks.sourceSigns(strong, SEED);
    float[] values = Networks.hiddenToHidden(strong, SparsityPattern.full(80, 80), SEED);
    float most = 0;
    float least = 0;
    for (int e = 0; e < values.length; e++) {
      assertThat(values[e] * signs[e % 80]).isGreaterThanOrEqualTo(0f);
      most = Math.max(most, values[e]);
      least = Math.min(least, values[e]);
    }
    assertThat(most).isBetween(0.0009f, 0.001f);
    assertThat(least).isBetween(-0.01f, -0.009f);

    NetworkSpec grown =
        spec(
            NetworkSpec.Cell.RNN, 80, 0.1, new DaleSpec(DaleSpec.Mode.CLAMP, 0.25, false, 1, true));
    SparsityPattern pattern = Networks.mask(grown, SEED);
    assertThat(pattern.isFull()).isTrue();
    float[] start = Networks.hiddenToHidden(grown, pattern, SEED);
    long present = 0;
    for (float value : start) {
      present += value != 0 ? 1 : 0;
    }
    assertThat(present / 6400.0).isCloseTo(0.1, within(0.02));
  }

  private static long inhibitory(DaleSpec dale) {
    float[] signs = Networks.sourceSigns(spec(NetworkSpec.Cell.RNN, 10_000, 0.1, dale), SEED);
    long count = 0;
    for (float sign : signs) {
      assertThat(Math.abs(sign)).isEqualTo(1f);
      count += sign < 0 ? 1 : 0;
    }
    return count;
  }

  /** Connections that contradict their source node after 30 steps. */
  private static long wrongSigns(DaleSpec dale) {
    NetworkSpec spec = spec(NetworkSpec.Cell.RNN, 50, 0.3, dale);
    try (Backend backend = cpu()) {
      Network network = network(backend, spec, 6, SEED);
      BatchShape shape = RandomBatch.fill(network, 32, network.steps(), SEED);
      Metrics metrics = backend.metrics("totals");
      for (int step = 1; step <= 30; step++) {
        network.forward(shape);
        network.backward(shape, metrics);
        for (Parameter parameter : network.parameters()) {
          parameter.update(backend, new AdamStep(step, 0.001, 0.9, 0.999, 1e-8));
        }
      }
      float[] signs = Networks.sourceSigns(spec, SEED);
      float[] values = network.hiddenToHidden().value().toArray();
      long wrong = 0;
      for (int e = 0; e < values.length; e++) {
        wrong += values[e] * signs[network.pattern().column(e)] < 0 ? 1 : 0;
      }
      return wrong;
    }
  }

  private static void uniform(Parameter parameter, float limit) {
    float[] values = parameter.value().toArray();
    double squares = 0;
    for (float value : values) {
      assertThat(value).as(parameter.name()).isBetween(-limit, limit);
      squares += (double) value * value;
    }
    if (values.length > 300) {
      double expected = limit / Math.sqrt(3);
      assertThat(Math.sqrt(squares / values.length))
          .as(parameter.name())
          .isCloseTo(expected, within(expected * 3 / Math.sqrt(values.length)));
    }
    assertThat(Arrays.stream(values(values)).distinct().count())
        .as(parameter.name())
        .isGreaterThan(values.length / 2);
  }

  private static double[] values(float[] floats) {
    double[] doubles = new double[floats.length];
    for (int e = 0; e < floats.length; e++) {
      doubles[e] = floats[e];
    }
    return doubles;
  }

  private static NetworkSpec spec(
      NetworkSpec.Cell cell, int hidden, double density, DaleSpec dale) {
    return NetworkSpec.classifier(
        cell, 28, hidden, 10, density, Activation.RELU, NetworkSpec.DEFAULT_WEIGHT_LIMIT, dale);
  }

  private static Network network(Backend backend, NetworkSpec spec, int steps, long seed) {
    Network network =
        Networks.create(backend, spec, Networks.mask(spec, seed), PlanKind.AUTO, steps, 32);
    Networks.initialise(backend, network, seed);
    return network;
  }

  private static Backend cpu() {
    return Backends.open("cpu", BackendOptions.defaults());
  }
}
