package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adam and Dale's clamp against the formula of AdamStep in double precision. */
class AdamKernelsTest {
  private static final double LR = 1e-3;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPS = 1e-8;

  @ParameterizedTest
  @CsvSource({
    "1, 32, 1, Infinity",
    "1000, 256, 3, 0.5",
    "333, 96, 20, Infinity",
    "333, 33, 20, 0.25"
  })
  void denseAndDale(int n, int block, int steps, float clip) {
    Emulation emulation = Emulation.get();
    SplittableRandom random = Seeded.random(77);
    int nodes = 17;
    float[] w = new float[n];
    int[] columns = new int[n];
    float[] signs = new float[nodes];
    for (int j = 0; j < nodes; j++) {
      signs[j] = random.nextBoolean() ? 1 : -1;
    }
    double[][] reference = new double[3][n];
    for (int e = 0; e < n; e++) {
      columns[e] = random.nextInt(nodes);
      w[e] = (float) (random.nextDouble() * 0.01) * signs[columns[e]];
      reference[0][e] = w[e];
    }
    float[] dale = w.clone();
    double[] daleReference = reference[0].clone();
    float[] m = new float[n];
    float[] v = new float[n];
    float[] m2 = new float[n];
    float[] v2 = new float[n];
    for (int s = 1; s <= steps; s++) {
      float[] g = new float[n];
      for (int e = 0; e < n; e++) {
        g[e] = e % 5 == 0 ? 0 : (float) random.nextDouble(-1, 1);
      }
      float stepSize = (float) (LR / (1 - Math.pow(BETA1, s)));
      float rootScale = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, s)));
      float b1 = (float) BETA1;
      float c1 = (float) (1 - BETA1);
      float b2 = (float) BETA2;
      float c2 = (float) (1 - BETA2);
      float eps = (float) EPS;
      float[] constants = {b1, c1, b2, c2, stepSize, rootScale, eps, clip};
      emulation.flat("np_adam", n, block, w, g, m, v, (long) n, constants);
      emulation.flat(
          "np_adam_dale", n, block, dale, g, m2, v2, (long) n, constants, columns, signs);
      for (int e = 0; e < n; e++) {
        double change = change(reference, Math.clamp(g[e], -clip, clip), e, s);
        reference[0][e] -= change;
        daleReference[e] -= change;
        if (daleReference[e] * signs[columns[e]] < 0) {
          daleReference[e] = 0;
        }
        assertThat((double) w[e]).isCloseTo(reference[0][e], within(2e-6));
        assertThat((double) dale[e]).isCloseTo(daleReference[e], within(2e-6));
        assertThat(dale[e] * signs[columns[e]]).isGreaterThanOrEqualTo(0);
      }
    }
    assertThat(m2).isEqualTo(m);
    assertThat(v2).isEqualTo(v);
  }

  private static double change(double[][] reference, double g, int e, int s) {
    reference[1][e] = BETA1 * reference[1][e] + (1 - BETA1) * g;
    reference[2][e] = BETA2 * reference[2][e] + (1 - BETA2) * g * g;
    double root = Math.sqrt(reference[2][e]) / Math.sqrt(1 - Math.pow(BETA2, s));
    return LR / (1 - Math.pow(BETA1, s)) * reference[1][e] / (root + EPS);
  }

  @Test
  void aNaNIsNotHiddenByTheClamp() {
    float[] w = {1};
    Emulation.get()
        .flat(
            "np_adam_dale",
            1,
            32,
            w,
            new float[] {Float.NaN},
            new float[1],
            new float[1],
            1L,
            new float[] {0.9f, 0.1f, 0.999f, 0.001f, 1e-3f, 1f, 1e-8f, 0.5f},
            new int[1],
            new float[] {-1});
    assertThat(w[0]).isNaN();
  }

  /** A root of the order of eps: the place of eps in the formula shows. */
  @Test
  void epsIsAddedToTheCorrectedRoot() {
    float[] w = {1};
    float[] v = new float[1];
    float gradient = 1e-6f;
    Emulation.get()
        .flat(
            "np_adam",
            1,
            32,
            w,
            new float[] {gradient},
            new float[1],
            v,
            1L,
            new float[] {0.9f, 0.1f, 0.99f, 0.01f, 0.5f, 10f, 1e-6f, 1f});
    double root = Math.sqrt(0.01 * 1e-12) * 10;
    assertThat((double) w[0]).isCloseTo(1 - 0.5 * 0.1e-6 / (root + 1e-6), within(1e-7));
    assertThat((double) v[0]).isCloseTo(1e-14, within(1e-19));
  }

  @ParameterizedTest
  @CsvSource({"1, 32", "97, 32", "300, 256"})
  void clamp(int n, int block) {
    SplittableRandom random = Seeded.random(78);
    float[] b = new float[n + 1];
    for (int e = 0; e <= n; e++) {
      b[e] = random.nextInt(-96, 97) / 64f;
    }
    b[n / 2] = Float.NaN;
    // Behind the end, and not within the limits.
    b[n] = 100;
    float[] before = b.clone();
    Emulation.get().flat("np_clamp", n, block, b, (long) n, -0.5f, 1.25f);
    for (int e = 0; e < n; e++) {
      assertThat(b[e]).isEqualTo((Float) Math.min(Math.max(before[e], -0.5f), 1.25f));
    }
    assertThat(b[n]).isEqualTo(before[n]);
  }
}
