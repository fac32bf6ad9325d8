package org.neuropil.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neuropil.compute.Activation;
import org.neuropil.matrix.Philox;

class SparseKernelsTest {
  private static final int CASES = 30;
  private static final List<Activation> ACTIVATIONS = List.of(Activation.values());
  private static final double EPSILON = 0x1p-23;

  /** Small cases, and some with more columns than 16 bits count. */
  private static final List<KernelCase> ALL = cases();

  private static List<KernelCase> cases() {
    List<KernelCase> cases = new ArrayList<>();
    for (int number = 0; number < CASES; number++) {
      cases.add(KernelCase.random(number));
    }
    cases.add(new KernelCase(1001, 12, 140_000, 0.0005, 3, 2));
    cases.add(new KernelCase(1002, 70_000, 5, 0.001, 16, 1));
    cases.add(new KernelCase(1003, 3, 65_536, 0.01, 1, 1));
    cases.add(new KernelCase(1004, 60, 1_500, 0.1, 100, 9));
    return cases;
  }

  private static double act(Activation activation, double x) {
    return switch (activation) {
      case IDENTITY -> x;
      case RELU -> Math.max(0, x);
      case TANH -> Math.tanh(x);
      case SOFTPLUS -> Math.log(1 + Math.exp(x));
    };
  }

  private static double slope(Activation activation, double h) {
    return switch (activation) {
      case IDENTITY -> 1;
      case RELU -> h > 0 ? 1 : 0;
      case TANH -> 1 - h * h;
      case SOFTPLUS -> 1 - Math.exp(-h);
    };
  }

  private static float[] filled(KernelCase c, int count, boolean accumulate) {
    Philox random = new Philox(c.seed, Philox.Purpose.TEST, 2);
    float[] out = new float[c.base + count * c.ld + 7];
    Arrays.fill(out, 77f);
    for (int row = 0; row < count; row++) {
      for (int k = 0; k < c.ld; k++) {
        float value = random.nextSymmetric(1f);
        out[c.base + row * c.ld + k] = k >= c.batch ? 0f : accumulate ? value : 55f;
      }
    }
    return out;
  }

  private static void assertFrame(KernelCase c, float[] out, int count) {
    for (int k = 0; k < out.length; k++) {
      if (k < c.base || k >= c.base + count * c.ld) {
        assertThat(out[k]).as("outside the block, %s", c).isEqualTo(77f);
      } else if ((k - c.base) % c.ld >= c.batch) {
        assertThat(out[k]).as("padding, %s", c).isEqualTo(0f);
      }
    }
  }

