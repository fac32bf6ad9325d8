package org.neuropil.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.reference.ReferenceBackend;

/** Forward passes and losses against {@link NaiveNetwork}. */
class ForwardTest {
  private static final long SEED = 5;
  private static final int STEPS = 5;
  private static final int BATCH = 4;

  static List<NetworkSpec> specs() {
    return GradientTest.recurrent().stream()
        .map(arguments -> arguments.get())
        .map(a ->
            Specs.small(
                (NetworkSpec.Cell) a[0],
                (int) a[1],
                (ReadoutSpec) a[2],
                (Activation) a[3],
                (int) a[4],
                a[0] == NetworkSpec.Cell.RNN ? 0 : 0.3))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void outputsAndLossAgreeWithTheFormulas(NetworkSpec spec) {
    int columns = BATCH - 1;
    int steps = STEPS - 2;
    try (Backend backend = new ReferenceBackend()) {
      Network network = network(backend, spec);
      Metrics metrics = backend.metrics("totals");
      network.forward(RandomBatch.fill(network, BATCH, STEPS, SEED + 1));
      BatchShape shape = RandomBatch.fill(network, columns, steps, SEED);
      network.noise(SEED, 1200);
      network.forward(shape);
      network.evaluate(shape, metrics);
      NaiveNetwork naive = new NaiveNetwork(network);
      boolean every = spec.readout().everyStep();
      double loss = 0;
      for (int k = 0; k < columns; k++) {
        double[][] x = inputs(network, steps, k, SEED);
        double[][] z = naive.outputs(x, naive.noise(steps, columns, k, SEED, 1200));
        for (int t = every ? 0 : steps - 1; t < steps; t++) {
          int slice = every ? t : 0;
          for (int i = 0; i < spec.outputs(); i++) {
            assertThat(network.outputs().get(slice, i, k))
                .as("step %d, output %d, sample %d", t, i, k)
                .isCloseTo(z[t][i], within(1e-12));
          }
          loss += loss(network, naive, z[t], slice, k, columns);
        }
      }
      double parts = columns * (every ? steps : 1) * (spec.readout().loss().classifies() ? 1.0 : 4);
      assertThat(metrics.read().meanLoss()).isCloseTo(loss / parts, within(1e-12));
      assertThat(network.output().step()).isEqualTo(steps - 1);
    }
  }

  private static double loss(
      Network network, NaiveNetwork naive, double[] z, int slice, int k, int columns) {
    if (network.spec().readout().loss().classifies()) {
      return naive.crossEntropy(z, RandomBatch.label(network, slice, k, columns, SEED));
    }
    var weights = network.targetWeights();
    double[] target = new double[z.length];
    double[] weight = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      target[i] = Objects.requireNonNull(network.targets()).get(slice, i, k);
      weight[i] = weights == null ? 1 : weights.get(slice, i, k);
    }
    return naive.squaredErrors(z, target, weight);
  }

  /** Inputs of one sample; with a vocabulary the rows that its tokens name. */
  static double[][] inputs(Network network, int steps, int sample, long seed) {
    NetworkSpec spec = network.spec();
    double[][] x = new double[steps][spec.inputs()];
    int[] tokens = RandomBatch.tokens(network, steps, BATCH - 1, seed);
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < spec.inputs(); i++) {
        x[t][i] =
            spec.vocabulary() == 0
                ? network.inputs().get(t, i, sample)
                : network
                    .parameters()
                    .getFirst()
                    .value()
                    .get(tokens[t * (BATCH - 1) + sample] * spec.inputs() + i);
      }
    }
    return x;
  }

  @ParameterizedTest
  @EnumSource(names = {"CTRNN", "NEURAL_ODE"})
  void noiseIsAddedToTheNextPassOnly(NetworkSpec.Cell cell) {
    try (Backend backend = new ReferenceBackend()) {
      Network network =
          network(backend, Specs.small(cell, 2, ReadoutSpec.classifier(), Activation.TANH, 0, 0.1));
      BatchShape shape = RandomBatch.fill(network, BATCH, STEPS, SEED);
      double quiet = output(network, shape);
      network.noise(1, 0);
      double noisy = output(network, shape);
      assertThat(noisy).isNotEqualTo(quiet);
      assertThat(output(network, shape)).isEqualTo(quiet);
      network.noise(1, network.noiseWords());
      assertThat(output(network, shape)).isNotEqualTo(quiet).isNotEqualTo(noisy);
      network.noise(1, 0);
      assertThat(output(network, shape)).isEqualTo(noisy);
      assertThat(network.noiseWords()).isEqualTo(4L * STEPS * BATCH * 7);
    }
  }

  /** The leaky network with alpha = 1 is the vanilla one. */
  @Test
  void withoutLeakOneEulerStepIsTheVanillaCell() {
    NetworkSpec leaky =
        new NetworkSpec(
            NetworkSpec.Cell.CTRNN,
            3,
            0,
            7,
            4,
            0.5,
            Activation.TANH,
            new Dynamics(1, 1, 1, 0),
            ReadoutSpec.classifier(),
            InitSpec.uniform(0.9),
            DaleSpec.off());
    NetworkSpec vanilla =
        Specs.small(NetworkSpec.Cell.RNN, 1, ReadoutSpec.classifier(), Activation.TANH, 0, 0);
    try (Backend backend = new ReferenceBackend()) {
      double[] results = new double[2];
      for (int n = 0; n < 2; n++) {
        Network network = network(backend, n == 0 ? leaky : vanilla);
        results[n] = output(network, RandomBatch.fill(network, BATCH, STEPS, SEED));
      }
      assertThat(results[0]).isEqualTo(results[1]);
    }
  }

  private static double output(Network network, BatchShape shape) {
    network.forward(shape);
    return network.outputs().get(0, 0, 0);
  }

  private static Network network(Backend backend, NetworkSpec spec) {
    Network network =
        Networks.create(backend, spec, Networks.mask(spec, SEED), PlanKind.AUTO, STEPS, BATCH);
    Networks.initialise(backend, network, SEED);
    return network;
  }
}
