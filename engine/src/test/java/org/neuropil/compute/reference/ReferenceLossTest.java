package org.neuropil.compute.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Indices;
import org.neuropil.matrix.Philox;

/** The losses' gradients against finite differences of the losses, and known values. */
class ReferenceLossTest {
  private static final double H = 1e-5;

  private static double[][] random(int rows, int columns, Philox random) {
    double[][] values = new double[rows][columns];
    for (double[] row : values) {
      for (int k = 0; k < columns; k++) {
        row[k] = 1.5 * random.nextGaussian();
      }
    }
    return values;
  }

  private static double softmaxLoss(double[][] z, int[] labels, boolean twice) {
    ReferenceMetrics metrics = new ReferenceMetrics();
    metrics.softmaxCrossEntropy(z, labels, labels.length, 1, twice, null);
    return metrics.read().lossSum();
  }

  @Test
  void gradientOfTheSoftmaxIsTheSlopeOfItsLoss() {
    Philox random = new Philox(3, Philox.Purpose.TEST, 0);
    int[] labels = {2, Indices.NONE, 0, 3};
    for (boolean twice : new boolean[] {false, true}) {
      double[][] z = random(4, 4, random);
      double[][] d = new double[4][4];
      new ReferenceMetrics().softmaxCrossEntropy(z, labels, 4, 0.7, twice, d);
      for (int c = 0; c < 4; c++) {
        for (int k = 0; k < 4; k++) {
          double kept = z[c][k];
          z[c][k] = kept + H;
          double above = softmaxLoss(z, labels, twice);
          z[c][k] = kept - H;
          double below = softmaxLoss(z, labels, twice);
          z[c][k] = kept;
          double slope = 0.7 * (above - below) / (2 * H);
          assertThat(d[c][k]).as("%d, %d, %s", c, k, twice).isCloseTo(slope, within(1e-9));
        }
      }
    }
  }

  /** The least that the doubled form of two classes can reach, ln(1 + 1/e). */
  @Test
  void theDoubledSoftmaxHasAFloor() {
    double[][] z = {{60}, {-60}};
    assertThat(softmaxLoss(z, new int[] {0}, true)).isCloseTo(0.31326168751822286, within(1e-15));
    assertThat(softmaxLoss(z, new int[] {0}, false)).isCloseTo(0, within(1e-15));
  }

  private static double squaredLoss(
      double[][][] z, boolean sigmoid, double[][][] target, double[][][] weight) {
    ReferenceMetrics metrics = new ReferenceMetrics();
    metrics.squaredError(z, 2, sigmoid, target, weight, 3, 0.25, null);
    return metrics.read().meanLoss();
  }

  @Test
  void gradientOfTheSquaredErrorIsTheSlopeOfItsMean() {
    Philox random = new Philox(4, Philox.Purpose.TEST, 0);
    for (boolean sigmoid : new boolean[] {false, true}) {
      double[][][] z = {random(2, 3, random), random(2, 3, random)};
      double[][][] target = {random(2, 3, random), random(2, 3, random)};
      double[][][] weight = {random(2, 3, random), random(2, 3, random)};
      double[][][] d = new double[2][2][3];
      new ReferenceMetrics().squaredError(z, 2, sigmoid, target, weight, 3, 0.25, d);
      for (int s = 0; s < 2; s++) {
        for (int i = 0; i < 2; i++) {
          for (int k = 0; k < 3; k++) {
            double kept = z[s][i][k];
            z[s][i][k] = kept + H;
            double above = squaredLoss(z, sigmoid, target, weight);
            z[s][i][k] = kept - H;
            double below = squaredLoss(z, sigmoid, target, weight);
            z[s][i][k] = kept;
            assertThat(d[s][i][k])
                .as("%d, %d, %d, %s", s, i, k, sigmoid)
                .isCloseTo((above - below) / (2 * H), within(1e-8));
          }
        }
      }
    }
  }

  @Test
  void slopesOfActivationsComeFromTheirOutputs() {
    for (Activation phi : Activation.values()) {
      for (double a : new double[] {-30, -3, -0.4, 0.3, 2, 30}) {
        double slope = (phi.apply(a + H) - phi.apply(a - H)) / (2 * H);
        assertThat(phi.derivative(phi.apply(a)))
            .as("%s at %s", phi, a)
            .isCloseTo(slope, within(1e-9));
      }
    }
  }

  @Test
  void softplusNeitherOverflowsNorVanishes() {
    assertThat(Activation.SOFTPLUS.apply(1000)).isEqualTo(1000);
    assertThat(Activation.SOFTPLUS.apply(-700)).isCloseTo(Math.exp(-700), within(1e-315));
    assertThat(Activation.SOFTPLUS.apply(0)).isCloseTo(Math.log(2), within(1e-16));
    assertThat(Activation.SOFTPLUS.apply(Double.NaN)).isNaN();
  }
}
