package org.neuropil.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.reference.ReferenceBackend;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;

/** The distributions of Zhang et al. 2023, table of initial values. */
class InitialValuesTest {
  private static final long SEED = 9;
  private static final int N = 90;
  private static final int INPUTS = 50;
  private static final int OUTPUTS = 40;

  @Test
  void gaussianInputWeights() {
    InitSpec plain = init(InitSpec.Input.GAUSSIAN, InitSpec.Recurrent.GAUSSIAN, 1);
    InitSpec scaled = init(InitSpec.Input.GAUSSIAN_SCALED, InitSpec.Recurrent.GAUSSIAN, 1);
    requireGaussian(values(plain, "rnn.weight_ih_l0"), 1);
    requireGaussian(values(scaled, "rnn.weight_ih_l0"), 1 / Math.sqrt(INPUTS));
  }

  @Test
  void gaussianRecurrentWeightsAreNotRescaledByTheDensity() {
    InitSpec init = init(InitSpec.Input.GAUSSIAN, InitSpec.Recurrent.GAUSSIAN, 1);
    float[] values = values(init, "rnn.weight_hh_l0");
    assertThat(values.length / (double) (N * N)).isCloseTo(0.3, within(0.03));
    requireGaussian(values, 1 / Math.sqrt(N));
  }

  @ParameterizedTest
  @EnumSource(value = InitSpec.Recurrent.class, names = "SIGNED", mode = EnumSource.Mode.EXCLUDE)
  void recurrentValuesDependOnTheirPlaceAndTheSeedOnly(InitSpec.Recurrent recurrent) {
    NetworkSpec spec = spec(init(InitSpec.Input.GAUSSIAN, recurrent, 0.7));
    SparsityPattern sparse = Networks.mask(spec, SEED);
    float[] some = Networks.hiddenToHidden(spec, sparse, SEED);
    float[] all = Networks.hiddenToHidden(spec, SparsityPattern.full(N, N), SEED);
    for (int i = 0; i < N; i++) {
      for (int e = sparse.rowStart(i); e < sparse.rowStart(i + 1); e++) {
        assertThat(some[e]).isEqualTo(all[i * N + sparse.column(e)]);
      }
    }
    assertThat(Networks.hiddenToHidden(spec, sparse, SEED)).isEqualTo(some);
    assertThat(Networks.hiddenToHidden(spec, sparse, SEED + 1)).isNotEqualTo(some);
  }

  @Test
  void orthogonalRecurrentWeights() {
    NetworkSpec spec = spec(init(InitSpec.Input.GAUSSIAN, InitSpec.Recurrent.ORTHOGONAL, 0.5));
    float[] w = Networks.hiddenToHidden(spec, SparsityPattern.full(N, N), SEED);
    double diagonal = 0;
    for (int i = 0; i < N; i++) {
      diagonal += w[i * N + i];
      for (int j = 0; j < N; j++) {
        double dot = 0;
        for (int k = 0; k < N; k++) {
          dot += (double) w[i * N + k] * w[j * N + k];
        }
        assertThat(dot).as("rows %d and %d", i, j).isCloseTo(i == j ? 0.25 : 0, within(1e-6));
      }
    }
    // Uniform over the orthogonal group the trace of Q is nearly standard normal.
    assertThat(Math.abs(diagonal / 0.5)).isLessThan(4);
    requireGaussian(w, 0.5 / Math.sqrt(N));
  }

  @Test
  void readoutWeights() {
    float[] truncated = values(readout(InitSpec.Readout.TRUNCATED, 0), "fc.weight");
    // Variance of a standard normal cut at +-2: 1 - 4 phi(2) / (2 Phi(2) - 1).
    double cut = Math.sqrt(1 - 4 * Math.exp(-2) / Math.sqrt(2 * Math.PI) / 0.954499736);
    requireSpread(truncated, 0.1 * cut);
    requireWithin(truncated, 0.2f, 0.19f);
    requireGaussian(values(readout(InitSpec.Readout.GAUSSIAN, 0), "fc.weight"), 1);
    float limit = (float) Math.sqrt(6.0 / (N + OUTPUTS));
    float[] glorot = values(readout(InitSpec.Readout.GLOROT, 0), "fc.weight");
    requireSpread(glorot, limit / Math.sqrt(3));
    requireWithin(glorot, limit, 0.99f * limit);
    assertThat(values(readout(InitSpec.Readout.GLOROT, 0.1), "fc.bias")).containsOnly(0.1f);
    assertThat(values(readout(InitSpec.Readout.GLOROT, 0), "fc.bias")).containsOnly(0f);
    float[] drawn = values(readout(InitSpec.Readout.GLOROT, Double.NaN), "fc.bias");
    requireWithin(drawn, (float) (1 / Math.sqrt(N)), 0.05f);
  }

