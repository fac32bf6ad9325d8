package org.neuropil.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.Indices;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.cpu.CpuBackend;
import org.neuropil.compute.reference.ReferenceBackend;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/** Liquid time-constant networks, from initial values to training. */
class LiquidTest {
  private static final long SEED = 31;
  private static final int STEPS = 4;
  private static final int BATCH = 4;

  static NetworkSpec spec(int subSteps, ReadoutSpec readout, int vocabulary) {
    return Specs.small(NetworkSpec.Cell.LTC, subSteps, readout, Activation.IDENTITY, vocabulary, 0);
  }

  private static NetworkSpec classifier(int hidden, double density) {
    return NetworkSpec.classifier(
        NetworkSpec.Cell.LTC, 3, hidden, 4, density, Activation.IDENTITY, 1, DaleSpec.off());
  }

  static List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (ReadoutSpec.Loss loss : ReadoutSpec.Loss.values()) {
      for (boolean everyStep : new boolean[] {false, true}) {
        for (int subSteps : new int[] {1, 2, 6}) {
          for (int vocabulary : new int[] {0, 5}) {
            cases.add(Arguments.of(subSteps, new ReadoutSpec(loss, everyStep), vocabulary));
          }
        }
      }
    }
    return cases;
  }

  @ParameterizedTest(name = "{0} sub-steps, {1}, vocabulary {2}")
  @MethodSource("cases")
  void everyGradientAgreesWithCentralDifferences(
      int subSteps, ReadoutSpec readout, int vocabulary) {
    GradientTest.check(spec(subSteps, readout, vocabulary), STEPS);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsAgreeWithTheFormula(int subSteps, ReadoutSpec readout, int vocabulary) {
    NetworkSpec spec = spec(subSteps, readout, vocabulary);
    int columns = BATCH - 1;
    int steps = STEPS - 1;
    try (Backend backend = new ReferenceBackend()) {
      Network network = network(backend, spec);
      network.forward(RandomBatch.fill(network, BATCH, STEPS, SEED + 1));
      network.forward(RandomBatch.fill(network, columns, steps, SEED));
      NaiveLiquid naive = new NaiveLiquid(network);
      boolean every = readout.everyStep();
      for (int k = 0; k < columns; k++) {
        double[][] z = naive.outputs(ForwardTest.inputs(network, steps, k, SEED));
        for (int t = every ? 0 : steps - 1; t < steps; t++) {
          for (int c = 0; c < spec.outputs(); c++) {
            assertThat(network.outputs().get(every ? t : 0, c, k))
                .as("step %d, output %d, sample %d", t, c, k)
                .isCloseTo(z[t][c], within(1e-12));
          }
        }
      }
    }
  }

  @Test
  void theCpuAgreesWithDoublePrecisionAndAnyNumberOfThreads() {
    NetworkSpec spec = classifier(70, 0.2);
    List<float[]> one = trained(new CpuBackend(1), spec, 12);
    List<float[]> exact = trained(new ReferenceBackend(), spec, 12);
    for (int threads : new int[] {2, 3}) {
      List<float[]> more = trained(new CpuBackend(threads), spec, 12);
      for (int p = 0; p < one.size(); p++) {
        assertThat(more.get(p)).as("parameter %d", p).isEqualTo(one.get(p));
      }
    }
    for (int p = 0; p < one.size(); p++) {
      assertThat(one.get(p)).as("parameter %d", p).containsExactly(exact.get(p), within(2e-3f));
    }
  }

  /** The values after some steps. */
  private static List<float[]> trained(Backend opened, NetworkSpec spec, int lastStep) {
    try (Backend backend = opened) {
      Network network = network(backend, spec);
      train(backend, network, 1, lastStep, 1e-3);
      return network.parameters().stream().map(p -> p.value().toArray()).toList();
    }
  }

  @Test
  void initialValuesAreThoseOfTheCode() {
    NetworkSpec spec = classifier(200, 0.3);
    try (Backend backend = new CpuBackend(1)) {
      Network network = network(backend, spec);
      assertThat(network.parameters().stream().map(Parameter::name))
          .containsExactly(
              "rnn.weight_ih_l0",
              "rnn.reversal_ih_l0",
              "rnn.midpoint_ih_l0",
              "rnn.slope_ih_l0",
              "rnn.weight_hh_l0",
              "rnn.reversal_hh_l0",
              "rnn.midpoint_hh_l0",
              "rnn.slope_hh_l0",
              "rnn.capacitance_l0",
              "rnn.leak_l0",
              "rnn.rest_l0",
              "rnn.input_scale",
              "rnn.input_shift",
              "fc.weight",
              "fc.bias");
      for (int matrix : new int[] {0, 4}) {
        uniform(network.parameters().get(matrix), 0.01, 1);
        signs(network.parameters().get(matrix + 1));
        uniform(network.parameters().get(matrix + 2), 0.3, 0.8);
        uniform(network.parameters().get(matrix + 3), 3, 8);
      }
      constant(network.parameters().get(8), 0.5f);
      constant(network.parameters().get(9), 1);
      uniform(network.parameters().get(10), -0.2, 0.2);
      constant(network.parameters().get(11), 1);
      constant(network.parameters().get(12), 0);
      SparsityPattern input = network.connections().get(1).pattern();
      assertThat(input.rows()).isEqualTo(200);
      assertThat(input.cols()).isEqualTo(3);
      assertThat(input.nonzeros() / 600.0).isCloseTo(0.3, within(0.08));
      assertThat(network.connections().get(0).pattern()).isEqualTo(network.pattern());
      assertThat(network.connections().get(0).weight()).isSameAs(network.hiddenToHidden());
      assertThat(network.structureValues())
          .isEqualTo(network.parameters().get(5).value().toArray());
    }
  }

  private static void uniform(Parameter parameter, double low, double high) {
    float[] values = parameter.value().toArray();
    double sum = 0;
    double least = high;
    double most = low;
    for (float value : values) {
      assertThat((double) value).as(parameter.name()).isBetween(low - 1e-6, high + 1e-6);
      sum += value;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    // Five standard errors of the mean of so many uniform numbers, and most of the range used.
    double error = 5 * (high - low) / Math.sqrt(12.0 * values.length);
    assertThat(sum / values.length).isCloseTo((low + high) / 2, within(error));
    assertThat(most - least).isGreaterThan(0.9 * (high - low));
  }

  private static void signs(Parameter parameter) {
    int positive = 0;
    float[] values = parameter.value().toArray();
    for (float value : values) {
      assertThat(Math.abs(value)).isEqualTo(1f);
      positive += value > 0 ? 1 : 0;
    }
    assertThat((double) positive / values.length)
        .isCloseTo(0.5, within(2.5 / Math.sqrt(values.length)));
  }

  private static void constant(Parameter parameter, float value) {
    assertThat(parameter.value().toArray()).as(parameter.name()).containsOnly(value);
  }

  @Test
  void valuesBelongToPlacesWhateverThePattern() {
    try (Backend backend = new ReferenceBackend()) {
      Network sparse = network(backend, classifier(12, 0.4));
      Network full = network(backend, classifier(12, 1));
      for (int matrix = 0; matrix < 2; matrix++) {
        SparsityPattern pattern = sparse.connections().get(matrix).pattern();
        int first = matrix == 0 ? 4 : 0;
        for (int p = first; p < first + 4; p++) {
          for (int i = 0; i < pattern.rows(); i++) {
            for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
              assertThat(sparse.parameters().get(p).value().get(e))
                  .isEqualTo(
                      full.parameters().get(p).value().get(i * pattern.cols() + pattern.column(e)));
            }
          }
        }
      }
    }
  }

  @Test
  void rewiringCarriesAllFourValuesOfBothMatrices() {
    try (Backend backend = new ReferenceBackend()) {
      NetworkSpec spec = classifier(12, 0.5);
      Network network = network(backend, spec);
      train(backend, network, 1, 4, 0.02);
      for (int matrix = 0; matrix < 2; matrix++) {
        rewire(backend, network, matrix);
      }
      // And goes on like one that was made with these patterns.
      Network other = network(backend, spec);
      for (int matrix = 0; matrix < 2; matrix++) {
        SparsityPattern pattern = network.connections().get(matrix).pattern();
        SparsityPattern old = other.connections().get(matrix).pattern();
        int[] from = from(old, pattern);
        other.connections().get(matrix).rewire(pattern, from, new float[from.length]);
      }
      for (int p = 0; p < network.parameters().size(); p++) {
        Parameter from = network.parameters().get(p);
        Parameter to = other.parameters().get(p);
        for (int e = 0; e < from.value().size(); e++) {
          to.value().set(e, from.value().get(e));
          to.firstMoment().set(e, from.firstMoment().get(e));
          to.secondMoment().set(e, from.secondMoment().get(e));
        }
      }
      train(backend, network, 5, 8, 0.02);
      train(backend, other, 5, 8, 0.02);
      for (int p = 0; p < network.parameters().size(); p++) {
        assertThat(network.parameters().get(p).value().toArray())
            .as(network.parameters().get(p).name())
            .isEqualTo(other.parameters().get(p).value().toArray());
      }
    }
  }

  private static void rewire(Backend backend, Network network, int matrix) {
    Connections connections = network.connections().get(matrix);
    SparsityPattern old = connections.pattern();
    SparsityPattern changed = SparsityPattern.bernoulli(old.rows(), old.cols(), 0.4, 77, 0);
    int[] from = from(old, changed);
    int first = matrix == 0 ? 4 : 0;
    double[][][] before = new double[4][][];
    for (int p = 0; p < 4; p++) {
      Parameter parameter = network.parameters().get(first + p);
      before[p] =
          new double[][] {
            all(parameter.value()), all(parameter.firstMoment()), all(parameter.secondMoment())
          };
    }
    float[] fresh = new float[from.length];
    Arrays.fill(fresh, 0.25f);
    if (matrix == 0) {
      network.rewire(changed, from, fresh);
    } else {
      connections.rewire(changed, from, fresh);
    }
    assertThat(network.connections().get(matrix).pattern()).isEqualTo(changed);
    Network dense = network(backend, classifier(12, 1));
    int stayed = 0;
    for (int i = 0; i < changed.rows(); i++) {
      for (int e = changed.rowStart(i); e < changed.rowStart(i + 1); e++) {
        int place = i * changed.cols() + changed.column(e);
        for (int p = 0; p < 4; p++) {
          Parameter parameter = network.parameters().get(first + p);
          double initial = dense.parameters().get(first + p).value().get(place);
          boolean stays = from[e] >= 0;
          double value = stays ? before[p][0][from[e]] : p == 0 ? 0.25 : initial;
          assertThat(parameter.value().get(e)).as(parameter.name()).isEqualTo((float) value);
          assertThat(parameter.firstMoment().get(e))
              .isEqualTo(stays ? (float) before[p][1][from[e]] : 0);
          assertThat(parameter.secondMoment().get(e))
              .isEqualTo(stays ? (float) before[p][2][from[e]] : 0);
        }
        stayed += from[e] >= 0 ? 1 : 0;
      }
    }
    assertThat(stayed).isBetween(1, from.length - 1);
  }

  private static double[] all(Buffer buffer) {
    double[] values = new double[buffer.size()];
    for (int e = 0; e < values.length; e++) {
      values[e] = buffer.get(e);
    }
    return values;
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

  @Test
  void updatesKeepConductancesAndCapacitancesInTheirBounds() {
    try (Backend backend = new CpuBackend(1)) {
      Network network = network(backend, classifier(20, 0.5));
      AdamStep wide = new AdamStep(1, 5000, 0.9, 0.999, 1e-8);
      for (float direction : new float[] {1, -1}) {
        for (Parameter parameter : network.parameters()) {
          float[] gradient = new float[parameter.gradient().size()];
          Arrays.fill(gradient, direction);
          parameter.gradient().write(gradient);
          parameter.zeroMoments();
          parameter.update(backend, wide);
        }
        boolean up = direction < 0;
        constant(network.parameters().get(0), up ? 1000 : 0);
        constant(network.parameters().get(4), up ? 1000 : 0);
        constant(network.parameters().get(8), up ? 1000 : 1e-6f);
        constant(network.parameters().get(9), up ? 1000 : 1e-5f);
        // The others have no bounds.
        for (int free : new int[] {1, 2, 3, 5, 6, 7, 10, 11, 12, 13, 14}) {
          float first = network.parameters().get(free).value().toArray()[0];
          assertThat(first).isNotNaN();
          if (!up) {
            assertThat(first).isLessThan(-4000f);
          }
        }
      }
    }
  }

  @Test
  void dalesPrincipleAndStateNoiseAreRefused() {
    try (Backend backend = new ReferenceBackend()) {
      DaleSpec dale = new DaleSpec(DaleSpec.Mode.CLAMP, 0.2, false, 1, false);
      NetworkSpec signed =
          NetworkSpec.classifier(NetworkSpec.Cell.LTC, 3, 6, 4, 0.5, Activation.IDENTITY, 1, dale);
      assertThatThrownBy(() -> network(backend, signed))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("Dale");
    }
    ReadoutSpec readout = ReadoutSpec.classifier();
    assertThatThrownBy(
            () -> Specs.small(NetworkSpec.Cell.LTC, 2, readout, Activation.IDENTITY, 0, 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("noise");
  }

  @Test
  void aTopologyGivesTheReversalPotentialsTheirSigns() {
    NetworkSpec plain = classifier(10, 0.4);
    InitSpec init =
        new InitSpec(
            InitSpec.Input.UNIFORM,
            InitSpec.Recurrent.SIGNED,
            0.7,
            InitSpec.Readout.UNIFORM,
            0,
            true);
    NetworkSpec spec =
        new NetworkSpec(
            plain.cell(),
            plain.inputs(),
            0,
            plain.hidden(),
            plain.outputs(),
            plain.density(),
            plain.activation(),
            plain.dynamics(),
            plain.readout(),
            init,
            plain.dale());
    SparsityPattern pattern = SparsityPattern.bernoulli(10, 10, 0.4, 8, 0);
    byte[] signs = new byte[pattern.nonzeros()];
    for (int e = 0; e < signs.length; e++) {
      signs[e] = (byte) (e % 3 == 0 ? -1 : 1);
    }
    try (Backend backend = new ReferenceBackend()) {
      Network network = Networks.create(backend, spec, pattern, PlanKind.AUTO, STEPS, BATCH);
      Networks.initialise(backend, network, new SignedTopology(pattern, signs), SEED);
      float[] structure = network.structureValues();
      for (int e = 0; e < signs.length; e++) {
        assertThat(structure[e]).isEqualTo(signs[e]);
        assertThat(network.hiddenToHidden().value().get(e)).isPositive();
      }
    }
  }

  /** Is the sum of the three inputs over the steps above zero? */
  @Test
  void learns() {
    NetworkSpec spec =
        NetworkSpec.classifier(
            NetworkSpec.Cell.LTC, 3, 24, 2, 0.3, Activation.IDENTITY, 1, DaleSpec.off());
    try (Backend backend = new CpuBackend(1)) {
      Network network = Networks.create(backend, spec, mask(spec), PlanKind.AUTO, 5, 32);
      Networks.initialise(backend, network, SEED);
      Metrics metrics = backend.metrics("totals");
      double first = 0;
      double last = 0;
      int updates = 150;
      for (int step = 1; step <= updates; step++) {
        BatchShape shape = sums(network, step);
        metrics.reset();
        network.forward(shape);
        network.backward(shape, metrics);
        for (Parameter parameter : network.parameters()) {
          parameter.update(backend, new AdamStep(step, 0.02, 0.9, 0.999, 1e-8));
        }
        first += step <= 10 ? metrics.read().meanLoss() / 10 : 0;
        last += step > updates - 10 ? metrics.read().meanLoss() / 10 : 0;
      }
      assertThat(last).isLessThan(0.85 * first);
    }
  }

  private static BatchShape sums(Network network, long seed) {
    Philox random = new Philox(seed, Philox.Purpose.TEST, 5);
    int columns = network.batch();
    float[] x = new float[network.steps() * 3 * columns];
    double[] sums = new double[columns];
    for (int n = 0; n < x.length; n++) {
      x[n] = random.nextSymmetric(1f);
      sums[n % columns] += x[n];
    }
    int[] labels = new int[columns];
    for (int k = 0; k < columns; k++) {
      labels[k] = sums[k] > 0 ? 1 : 0;
    }
    network.inputs().write(0, network.steps(), columns, x);
    Indices target = network.labels();
    if (target == null) {
      throw new IllegalStateException("a classifier has labels");
    }
    target.write(labels, 1, columns);
    return BatchShape.of(columns, network.steps());
  }

  private static SparsityPattern mask(NetworkSpec spec) {
    return Networks.mask(spec, SEED);
  }

  private static Network network(Backend backend, NetworkSpec spec) {
    Network network = Networks.create(backend, spec, mask(spec), PlanKind.AUTO, STEPS, BATCH);
    Networks.initialise(backend, network, SEED);
    return network;
  }

  private static void train(
      Backend backend, Network network, int firstStep, int lastStep, double rate) {
    try (Metrics metrics = backend.metrics("totals")) {
      for (int step = firstStep; step <= lastStep; step++) {
        BatchShape shape = RandomBatch.fill(network, BATCH - step % 2, network.steps(), step);
        network.forward(shape);
        network.backward(shape, metrics);
        for (Parameter parameter : network.parameters()) {
          parameter.update(backend, new AdamStep(step, rate, 0.9, 0.999, 1e-8));
        }
      }
    }
  }
}
