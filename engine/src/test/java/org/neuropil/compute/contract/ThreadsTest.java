package org.neuropil.compute.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Indices;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.compute.cpu.CpuBackend;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.network.DaleSpec;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.network.Parameter;

/** The number of CPU threads changes no bit of any result. */
class ThreadsTest {
  private static final int BATCH = 37;
  private static final int COLUMNS = 35;

  @ParameterizedTest
  @EnumSource(
      value = PlanKind.class,
      names = {"TILED", "DENSE"})
  void productsGiveTheSameBits(PlanKind plan) {
    List<float[]> one = products(1, plan);
    assertSameBits(one, products(2, plan));
    assertSameBits(one, products(3, plan));
  }

  @Test
  void cellsAndLossesGiveTheSameBits() {
    List<float[]> one = cellsAndLosses(1);
    assertSameBits(one, cellsAndLosses(2));
    assertSameBits(one, cellsAndLosses(3));
  }

  static Stream<Arguments> networks() {
    return Stream.of(NetworkSpec.Cell.values())
        .filter(cell -> cell != NetworkSpec.Cell.LTC)
        .flatMap(cell ->
            Stream.of(PlanKind.TILED, PlanKind.DENSE).map(plan -> Arguments.of(cell, plan)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void trainingGivesTheSameBits(NetworkSpec.Cell cell, PlanKind plan) {
    List<float[]> one = train(1, cell, plan);
    assertSameBits(one, train(2, cell, plan));
    assertSameBits(one, train(3, cell, plan));
  }

  private static void assertSameBits(List<float[]> expected, List<float[]> found) {
    assertThat(found).hasSameSizeAs(expected);
    for (int k = 0; k < expected.size(); k++) {
      assertThat(found.get(k)).as("result %d", k).isEqualTo(expected.get(k));
    }
  }

  /** Sizes above every panel and task, so that threads do share the work. */
  private static List<float[]> products(int threads, PlanKind plan) {
    List<float[]> results = new ArrayList<>();
    SparsityPattern pattern = SparsityPattern.bernoulli(601, 530, 0.1, 5, 0);
    Philox random = new Philox(5, Philox.Purpose.TEST, 0);
    try (Backend backend = new CpuBackend(threads)) {
      HiddenProduct product = backend.product("W", pattern, plan, 5, BATCH);
      Buffer w = buffer(backend, pattern.nonzeros(), random);
      Buffer dense = buffer(backend, 601 * 530, random);
      Buffer bias = buffer(backend, 601, random);
      Buffer g = backend.buffer("g", pattern.nonzeros());
      Buffer denseGradient = backend.buffer("gw", 601 * 530);
      Buffer biasGradient = backend.buffer("gb", 601);
      Sequence h = sequence(backend, 530, random);
      Sequence d = sequence(backend, 601, random);
      Sequence y = sequence(backend, 601, random);
      Sequence back = backend.sequence("back", 530, 5, BATCH);
      product.update(w);
      product.forward(h, 0, y, 1, true, Activation.TANH, COLUMNS);
      product.forward(h, 1, y, 2, false, Activation.RELU, COLUMNS);
      backend.affine(dense, h, 2, y, 3, 2, COLUMNS, bias);
      product.backward(d, 2, back, 0, Activation.TANH, h, 0, COLUMNS);
      product.backward(d, 3, back, 1, Activation.RELU, h, 1, COLUMNS);
      backend.affineBackward(dense, d, 0, back, 2, Activation.TANH, h, 3, COLUMNS);
      product.gradient(d, 1, h, 0, 4, COLUMNS, g);
      backend.affineGradient(d, 1, h, 0, 4, COLUMNS, denseGradient);
      backend.biasGradient(d, 0, 5, COLUMNS, biasGradient);
      results.add(all(y));
      results.add(all(back));
      for (Buffer b : List.of(g, denseGradient, biasGradient)) {
        results.add(b.toArray());
      }
    }
    return results;
  }

  /** Sizes at which the threads share the work of every operation. */
  private static List<float[]> cellsAndLosses(int threads) {
    List<float[]> results = new ArrayList<>();
    Philox random = new Philox(6, Philox.Purpose.TEST, 0);
    try (Backend backend = new CpuBackend(threads)) {
      Sequence x = sequence(backend, 530, random);
      Sequence y = sequence(backend, 530, random);
      Sequence d = backend.sequence("d", 530, 5, BATCH);
      Sequence small = backend.sequence("small", 301, 5, BATCH);
      Buffer table = buffer(backend, 40 * 530, random);
      Buffer w = buffer(backend, 530 * 301, random);
      Buffer wide = buffer(backend, 70_001, random);
      Metrics metrics = backend.metrics("totals");
      Indices labels = backend.indices("labels", 5, BATCH);
      int[] numbers = new int[5 * COLUMNS];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = random.nextInt(40);
      }
      labels.write(numbers, 5, COLUMNS);
      backend.combine(
          y,
          1,
          COLUMNS,
          Activation.TANH,
          x,
          2,
          new Backend.Term(0.3, x, 0),
          new Backend.Term(-1, y, 1),
          new Backend.Term(2, y, 3));
      backend.addNoise(x, 1, 3, COLUMNS, 0.1, 9, 400);
      backend.softmaxCrossEntropy(x, 5, labels, COLUMNS, 0.01, false, d, metrics);
      results.add(all(d));
      backend.softmaxCrossEntropy(x, 5, labels, COLUMNS, 0.01, true, d, metrics);
      results.add(all(d));
      backend.squaredError(x, 4, true, y, x, COLUMNS, 0.01, d, metrics);
      results.add(all(d));
      backend.affineBackward(w, d, 0, small, 1, 4, COLUMNS);
      backend.embedGradient(labels, d, 5, COLUMNS, table);
      results.add(table.toArray());
      backend.embed(table, labels, d, 3, COLUMNS);
      backend.clamp(wide, -0.5f, 0.25f);
      Metrics.Totals totals = metrics.read();
      results.add(new float[] {(float) totals.lossSum(), totals.correct(), totals.samples()});
      results.add(new float[] {(float) (totals.lossSum() - (float) totals.lossSum())});
      for (Sequence s : List.of(x, y, d, small)) {
        results.add(all(s));
      }
      results.add(wide.toArray());
    }
    return results;
  }

  /** Twenty steps with all that belongs to one; the values, moments and totals at the end. */
  private static List<float[]> train(int threads, NetworkSpec.Cell cell, PlanKind plan) {
    DaleSpec dale = new DaleSpec(DaleSpec.Mode.CLAMP, 0.2, false, 1, false);
    int hidden = cell == NetworkSpec.Cell.FEEDFORWARD ? 600 : 300;
    NetworkSpec spec = NetworkSpec.classifier(cell, 9, hidden, 10, 0.1, Activation.TANH, 0.1, dale);
    int steps = cell == NetworkSpec.Cell.FEEDFORWARD ? 1 : 4;
    List<float[]> results = new ArrayList<>();
    Philox random = new Philox(7, Philox.Purpose.TEST, 1);
    try (Backend backend = new CpuBackend(threads)) {
      Network network = Networks.create(backend, spec, Networks.mask(spec, 3), plan, steps, BATCH);
      Networks.initialise(backend, network, 3);
      Metrics metrics = backend.metrics("totals");
      for (int step = 1; step <= 20; step++) {
        // Full and partial batches in turn.
        int columns = step % 3 == 0 ? COLUMNS : BATCH;
        float[] inputs = new float[steps * 9 * columns];
        for (int i = 0; i < inputs.length; i++) {
          inputs[i] = random.nextSymmetric(1f);
        }
        int[] labels = new int[columns];
        for (int k = 0; k < columns; k++) {
          labels[k] = random.nextInt(10);
        }
        network.inputs().write(0, steps, columns, inputs);
        Objects.requireNonNull(network.labels()).write(labels, 1, columns);
        network.forward(org.neuropil.network.BatchShape.of(columns, network.steps()));
        network.backward(org.neuropil.network.BatchShape.of(columns, network.steps()), metrics);
        for (Parameter parameter : network.parameters()) {
          parameter.update(backend, new AdamStep(step, 1e-3, 0.9, 0.999, 1e-8));
        }
      }
      for (Parameter parameter : network.parameters()) {
        results.add(parameter.value().toArray());
        results.add(parameter.gradient().toArray());
        results.add(parameter.firstMoment().toArray());
        results.add(parameter.secondMoment().toArray());
      }
      results.add(new float[] {(float) metrics.read().lossSum(), metrics.read().correct()});
    }
    return results;
  }

  private static Buffer buffer(Backend backend, int size, Philox random) {
    Buffer b = backend.buffer("b", size);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextSymmetric(1f);
    }
    b.write(values);
    return b;
  }

  private static Sequence sequence(Backend backend, int nodes, Philox random) {
    Sequence s = backend.sequence("s", nodes, 5, BATCH);
    float[] values = new float[5 * nodes * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextSymmetric(1f);
    }
    s.write(0, 5, COLUMNS, values);
    return s;
  }

  private static float[] all(Sequence s) {
    float[] all = new float[s.steps() * s.nodes() * s.batch()];
    float[] slice = new float[s.nodes() * s.batch()];
    for (int t = 0; t < s.steps(); t++) {
      s.read(t, s.batch(), slice);
      System.arraycopy(slice, 0, all, t * slice.length, slice.length);
    }
    return all;
  }
}