  @Test
  void oneBiasStartsAtZeroAndTheSecondStaysThere() {
    InitSpec init = init(InitSpec.Input.GAUSSIAN, InitSpec.Recurrent.GAUSSIAN, 1);
    assertThat(values(init, "rnn.bias_ih_l0")).containsOnly(0f);
    assertThat(values(init, "rnn.bias_hh_l0")).containsOnly(0f);
    try (Backend backend = new ReferenceBackend()) {
      Network network = network(backend, spec(init));
      assertThat(network.parameters().stream().filter(Parameter::frozen).map(Parameter::name))
          .containsExactly("rnn.bias_hh_l0");
    }
  }

  @Test
  void embeddingIsUniform() {
    NetworkSpec spec =
        new NetworkSpec(
            NetworkSpec.Cell.RNN,
            INPUTS,
            30,
            N,
            OUTPUTS,
            0.3,
            Activation.TANH,
            Dynamics.defaults(),
            ReadoutSpec.classifier(),
            init(InitSpec.Input.GAUSSIAN_SCALED, InitSpec.Recurrent.GAUSSIAN, 1),
            DaleSpec.off());
    try (Backend backend = new ReferenceBackend()) {
      Parameter table = network(backend, spec).parameters().getFirst();
      assertThat(table.name()).isEqualTo("embedding.weight");
      assertThat(table.rows()).isEqualTo(30);
      assertThat(table.cols()).isEqualTo(INPUTS);
      float[] values = table.value().toArray();
      requireSpread(values, 1 / Math.sqrt(3));
      requireWithin(values, 1, 0.99f);
    }
  }