  private static void assertNear(KernelCase c, String what, double found, double want, double tol) {
    if (!(Math.abs(found - want) <= tol)) {
      assertThat(found).as("%s, %s", what, c).isEqualTo(want);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void multiplyAgreesWithDoubles(int bits) {
    for (KernelCase c : ALL) {
      Activation activation = ACTIVATIONS.get((int) (c.seed % 3));
      boolean accumulate = c.seed % 2 == 0;
      float[] out = filled(c, c.rows, accumulate);
      float[] before = out.clone();
      SparseKernels kernels = new SparseKernels(c.batch, bits);
      kernels.multiply(
          c.plan, c.values, 0, c.rows, c.h, c.base, out, c.base, accumulate, activation);
      double[] size = new double[c.rows * c.ld];
      double[] want = c.product(size);
      assertFrame(c, out, c.rows);
      for (int i = 0; i < c.rows; i++) {
        int terms = c.rowOffsets[i + 1] - c.rowOffsets[i] + 4;
        for (int k = 0; k < c.batch; k++) {
          int at = i * c.ld + k;
          double start = accumulate ? before[c.base + at] : 0;
          double tolerance = EPSILON * (terms * (size[at] + Math.abs(start)) + 1e-3);
          double answer = act(activation, start + want[at]);
          assertNear(c, "out " + i + "," + k, out[c.base + at], answer, tolerance);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void multiplyBackAgreesWithDoubles(int bits) {
    for (KernelCase c : ALL) {
      Activation activation = ACTIVATIONS.get((int) (c.seed % 3));
      float[] out = filled(c, c.cols, false);
      SparseKernels kernels = new SparseKernels(c.batch, bits);
      kernels.multiplyBack(
          c.transposed,
          c.transposedValues,
          0,
          c.cols,
          c.d,
          c.base,
          c.h,
          c.base,
          out,
          c.base,
          activation);
      double[] size = new double[c.cols * c.ld];
      double[] want = c.productBack(size);
      assertFrame(c, out, c.cols);
      for (int j = 0; j < c.cols; j++) {
        for (int k = 0; k < c.batch; k++) {
          int at = j * c.ld + k;
          double answer = want[at] * slope(activation, c.h[c.base + at]);
          double tolerance = EPSILON * (c.rows + 4) * size[at];
          assertNear(c, "out " + j + "," + k, out[c.base + at], answer, tolerance);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void gradientAgreesWithDoubles(int bits) {
    for (KernelCase c : ALL) {
      SparseKernels kernels = new SparseKernels(c.batch, bits);
      float[] g = new float[c.columns.length];
      Arrays.fill(g, 33f);
      kernels.gradient(c.plan, 0, c.rows, c.d, c.base, c.h, c.base, c.slices, g);
      double[] size = new double[g.length];
      double[] want = c.gradient(size);
      for (int e = 0; e < g.length; e++) {
        double tolerance = EPSILON * (c.batch * c.slices + 4) * size[e];
        assertNear(c, "g " + e, g[e], want[e], tolerance);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void silentRowsAddNothing(int bits) {
    for (KernelCase c : cases()) {
      Philox random = new Philox(c.seed, Philox.Purpose.TEST, 4);
      for (int row = 0; row < c.slices * c.rows; row++) {
        if (random.nextInt(3) > 0) {
          int at = c.base + row * c.ld;
          Arrays.fill(c.d, at, at + c.ld, random.nextInt(2) == 0 ? 0f : -0f);
        }
      }
      SparseKernels kernels = new SparseKernels(c.batch, bits);
      float[] g = new float[c.columns.length];
      Arrays.fill(g, 33f);
      kernels.gradient(c.plan, 0, c.rows, c.d, c.base, c.h, c.base, c.slices, g);
      double[] size = new double[g.length];
      double[] want = c.gradient(size);
      for (int e = 0; e < g.length; e++) {
        double tolerance = EPSILON * (c.batch * c.slices + 4) * size[e];
        assertNear(c, "g " + e, g[e], want[e], tolerance);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void gradientHasTheSameBitsForAllTiles(int bits) {
    for (KernelCase c : ALL) {
      SparseKernels kernels = new SparseKernels(c.batch, bits);
      float[] g = new float[c.columns.length];
      float[] tiled = new float[c.columns.length];
      int half = (c.cols + 1) / 2;
      SparsePlan halves = SparsePlan.of(c.rowOffsets, c.columns, c.cols, c.ld, half);
      kernels.gradient(c.plan, 0, c.rows, c.d, c.base, c.h, c.base, c.slices, g);
      kernels.gradient(halves, 0, c.rows, c.d, c.base, c.h, c.base, c.slices, tiled);
      assertThat(tiled).as("%s", c).isEqualTo(g);
    }
  }

  @Test
  void productsHaveTheSameBitsAtAllWidthsAndTiles() {
    for (KernelCase c : ALL) {
      float[] first = new float[0];
      for (int bits : new int[] {0, 128, 256, 512}) {
        float[] out = filled(c, c.rows, true);
        SparsePlan plan =
            bits == 256 ? SparsePlan.of(c.rowOffsets, c.columns, c.cols, c.ld, 11) : c.plan;
        new SparseKernels(c.batch, bits)
            .multiply(plan, c.values, 0, c.rows, c.h, c.base, out, c.base, true, Activation.TANH);
        if (bits == 0) {
          first = out;
        }
        assertThat(out).as("%d bits, %s", bits, c).isEqualTo(first);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 128, 256, 512})
  void resultsDoNotDependOnTheSplit(int bits) {
    for (KernelCase c : ALL) {
      Philox random = new Philox(c.seed, Philox.Purpose.TEST, 3);
      SparseKernels kernels = new SparseKernels(c.batch, bits);
      float[] whole = filled(c, c.rows, true);
      float[] parts = whole.clone();
      float[] g = new float[c.columns.length];
      float[] gParts = new float[c.columns.length];
      kernels.multiply(
          c.plan, c.values, 0, c.rows, c.h, c.base, whole, c.base, true, Activation.RELU);
      kernels.gradient(c.plan, 0, c.rows, c.d, c.base, c.h, c.base, c.slices, g);
      for (int from = 0; from < c.rows; ) {
        int to = Math.min(c.rows, from + 1 + random.nextInt(c.rows));
        kernels.multiply(
            c.plan, c.values, from, to, c.h, c.base, parts, c.base, true, Activation.RELU);
        kernels.gradient(c.plan, from, to, c.d, c.base, c.h, c.base, c.slices, gParts);
        from = to;
      }
      assertThat(parts).as("product, %s", c).isEqualTo(whole);
      assertThat(gParts).as("gradient, %s", c).isEqualTo(g);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void oneConnectionNeedsNoOracle(Activation activation) {
    SparseKernels kernels = new SparseKernels(2);
    SparsePlan plan = SparsePlan.of(new int[] {0, 1}, new int[] {0}, 1, 16);
    float[] h = new float[16];
    h[0] = 0.5f;
    h[1] = -0.5f;
    float[] out = new float[16];
    kernels.multiply(plan, new float[] {2f}, 0, 1, h, 0, out, 0, false, activation);
    assertThat(out[0]).isEqualTo((float) act(activation, 1));
    assertThat(out[1]).isEqualTo((float) act(activation, -1));
    float[] g = new float[1];
    kernels.gradient(plan, 0, 1, h, 0, h, 0, 1, g);
    assertThat(g[0]).isEqualTo(0.5f);
  }

  @Test
  void noSlicesGiveNoGradient() {
    SparsePlan plan = SparsePlan.of(new int[] {0, 1}, new int[] {0}, 1, 16);
    float[] g = {3f};
    new SparseKernels(2).gradient(plan, 0, 1, new float[16], 0, new float[16], 0, 0, g);
    assertThat(g[0]).isEqualTo(0f);
  }
}
