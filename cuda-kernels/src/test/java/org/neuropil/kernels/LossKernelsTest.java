package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The losses at every step against double-precision loops that follow their definitions. */
class LossKernelsTest {
  private static final long SEED = 32;
  private static final int NONE = -1;

  /** What a launch adds up to: loss, samples, correct, broken. */
  private static double[] totals(double[] partial, int blocks, int threads) {
    double[] loss = {100};
    long[] counts = {7, 3, 2};
    Emulation.get()
        .launch(
            "np_add_totals",
            new Arguments.Dims(1, 1, threads, 1),
            threads * 8,
            partial,
            blocks,
            loss,
            counts);
    for (int row = 0; row < 4; row++) {
      double sum = 0;
      for (int b = 0; b < blocks; b++) {
        sum += partial[row * blocks + b];
      }
      double found = row == 0 ? loss[0] - 100 : counts[row - 1] - new int[] {7, 3, 2}[row - 1];
      if (!Double.isNaN(sum)) {
        assertThat(found).isCloseTo(sum, within(1e-9 * (100 + Math.abs(sum))));
      }
    }
    return new double[] {loss[0] - 100, counts[0] - 7, counts[1] - 3, counts[2] - 2};
  }

  private static double[] softmax(
      NodeMajor z,
      int count,
      int[] labels,
      int pitch,
      boolean twice,
      NodeMajor d,
      int blocks,
      int threads) {
    double[] partial = new double[4 * blocks];
    Emulation.get()
        .launch(
            "np_softmax_steps",
            new Arguments.Dims(blocks, 1, threads, 1),
            threads * 8,
            z.at(0),
            z.stride(),
            z.nodes,
            z.ldB,
            count,
            z.columns,
            labels,
            pitch,
            0.125f,
            twice ? 1 : 0,
            d == z ? null : d.at(0),
            d.stride(),
            partial);
    return totals(partial, blocks, threads);
  }

