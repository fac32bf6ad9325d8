package org.neuropil.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.Backends;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.reference.ReferenceBackend;
import org.neuropil.matrix.SparsityPattern;

/** Whole training steps on the CPU back end against the same in double precision. */
class CpuAgreementTest {
  private static final long SEED = 17;
  private static final int STEPS = 6;
  private static final int BATCH = 21;

  static List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (NetworkSpec.Cell cell :
        new NetworkSpec.Cell[] {
          NetworkSpec.Cell.RNN, NetworkSpec.Cell.CTRNN, NetworkSpec.Cell.NEURAL_ODE
        }) {
      for (ReadoutSpec.Loss loss : ReadoutSpec.Loss.values()) {
        for (boolean everyStep : new boolean[] {false, true}) {
          for (PlanKind plan : new PlanKind[] {PlanKind.TILED, PlanKind.DENSE}) {
            cases.add(Arguments.of(cell, new ReadoutSpec(loss, everyStep), plan));
          }
        }
      }
    }
    return cases;
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("cases")
  void gradientsAgree(NetworkSpec.Cell cell, ReadoutSpec readout, PlanKind plan) {
    NetworkSpec spec =
        new NetworkSpec(
            cell,
            9,
            readout.everyStep() ? 12 : 0,
            45,
            5,
            0.3,
            Activation.TANH,
            new Dynamics(0.2, 0.6, 2, cell == NetworkSpec.Cell.RNN ? 0 : 0.1),
            readout,
            InitSpec.uniform(0.3),
            DaleSpec.off());
    try (Backend cpu = Backends.open("cpu", BackendOptions.defaults());
        Backend reference = new ReferenceBackend()) {
      List<Parameter> found = trained(cpu, spec, plan);
      List<Parameter> expected = trained(reference, spec, PlanKind.AUTO);
      for (int p = 0; p < expected.size(); p++) {
        Buffer a = found.get(p).gradient();
        Buffer b = expected.get(p).gradient();
        double difference = 0;
        double norm = 0;
        for (int e = 0; e < b.size(); e++) {
          difference += Math.pow(a.get(e) - b.get(e), 2);
          norm += Math.pow(b.get(e), 2);
        }
        assertThat(norm).isPositive();
        assertThat(Math.sqrt(difference / norm))
            .as("relative error of the gradient of %s", expected.get(p).name())
            .isLessThan(2e-5);
      }
    }
  }

  /** A full batch, an update, a rewiring, and a batch of fewer samples and steps. */
  private static List<Parameter> trained(Backend backend, NetworkSpec spec, PlanKind plan) {
    Network network = Networks.create(backend, spec, Networks.mask(spec, SEED), plan, STEPS, BATCH);
    Networks.initialise(backend, network, SEED);
    try (Metrics metrics = backend.metrics("totals")) {
      step(backend, network, RandomBatch.fill(network, BATCH, STEPS, SEED), metrics);
      for (Parameter parameter : network.parameters()) {
        parameter.update(backend, new AdamStep(1, 1e-3, 0.9, 0.999, 1e-3));
      }
      SparsityPattern old = network.pattern();
      SparsityPattern changed = SparsityPattern.bernoulli(45, 45, 0.25, SEED, 1);
      int[] from = new int[changed.nonzeros()];
      for (int i = 0; i < 45; i++) {
        for (int e = changed.rowStart(i); e < changed.rowStart(i + 1); e++) {
          from[e] = old.find(i, changed.column(e));
        }
      }
      network.rewire(changed, from, Networks.hiddenToHidden(spec, changed, SEED));
      double without = spec.readout().everyStep() ? 0.3 : 0;
      step(backend, network, RandomBatch.fill(network, 17, 4, without, SEED + 1), metrics);
    }
    return network.parameters();
  }

  private static void step(Backend backend, Network network, BatchShape shape, Metrics metrics) {
    network.noise(SEED, 0);
    network.forward(shape);
    network.backward(shape, metrics);
    backend.synchronize();
  }
}
