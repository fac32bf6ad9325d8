package org.neuropil.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.reference.ReferenceBackend;

/** Parameters that stay as they are. */
class FrozenTest {
  private static final long SEED = 31;

  @Test
  void frozenRecurrentWeightsStayWhileTheOthersLearn() {
    try (Backend backend = new ReferenceBackend()) {
      Network network = network(backend, InitSpec.uniform(0.5));
      network.hiddenToHidden().freeze();
      float[][] before = values(network);
      step(backend, network);
      float[][] after = values(network);
      for (int p = 0; p < before.length; p++) {
        Parameter parameter = network.parameters().get(p);
        if (parameter == network.hiddenToHidden()) {
          assertThat(after[p]).isEqualTo(before[p]);
        } else {
          assertThat(after[p]).as(parameter.name()).isNotEqualTo(before[p]);
        }
      }
    }
  }

  /**
   * One bias b works like two whose sum is b: the same outputs and gradients; and as Adam moves
   * both of two alike but only one of one, its step is half of theirs.
   */
  @Test
  void oneBiasIsTheSumOfTwo() {
    InitSpec two = InitSpec.uniform(0.5);
    InitSpec one = new InitSpec(two.input(), two.recurrent(), 0.5, two.readout(), Double.NaN, true);
    try (Backend backend = new ReferenceBackend()) {
      Network single = network(backend, one);
      Network pair = network(backend, two);
      Parameter first = pair.parameters().get(2);
      Parameter second = pair.parameters().get(3);
      for (int i = 0; i < first.value().size(); i++) {
        single.parameters().get(2).value().set(i, first.value().get(i) + second.value().get(i));
      }
      double[] before = sums(pair);
      assertThat(sums(single)).isEqualTo(before);
      step(backend, single);
      step(backend, pair);
      for (int p = 0; p < single.parameters().size(); p++) {
        Parameter a = single.parameters().get(p);
        Parameter b = pair.parameters().get(p);
        for (int e = 0; e < a.value().size(); e++) {
          assertThat(a.gradient().get(e))
              .as(a.name())
              .isCloseTo(b.gradient().get(e), within(1e-14));
        }
      }
      double[] afterOne = sums(single);
      double[] afterTwo = sums(pair);
      for (int i = 0; i < before.length; i++) {
        assertThat(afterTwo[i] - before[i]).isNotZero();
        assertThat(2 * (afterOne[i] - before[i])).isCloseTo(afterTwo[i] - before[i], within(1e-12));
      }
      assertThat(single.parameters().get(3).value().toArray()).containsOnly(0f);
    }
  }

  @Test
  void momentsCanBeDiscarded() {
    try (Backend backend = new ReferenceBackend()) {
      Network network = network(backend, InitSpec.uniform(0.5));
      step(backend, network);
      float[] values = network.hiddenToHidden().value().toArray();
      for (Parameter parameter : network.parameters()) {
        assertThat(parameter.firstMoment().get(0)).isNotZero();
        assertThat(parameter.secondMoment().get(0)).isNotZero();
        parameter.zeroMoments();
        assertThat(parameter.firstMoment().toArray()).containsOnly(0f);
        assertThat(parameter.secondMoment().toArray()).containsOnly(0f);
      }
      assertThat(network.hiddenToHidden().value().toArray()).isEqualTo(values);
    }
  }

  private static double[] sums(Network network) {
    Parameter first = network.parameters().get(2);
    Parameter second = network.parameters().get(3);
    double[] sums = new double[first.value().size()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = first.value().get(i) + second.value().get(i);
    }
    return sums;
  }

  private static Network network(Backend backend, InitSpec init) {
    NetworkSpec spec = Specs.with(NetworkSpec.Cell.CTRNN, 3, 8, 4, init);
    Network network =
        Networks.create(backend, spec, Networks.mask(spec, SEED), PlanKind.AUTO, 3, 5);
    Networks.initialise(backend, network, SEED);
    return network;
  }

  private static void step(Backend backend, Network network) {
    BatchShape shape = RandomBatch.fill(network, 5, 3, SEED);
    try (Metrics metrics = backend.metrics("totals")) {
      network.forward(shape);
      network.backward(shape, metrics);
    }
    for (Parameter parameter : network.parameters()) {
      parameter.update(backend, new AdamStep(1, 0.01, 0.9, 0.999, 1e-8));
    }
  }

  private static float[][] values(Network network) {
    return network.parameters().stream()
        .map(parameter -> parameter.value().toArray())
        .toArray(float[][]::new);
  }
}