  private static double[] probabilities(double[] z) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double x : z) {
      largest = Math.max(largest, x);
    }
    double sum = 0;
    double[] p = new double[z.length];
    for (int c = 0; c < z.length; c++) {
      p[c] = Math.exp(z[c] - largest);
      sum += p[c];
    }
    for (int c = 0; c < z.length; c++) {
      p[c] /= sum;
    }
    return p;
  }

  /** Classes, steps of the sequence, steps in use, columns, pitch, blocks, threads. */
  @ParameterizedTest
  @CsvSource({
    "2, 1, 1, 1, 1, 1, 1", "5, 4, 3, 33, 64, 3, 7", "10, 2, 2, 100, 128, 2, 64",
    "3, 3, 3, 5, 5, 12, 32", "7, 6, 2, 64, 70, 5, 33", "4, 2, 0, 3, 32, 2, 32"
  })
  void softmaxAgreesWithDefinition(
      int classes, int steps, int count, int columns, int pitch, int blocks, int threads) {
    SplittableRandom random = Seeded.random(SEED);
    NodeMajor z = NodeMajor.random(classes, steps, columns, random);
    for (int e = 0; e < z.data.length; e++) {
      z.data[e] *= 5;
    }
    z.spoilPadding();
    int[] labels = new int[Math.max(1, count) * pitch];
    for (int e = 0; e < labels.length; e++) {
      labels[e] = e % pitch < columns && random.nextInt(4) == 0 ? NONE : random.nextInt(classes);
    }
    for (boolean twice : new boolean[] {false, true}) {
      NodeMajor d = NodeMajor.random(classes, steps + 1, columns, random).spoilPadding();
      NodeMajor before = d.copy();
      double[] found = softmax(z, count, labels, pitch, twice, d, blocks, threads);
      double[] expected = new double[4];
      for (int s = 0; s < count; s++) {
        assertThat(d.paddingIsZero(s)).isTrue();
        for (int k = 0; k < columns; k++) {
          int label = labels[s * pitch + k];
          double[] slope = softmaxColumn(z, s, k, label, twice, expected);
          for (int c = 0; c < classes; c++) {
            assertThat((double) d.get(s, c, k)).isCloseTo(slope[c] / 8, within(2e-7));
          }
        }
      }
      assertThat(found[0]).isCloseTo(expected[0], within(3e-6 * (1 + expected[1])));
      assertThat(found[1]).isEqualTo(expected[1]);
      assertThat(found[2]).isEqualTo(expected[2]);
      assertThat(found[3]).isZero();
      for (int c = 0; c < classes; c++) {
        assertThat(d.get(count, c, 0)).isEqualTo(before.get(count, c, 0));
      }
      // Evaluation only: the same totals, no gradient.
      assertThat(softmax(z, count, labels, pitch, twice, z, blocks, threads)).isEqualTo(found);
    }
  }

  /** Adds loss, sample and hit to {@code totals}; returns the slope of the loss. */
  private static double[] softmaxColumn(
      NodeMajor z, int s, int k, int label, boolean twice, double[] totals) {
    double[] logits = new double[z.nodes];
    int best = 0;
    for (int c = 0; c < z.nodes; c++) {
      logits[c] = z.get(s, c, k);
      best = logits[c] > logits[best] ? c : best;
    }
    double[] slope = new double[z.nodes];
    if (label == NONE) {
      return slope;
    }
    double[] p = probabilities(logits);
    double[] q = twice ? probabilities(p) : p;
    totals[0] -= Math.log(q[label]);
    totals[1]++;
    totals[2] += best == label ? 1 : 0;
    for (int c = 0; c < z.nodes; c++) {
      // The chain rule as a sum over both softmax layers, nothing cancelled.
      for (int j = 0; j < z.nodes; j++) {
        double outer = q[j] - (j == label ? 1 : 0);
        double inner = twice ? p[j] * ((j == c ? 1 : 0) - p[c]) : j == c ? 1 : 0;
        slope[c] += outer * inner;
      }
    }
    return slope;
  }

  /** The label's logit far above the others: loss and gradient, near 0, keep their accuracy. */
  @ParameterizedTest
  @ValueSource(floats = {4, 8, 12, 16, 30})
  void smallLossesKeepTheirAccuracy(float margin) {
    NodeMajor z = new NodeMajor(3, 1, 1);
    z.set(0, 1, 0, margin);
    NodeMajor d = new NodeMajor(3, 2, 1);
    double rest = 2 * Math.exp(-margin);
    double loss = softmax(z, 1, new int[] {1}, 1, false, d, 1, 32)[0];
    // The totals start at 100: what is added there is known to 1e-14.
    assertThat(loss).isCloseTo(Math.log1p(rest), within(1e-6 * rest + 2e-14));
    assertThat((double) d.get(0, 1, 0)).isCloseTo(-rest / (1 + rest) / 8, within(1e-6 * rest / 8));
  }

  @Test
  void brokenLogitsAreCountedWhereThereIsALabel() {
    float nan = Float.NaN;
    float inf = Float.POSITIVE_INFINITY;
    NodeMajor z = new NodeMajor(3, 2, 3);
    float[][] values = {{1, nan, inf}, {2, nan, 0}, {0, 1, 5}};
    for (int c = 0; c < 3; c++) {
      for (int k = 0; k < 3; k++) {
        z.set(0, c, k, values[c][k]);
      }
      z.set(1, c, 0, c == 1 ? -inf : 1);
      z.set(1, c, 1, nan);
    }
    // The prediction of a column with NaN is the first NaN; a label that is no class breaks the
    // loss.
    int[] labels = {1, 0, 0, 2, NONE, 3};
    double[] found = softmax(z, 2, labels, 3, false, z, 2, 32);
    assertThat(found[0]).isNaN();
    assertThat(found[1]).isEqualTo(5);
    assertThat(found[2]).isEqualTo(3);
    assertThat(found[3]).isEqualTo(3);
  }

  private static double[] squaredError(
      NodeMajor z,
      int count,
      boolean sigmoid,
      NodeMajor target,
      NodeMajor weight,
      NodeMajor d,
      int blocks,
      int threads) {
    double[] partial = new double[4 * blocks];
    Emulation emulation = Emulation.get();
    emulation.launch(
        "np_squared_error",
        new Arguments.Dims(blocks, 1, threads, 1),
        threads * 8,
        z.at(0),
        z.stride(),
        z.nodes,
        z.ldB,
        count,
        z.columns,
        sigmoid ? 1 : 0,
        target.at(0),
        target.stride(),
        weight == z ? null : weight.at(0),
        weight.stride(),
        0.01,
        d == z ? null : d.at(0),
        d.stride(),
        partial);
    int warps = Math.min(8, 1 + threads % 9);
    emulation.launch(
        "np_broken_columns",
        new Arguments.Dims(blocks, 1, 32, warps),
        32 * warps * 4,
        z.at(0),
        z.stride(),
        z.nodes,
        z.ldB,
        count,
        z.columns,
        partial);
    return totals(partial, blocks, threads);
  }

  /** Nodes, steps of the sequence, steps in use, columns, blocks, threads. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1, 1, 1",
    "50, 2, 1, 5, 3, 7",
    "3, 3, 2, 100, 2, 64",
    "2, 5, 4, 33, 9, 96",
    "7, 2, 2, 64, 1, 33",
    "4, 2, 0, 3, 2, 32"
  })
  void squaredErrorAgreesWithDefinition(
      int nodes, int steps, int count, int columns, int blocks, int threads) {
    SplittableRandom random = Seeded.random(SEED);
    NodeMajor z = NodeMajor.random(nodes, steps, columns, random).spoilPadding();
    NodeMajor target = NodeMajor.random(nodes, steps + 1, columns, random).spoilPadding();
    NodeMajor weight = NodeMajor.random(nodes, steps + 2, columns, random).spoilPadding();
    for (int option = 0; option < 4; option++) {
      boolean sigmoid = option % 2 == 1;
      boolean weighted = option >= 2;
      NodeMajor d = NodeMajor.random(nodes, steps + 3, columns, random).spoilPadding();
      NodeMajor before = d.copy();
      double[] found =
          squaredError(z, count, sigmoid, target, weighted ? weight : z, d, blocks, threads);
      double loss = 0;
      for (int s = 0; s < count; s++) {
        assertThat(d.paddingIsZero(s)).isTrue();
        for (int i = 0; i < nodes; i++) {
          for (int k = 0; k < columns; k++) {
            double x = z.get(s, i, k);
            double y = sigmoid ? 1 / (1 + Math.exp(-x)) : x;
            double factor = weighted ? weight.get(s, i, k) : 1;
            double e = (y - target.get(s, i, k)) * factor;
            loss += 0.01 * e * e;
            double slope = 0.01 * 2 * e * factor * (sigmoid ? y * (1 - y) : 1) / columns;
            assertThat((double) d.get(s, i, k)).isCloseTo(slope, within(1e-7 / columns));
          }
        }
      }
      assertThat(found[0]).isCloseTo(loss, within(1e-6 * (1e-3 + loss)));
      assertThat(found[1]).isEqualTo(columns);
      assertThat(found[2]).isZero();
      assertThat(found[3]).isZero();
      for (int i = 0; i < nodes; i++) {
        assertThat(d.get(count, i, 0)).isEqualTo(before.get(count, i, 0));
      }
      assertThat(squaredError(z, count, sigmoid, target, weighted ? weight : z, z, blocks, threads))
          .isEqualTo(found);
    }
  }

  /** A sample counts once, however many of its outputs are broken, at whatever step or node. */
  @ParameterizedTest
  @CsvSource({"1, 33", "2, 32", "4, 256"})
  void brokenSamplesAreCountedOnce(int blocks, int threads) {
    NodeMajor z = new NodeMajor(5, 3, 70);
    NodeMajor target = new NodeMajor(5, 3, 70);
    z.set(0, 0, 3, Float.NaN);
    z.set(1, 4, 3, Float.NaN);
    z.set(1, 4, 31, Float.POSITIVE_INFINITY);
    z.set(0, 1, 32, Float.NEGATIVE_INFINITY);
    z.set(1, 0, 69, Float.NaN);
    // Not among the steps in use.
    z.set(2, 0, 5, Float.NaN);
    double[] found = squaredError(z, 2, false, target, z, z, blocks, threads);
    assertThat(found[0]).isNaN();
    assertThat(found[1]).isEqualTo(70);
    assertThat(found[3]).isEqualTo(4);
  }
}
