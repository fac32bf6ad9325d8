package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Softmax with cross-entropy against a double-precision reference. */
class SoftmaxKernelTest {
  private static final long SEED = 31;

  private static void launch(
      int block, NodeMajor z, int[] labels, NodeMajor d, double[] loss, long[] counts) {
    Emulation.get()
        .launch(
            "np_softmax_cross_entropy",
            new Arguments.Dims(1, 1, block, 1),
            block * 8,
            z.at(0),
            z.stride(),
            z.nodes,
            z.ldB,
            z.columns,
            labels,
            d == z ? null : d.at(0),
            d.stride(),
            loss,
            counts);
  }

  @ParameterizedTest
  @CsvSource({"10, 100, 256", "2, 1, 32", "5, 33, 7", "10, 64, 64", "3, 300, 100", "1, 4, 1"})
  void agreesWithDefinition(int classes, int columns, int block) {
    SplittableRandom random = Seeded.random(SEED);
    NodeMajor z = NodeMajor.random(classes, 1, columns, random);
    for (int e = 0; e < z.data.length; e++) {
      z.data[e] *= 40;
    }
    int[] labels = random.ints(columns, 0, classes).toArray();
    NodeMajor d = new NodeMajor(classes, 2, columns).spoilPadding();
    double[] loss = {1000};
    long[] counts = {7, 3, 2};
    launch(block, z, labels, d, loss, counts);
    double expectedLoss = 0;
    int correct = 0;
    for (int k = 0; k < columns; k++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = z.get(0, c, k) > z.get(0, best, k) ? c : best;
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp((double) z.get(0, c, k) - z.get(0, best, k));
      }
      expectedLoss += Math.log(sum) + z.get(0, best, k) - z.get(0, labels[k], k);
      correct += best == labels[k] ? 1 : 0;
      for (int c = 0; c < classes; c++) {
        double p = Math.exp((double) z.get(0, c, k) - z.get(0, best, k)) / sum;
        double expected = (p - (c == labels[k] ? 1 : 0)) / columns;
        assertThat((double) d.get(0, c, k)).isCloseTo(expected, within(1e-6 / columns));
      }
    }
    assertThat(d.paddingIsZero(0)).isTrue();
    assertThat(loss[0] - 1000).isCloseTo(expectedLoss, within(1e-6 * columns * 40));
    assertThat(counts).containsExactly(7 + columns, 3 + correct, 2);
    // Evaluation only: the same totals, no gradient.
    double[] again = {1000};
    long[] countsAgain = {7, 3, 2};
    launch(block, z, labels, z, again, countsAgain);
    assertThat(again).isEqualTo(loss);
    assertThat(countsAgain).isEqualTo(counts);
  }

  @Test
  void brokenLogitsAreCountedAndPredictAsPyTorchDoes() {
    float nan = Float.NaN;
    float inf = Float.POSITIVE_INFINITY;
    // Columns: a tie, a NaN in the middle, two NaNs, +inf, -inf, all equal.
    float[][] z = {
      {1, 5, 3, 0, -inf, 0}, {2, nan, nan, inf, 1, 0}, {2, 9, nan, 0, 0, 0}, {0, 1, 9, inf, 0, 0}
    };
    int[] predictions = {1, 1, 1, 1, 1, 0};
    for (int k = 0; k < 6; k++) {
      NodeMajor one = new NodeMajor(4, 1, 1);
      for (int c = 0; c < 4; c++) {
        one.set(0, c, 0, z[c][k]);
      }
      for (int label = 0; label < 4; label++) {
        long[] counts = new long[3];
        double[] loss = new double[1];
        launch(32, one, new int[] {label}, one, loss, counts);
        assertThat(counts)
            .containsExactly(1, label == predictions[k] ? 1 : 0, k >= 1 && k <= 4 ? 1 : 0);
        assertThat(Double.isNaN(loss[0])).isEqualTo(k >= 1 && k <= 3);
      }
    }
  }

  @Test
  void aLabelOutsideTheClassesIsNotRead() {
    NodeMajor z = new NodeMajor(3, 1, 2);
    double[] loss = new double[1];
    long[] counts = new long[3];
    launch(32, z, new int[] {3, -1}, z, loss, counts);
    assertThat(loss[0]).isNaN();
    assertThat(counts).containsExactly(2, 0, 0);
  }
}