  @Test
  void signedWeightsTakeTheSignsOfTheTopology() {
    InitSpec init = init(InitSpec.Input.GAUSSIAN_SCALED, InitSpec.Recurrent.SIGNED, 0.7);
    NetworkSpec spec = spec(init);
    SparsityPattern drawn = Networks.mask(spec, SEED);
    float[] weights = new float[drawn.nonzeros()];
    for (int e = 0; e < weights.length; e++) {
      weights[e] = e % 7 == 0 ? 0 : e % 3 == 0 ? -0.01f * e : 4f;
    }
    SignedTopology topology = SignedTopology.of(drawn, weights);
    assertThat(topology.pattern().nonzeros()).isEqualTo(weights.length - (weights.length + 6) / 7);
    try (Backend backend = new ReferenceBackend()) {
      Network network = Networks.create(backend, spec, topology.pattern(), PlanKind.AUTO, 2, 2);
      Networks.initialise(backend, network, topology, SEED);
      float[] w = network.hiddenToHidden().value().toArray();
      int at = 0;
      for (int e = 0; e < weights.length; e++) {
        if (weights[e] != 0) {
          assertThat(Math.signum(w[at++])).isEqualTo(Math.signum(weights[e]));
        }
      }
      float[] magnitudes = new float[w.length];
      for (int e = 0; e < w.length; e++) {
        magnitudes[e] = 2 * Math.abs(w[e]) - 0.7f;
      }
      requireSpread(magnitudes, 0.7 / Math.sqrt(3));
      requireWithin(w, 0.7f, 0.69f);
      assertThat(values(init, "rnn.weight_ih_l0", topology))
          .isEqualTo(network.parameters().get(0).value().toArray());

      Networks.scaleTo(network, 1.1);
      float[] scaled = network.hiddenToHidden().value().toArray();
      assertThat(SpectralRadius.of(network.pattern(), scaled)).isCloseTo(1.1, within(1e-6));
      for (int e = 0; e < w.length; e++) {
        assertThat(scaled[e] / w[e]).isCloseTo(scaled[0] / w[0], within(1e-5f));
      }
      assertThatThrownBy(() -> Networks.initialise(backend, network, SEED))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void topologyMustFit() {
    NetworkSpec signed = spec(init(InitSpec.Input.GAUSSIAN, InitSpec.Recurrent.SIGNED, 0.7));
    NetworkSpec gaussian = spec(init(InitSpec.Input.GAUSSIAN, InitSpec.Recurrent.GAUSSIAN, 1));
    SparsityPattern pattern = Networks.mask(signed, SEED);
    SparsityPattern other = Networks.mask(signed, SEED + 1);
    byte[] signs = new byte[pattern.nonzeros()];
    java.util.Arrays.fill(signs, (byte) -1);
    SignedTopology topology = new SignedTopology(pattern, signs);
    try (Backend backend = new ReferenceBackend()) {
      Network elsewhere = Networks.create(backend, signed, other, PlanKind.AUTO, 2, 2);
      Network unsigned = Networks.create(backend, gaussian, pattern, PlanKind.AUTO, 2, 2);
      assertThatThrownBy(() -> Networks.initialise(backend, elsewhere, topology, SEED))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Networks.initialise(backend, unsigned, topology, SEED))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("GAUSSIAN");
    }
    assertThatThrownBy(() -> new SignedTopology(pattern, new byte[pattern.nonzeros()]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SignedTopology(pattern, new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void weightsWithoutACycleCannotBeScaled() {
    int[] offsets = new int[N + 1];
    int[] columns = new int[N - 1];
    for (int i = 1; i < N; i++) {
      columns[i - 1] = i - 1;
      offsets[i + 1] = i;
    }
    NetworkSpec spec = spec(init(InitSpec.Input.GAUSSIAN, InitSpec.Recurrent.GAUSSIAN, 1));
    try (Backend backend = new ReferenceBackend()) {
      SparsityPattern chain = SparsityPattern.of(N, N, offsets, columns);
      Network network = Networks.create(backend, spec, chain, PlanKind.AUTO, 2, 2);
      Networks.initialise(backend, network, SEED);
      assertThatThrownBy(() -> Networks.scaleTo(network, 1.1))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("spectral radius");
    }
  }

  private static InitSpec init(InitSpec.Input input, InitSpec.Recurrent recurrent, double limit) {
    return new InitSpec(input, recurrent, limit, InitSpec.Readout.GAUSSIAN, 0, true);
  }

  private static InitSpec readout(InitSpec.Readout readout, double bias) {
    return new InitSpec(
        InitSpec.Input.GAUSSIAN, InitSpec.Recurrent.GAUSSIAN, 1, readout, bias, true);
  }

  private static NetworkSpec spec(InitSpec init) {
    return Specs.with(NetworkSpec.Cell.RNN, INPUTS, N, OUTPUTS, init);
  }

  private static Network network(Backend backend, NetworkSpec spec) {
    Network network =
        Networks.create(backend, spec, Networks.mask(spec, SEED), PlanKind.AUTO, 2, 2);
    Networks.initialise(backend, network, SEED);
    return network;
  }

  private static float[] values(InitSpec init, String name) {
    try (Backend backend = new ReferenceBackend()) {
      float[] first = named(network(backend, spec(init)).parameters(), name);
      float[] again = named(network(backend, spec(init)).parameters(), name);
      assertThat(again).as("the same seed").isEqualTo(first);
      return first;
    }
  }

  private static float[] values(InitSpec init, String name, SignedTopology topology) {
    try (Backend backend = new ReferenceBackend()) {
      Network network =
          Networks.create(backend, spec(init), topology.pattern(), PlanKind.AUTO, 2, 2);
      Networks.initialise(backend, network, topology, SEED);
      return named(network.parameters(), name);
    }
  }

  private static float[] named(List<Parameter> parameters, String name) {
    return parameters.stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value()
        .toArray();
  }

  /** Mean and standard deviation, and the shares beyond one, two and three of them. */
  private static void requireGaussian(float[] values, double sd) {
    requireSpread(values, sd);
    double[] tails = {0.317311, 0.0455003, 0.0026998};
    for (int k = 1; k <= 3; k++) {
      int beyond = 0;
      for (float value : values) {
        beyond += Math.abs(value) > k * sd ? 1 : 0;
      }
      double expected = tails[k - 1];
      assertThat(beyond / (double) values.length)
          .as("beyond %d standard deviations", k)
          .isCloseTo(expected, within(5 * Math.sqrt(expected / values.length)));
    }
  }

  /** Mean 0 and this standard deviation, to five standard errors. */
  private static void requireSpread(float[] values, double sd) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += (double) value * value;
    }
    double n = values.length;
    assertThat(n).isGreaterThan(1000);
    assertThat(sum / n).isCloseTo(0, within(5 * sd / Math.sqrt(n)));
    assertThat(Math.sqrt(squares / n)).isCloseTo(sd, within(5 * sd / Math.sqrt(2 * n)));
  }

  /** All within the limit, and the largest beyond {@code reached}. */
  private static void requireWithin(float[] values, float limit, float reached) {
    float most = 0;
    for (float value : values) {
      most = Math.max(most, Math.abs(value));
    }
    assertThat(most).isBetween(reached, limit);
  }
}
