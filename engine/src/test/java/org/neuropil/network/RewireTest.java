package org.neuropil.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.reference.ReferenceBackend;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/** Connections that come and go while a network is trained. */
class RewireTest {
  private static final long SEED = 21;
  private static final int STEPS = 4;
  private static final int BATCH = 5;

  @ParameterizedTest
  @EnumSource(value = NetworkSpec.Cell.class, names = "LTC", mode = EnumSource.Mode.EXCLUDE)
  void staysGoOnAndNewConnectionsStartAfresh(NetworkSpec.Cell cell) {
    NetworkSpec spec = spec(cell, DaleSpec.off());
    try (Backend backend = new ReferenceBackend()) {
      Network network = network(backend, spec);
      Parameter weight = network.hiddenToHidden();
      train(backend, network, 1, 5);
      SparsityPattern old = network.pattern();
      float[] w = weight.value().toArray();
      float[] m = weight.firstMoment().toArray();
      float[] v = weight.secondMoment().toArray();
      Buffer closed = weight.value();
      var product = weight.product();

      SparsityPattern changed = SparsityPattern.bernoulli(old.rows(), old.cols(), 0.4, 99, 0);
      int[] from = from(old, changed);
      float[] fresh = fresh(changed);
      network.rewire(changed, from, fresh);

      assertThat(network.pattern()).isEqualTo(changed);
      assertThat(network.hiddenToHidden()).isSameAs(weight);
      assertThat(network.parameters()).contains(weight);
      assertThat(weight.product()).isNotNull().isNotSameAs(product);
      assertThatThrownBy(() -> closed.get(0)).isInstanceOf(IllegalStateException.class);
      assertThat(Arrays.stream(from).filter(e -> e >= 0).count()).isPositive();
      assertThat(Arrays.stream(from).filter(e -> e < 0).count()).isPositive();
      for (int e = 0; e < from.length; e++) {
        boolean stayed = from[e] >= 0;
        assertThat(weight.value().get(e)).isEqualTo(stayed ? w[from[e]] : fresh[e]);
        assertThat(weight.firstMoment().get(e)).isEqualTo(stayed ? m[from[e]] : 0);
        assertThat(weight.secondMoment().get(e)).isEqualTo(stayed ? v[from[e]] : 0);
      }
      assertGoesOnLikeOneBuiltThatWay(backend, network, changed);
    }
  }

  /** A network created with the new pattern and given all values and moments trains alike. */
  private static void assertGoesOnLikeOneBuiltThatWay(
      Backend backend, Network rewired, SparsityPattern pattern) {
    NetworkSpec spec = rewired.spec();
    Network other = Networks.create(backend, spec, pattern, PlanKind.AUTO, rewired.steps(), BATCH);
    for (int p = 0; p < other.parameters().size(); p++) {
      Parameter from = rewired.parameters().get(p);
      Parameter to = other.parameters().get(p);
      for (int e = 0; e < to.value().size(); e++) {
        to.value().set(e, from.value().get(e));
        to.firstMoment().set(e, from.firstMoment().get(e));
        to.secondMoment().set(e, from.secondMoment().get(e));
      }
      to.valuesChanged();
    }
    train(backend, rewired, 6, 9);
    train(backend, other, 6, 9);
    for (int p = 0; p < other.parameters().size(); p++) {
      assertThat(rewired.parameters().get(p).value().toArray())
          .as(rewired.parameters().get(p).name())
          .isEqualTo(other.parameters().get(p).value().toArray());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RNN", "FEEDFORWARD"})
  void dalesPrincipleStays(NetworkSpec.Cell cell) {
    NetworkSpec spec = spec(cell, new DaleSpec(DaleSpec.Mode.CLAMP, 0.4, false, 1, false));
    try (Backend backend = new ReferenceBackend()) {
      Network network = network(backend, spec);
      train(backend, network, 1, 3);
      SparsityPattern old = network.pattern();
      SparsityPattern changed = SparsityPattern.bernoulli(old.rows(), old.cols(), 0.6, 98, 0);
      network.rewire(changed, from(old, changed), new float[changed.nonzeros()]);
      train(backend, network, 4, 60);
      float[] signs = Networks.sourceSigns(spec, SEED);
      float[] values = network.hiddenToHidden().value().toArray();
      int zeros = 0;
      for (int e = 0; e < values.length; e++) {
        assertThat(values[e] * signs[changed.column(e)]).isGreaterThanOrEqualTo(0f);
        zeros += values[e] == 0 ? 1 : 0;
      }
      assertThat(zeros).as("some were clamped, not all").isBetween(1, values.length - 1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RNN", "FEEDFORWARD"})
  void aSourceAtAnotherPlaceIsRefusedAndNothingIsChanged(NetworkSpec.Cell cell) {
    try (Backend backend = new ReferenceBackend()) {
      Network network = network(backend, spec(cell, DaleSpec.off()));
      SparsityPattern pattern = network.pattern();
      float[] before = network.hiddenToHidden().value().toArray();
      int[] shifted = new int[pattern.nonzeros()];
      for (int e = 0; e < shifted.length; e++) {
        shifted[e] = (e + 1) % shifted.length;
      }
      float[] fresh = new float[shifted.length];
      assertThatThrownBy(() -> network.rewire(pattern, shifted, fresh))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("entry 0");
      assertThatThrownBy(() -> network.rewire(pattern, new int[1], fresh))
          .isInstanceOf(IllegalArgumentException.class);
      SparsityPattern larger = SparsityPattern.full(pattern.rows() + 1, pattern.cols() + 1);
      assertThatThrownBy(() -> network.rewire(larger, new int[1], fresh))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(network.hiddenToHidden().value().toArray()).isEqualTo(before);
    }
  }

  private static NetworkSpec spec(NetworkSpec.Cell cell, DaleSpec dale) {
    int hidden = cell == NetworkSpec.Cell.FEEDFORWARD ? 24 : 12;
    return NetworkSpec.classifier(cell, 3, hidden, 4, 0.5, Activation.TANH, 0.6, dale);
  }

  private static Network network(Backend backend, NetworkSpec spec) {
    int steps = spec.cell() == NetworkSpec.Cell.FEEDFORWARD ? 1 : STEPS;
    Network network =
        Networks.create(backend, spec, Networks.mask(spec, SEED), PlanKind.AUTO, steps, BATCH);
    Networks.initialise(backend, network, SEED);
    return network;
  }

  private static void train(Backend backend, Network network, int firstStep, int lastStep) {
    try (Metrics metrics = backend.metrics("totals")) {
      for (int step = firstStep; step <= lastStep; step++) {
        BatchShape shape = RandomBatch.fill(network, BATCH, network.steps(), step);
        network.forward(shape);
        network.backward(shape, metrics);
        for (Parameter parameter : network.parameters()) {
          parameter.update(backend, new AdamStep(step, 0.02, 0.9, 0.999, 1e-8));
        }
      }
    }
  }

  private static int[] from(SparsityPattern old, SparsityPattern changed) {
    int[] from = new int[changed.nonzeros()];
    for (int i = 0; i < changed.rows(); i++) {
      for (int e = changed.rowStart(i); e < changed.rowStart(i + 1); e++) {
        from[e] = old.find(i, changed.column(e));
      }
    }
    return from;
  }

  private static float[] fresh(SparsityPattern pattern) {
    Philox random = new Philox(SEED, Philox.Purpose.TEST, 7);
    float[] fresh = new float[pattern.nonzeros()];
    for (int e = 0; e < fresh.length; e++) {
      fresh[e] = random.nextSymmetric(1f);
    }
    return fresh;
  }
}
