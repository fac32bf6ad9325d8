package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/** All plans of the CUDA back end, on the emulated device, against naive loops. */
class CudaProductTest {
  private static final long SEED = 7;

  private static float[] random(int n, int index) {
    Philox random = new Philox(SEED, Philox.Purpose.TEST, index);
    float[] values = new float[n];
    for (int e = 0; e < n; e++) {
      values[e] = random.nextSymmetric(1);
    }
    return values;
  }

  private static Sequence sequence(
      CudaBackend backend, String name, int nodes, int steps, int batch, int columns, int index) {
    Sequence sequence = backend.sequence(name, nodes, steps, batch);
    sequence.write(0, steps, columns, random(steps * nodes * columns, index));
    return sequence;
  }

  @ParameterizedTest
  @CsvSource({
    "TILED, 13, 21, 0.3, 5, 4",
    "DENSE, 13, 21, 0.3, 5, 4",
    "LIBRARY, 13, 21, 0.3, 5, 4",
    "LIBRARY, 150, 300, 0.003, 33, 33",
    "TILED, 150, 300, 0.003, 33, 33",
    "TILED, 40, 40, 1, 65, 40",
    "DENSE, 40, 40, 1, 65, 40",
    "AUTO, 20, 20, 0.5, 3, 3",
    "TILED, 9, 9, 0, 2, 2",
    "LIBRARY, 9, 9, 0, 2, 2"
  })
  void productsAgreeWithDefinitions(
      PlanKind kind, int rows, int cols, double density, int batch, int columns) {
    SparsityPattern pattern = SparsityPattern.bernoulli(rows, cols, density, SEED, 0);
    for (Activation phi : Activation.values()) {
      EmulatedDevice device = EmulatedDevice.withKernels();
      try (CudaBackend backend = new CudaBackend(device, Precision.FP32)) {
        HiddenProduct product = backend.product("W", pattern, kind, 3, batch);
        int nnz = pattern.nonzeros();
        float[] values = random(nnz, 1);
        Buffer w = backend.buffer("w", nnz);
        w.write(values);
        product.update(w);
        Sequence h = sequence(backend, "h", cols, 3, batch, columns, 2);
        Sequence y = sequence(backend, "y", rows, 4, batch, columns, 3);
        Sequence d = sequence(backend, "d", rows, 3, batch, columns, 4);
        double[][] before = read(y, 2, columns);
        product.forward(h, 1, y, 2, true, phi, columns);
        double[][] x = read(h, 1, columns);
        double[][] expected = multiply(pattern, values, x, rows, false);
        for (int i = 0; i < rows; i++) {
          for (int k = 0; k < columns; k++) {
            double a = expected[i][k] + before[i][k];
            assertThat(y.get(2, i, k)).isCloseTo(phi.apply(a), within(1e-4));
          }
          if (columns % 32 != 0) {
            assertThat(y.get(2, i, columns)).isZero();
          }
        }
        product.forward(h, 2, y, 0, false, phi, columns);
        expected = multiply(pattern, values, read(h, 2, columns), rows, false);
        assertThat(y.get(0, rows - 1, columns - 1))
            .isCloseTo(phi.apply(expected[rows - 1][columns - 1]), within(1e-4));

        Sequence out = backend.sequence("out", cols, 2, batch);
        product.backward(d, 1, out, 0, phi, h, 2, columns);
        expected = multiply(pattern, values, read(d, 1, columns), cols, true);
        for (int j = 0; j < cols; j++) {
          for (int k = 0; k < columns; k++) {
            double slope = phi.derivative(h.get(2, j, k));
            assertThat(out.get(0, j, k)).isCloseTo(expected[j][k] * slope, within(1e-4));
          }
        }

        Buffer g = backend.buffer("g", nnz);
        product.gradient(d, 0, h, 1, 2, columns, g);
        checkGradient(pattern, d, h, columns, g);
        product.gradient(d, 0, h, 1, 0, columns, g);
        assertThat(g.toArray()).isEqualTo(new float[nnz]);
        // The values of a full matrix are the dense matrix: nothing else is kept.
        boolean bare = product.plan() == PlanKind.DENSE && pattern.isFull();
        assertThat(product.planBytes() > 0).isEqualTo(!bare);
      }
      assertThat(device.openBlocks()).isZero();
    }
  }

  /** Layouts do not change a bit, whatever the shared memory and the multiprocessors are. */
  @Test
  void everyLayoutGivesTheSameBits() {
    SparsityPattern pattern = SparsityPattern.bernoulli(75, 110, 0.3, SEED, 2);
    int columns = 70;
    @Nullable List<float[]> expected = null;
    EnumSet<KernelName> launched = EnumSet.noneOf(KernelName.class);
    for (Device.Limits limits :
        List.of(
            new Device.Limits(1, 99 << 10, 1 << 20, 1),
            new Device.Limits(3, 4 << 10, 1 << 20, 1),
            new Device.Limits(7, 20 << 10, 1 << 20, 1))) {
      List<TileLayout> forward = TileLayout.candidates(75, 110, 96, limits);
      List<TileLayout> backward = TileLayout.candidates(110, 75, 96, limits);
      for (int n = 0; n < forward.size(); n++) {
        EmulatedDevice device = EmulatedDevice.withKernels();
        device.limits = limits;
        try (CudaBackend backend = new CudaBackend(device, Precision.FP32)) {
          HiddenProduct product =
              new TiledProduct(
                  backend,
                  "W",
                  pattern,
                  80,
                  forward.get(n),
                  backward.get((n + 1) % backward.size()));
          List<float[]> found = products(backend, product, columns);
          product.close();
          if (expected == null) {
            expected = found;
          }
          for (int r = 0; r < found.size(); r++) {
            assertThat(found.get(r))
                .as("%s, result %d", forward.get(n), r)
                .isEqualTo(expected.get(r));
          }
          launched.addAll(device.launched);
        }
      }
    }
    assertThat(launched)
        .contains(KernelName.SPMM_4, KernelName.SPMM_TILED_1, KernelName.SPMM_TILED_2)
        .contains(KernelName.SPMM_TILED_4, KernelName.SAMPLED_GRADIENT)
        .doesNotContain(KernelName.GATHER_DENSE);
  }

  /** Forward and backward product and gradient of fixed numbers. */
  private static List<float[]> products(CudaBackend backend, HiddenProduct product, int columns) {
    SparsityPattern pattern = product.pattern();
    Buffer w = backend.buffer("w", pattern.nonzeros());
    w.write(random(pattern.nonzeros(), 1));
    product.update(w);
    Sequence h = sequence(backend, "h", pattern.cols(), 2, 80, columns, 2);
    Sequence y = sequence(backend, "y", pattern.rows(), 2, 80, columns, 3);
    Sequence d = sequence(backend, "d", pattern.rows(), 2, 80, columns, 4);
    Sequence out = backend.sequence("out", pattern.cols(), 1, 80);
    Buffer g = backend.buffer("g", pattern.nonzeros());
    product.forward(h, 0, y, 1, true, Activation.TANH, columns);
    product.backward(d, 1, out, 0, Activation.SOFTPLUS, h, 1, columns);
    product.gradient(d, 0, h, 0, 2, columns, g);
    float[] forward = new float[pattern.rows() * columns];
    float[] backward = new float[pattern.cols() * columns];
    y.read(1, columns, forward);
    out.read(0, columns, backward);
    return List.of(forward, backward, g.toArray());
  }

  private static void checkGradient(
      SparsityPattern pattern, Sequence d, Sequence h, int columns, Buffer g) {
    float[] found = g.toArray();
    double[][][] left = {read(d, 0, columns), read(d, 1, columns)};
    double[][][] right = {read(h, 1, columns), read(h, 2, columns)};
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        double sum = 0;
        for (int s = 0; s < 2; s++) {
          for (int k = 0; k < columns; k++) {
            sum += left[s][i][k] * right[s][pattern.column(e)][k];
          }
        }
        assertThat((double) found[e]).isCloseTo(sum, within(1e-4));
      }
    }
  }

  private static double[][] read(Sequence sequence, int step, int columns) {
    float[] flat = new float[sequence.nodes() * columns];
    sequence.read(step, columns, flat);
    double[][] values = new double[sequence.nodes()][columns];
    for (int i = 0; i < values.length; i++) {
      for (int k = 0; k < columns; k++) {
        values[i][k] = flat[i * columns + k];
      }
    }
    return values;
  }

  private static double[][] multiply(
      SparsityPattern pattern, float[] values, double[][] x, int outRows, boolean transpose) {
    double[][] y = new double[outRows][x[0].length];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        int to = transpose ? pattern.column(e) : i;
        int from = transpose ? i : pattern.column(e);
        for (int k = 0; k < x[0].length; k++) {
          y[to][k] += values[e] * x[from][k];
        }
      }
    }
    return y;
  }

  @ParameterizedTest
  @EnumSource(
      value = PlanKind.class,
      names = {"TILED", "DENSE", "LIBRARY"})
  void adamAndDale(PlanKind kind) {
    SparsityPattern pattern = SparsityPattern.bernoulli(11, 9, 0.5, SEED, 1);
    int nnz = pattern.nonzeros();
    try (CudaBackend backend = new CudaBackend(EmulatedDevice.withKernels(), Precision.FP32)) {
      HiddenProduct product = backend.product("W", pattern, kind, 1, 4);
      float[] values = random(nnz, 5);
      float[] gradients = random(nnz, 6);
      Buffer w = backend.buffer("w", nnz);
      Buffer g = backend.buffer("g", nnz);
      Buffer m = backend.buffer("m", nnz);
      Buffer v = backend.buffer("v", nnz);
      Buffer signs = backend.buffer("signs", 9);
      w.write(values);
      g.write(gradients);
      signs.write(new float[] {1, -1, 1, 1, -1, -1, 1, 1, 1});
      AdamStep step = new AdamStep(1, 0.01, 0.9, 0.999, 1e-8);
      product.adam(w, g, m, v, step, signs);
      for (int e = 0; e < nnz; e++) {
        double change = 0.01 * gradients[e] / (Math.abs((double) gradients[e]) + 1e-8);
        double expected = values[e] - change;
        double sign = signs.get(pattern.column(e));
        assertThat(w.get(e)).isCloseTo(expected * sign < 0 ? 0 : expected, within(1e-5));
        assertThat(m.get(e)).isCloseTo(0.1 * gradients[e], within(1e-6));
      }
      assertThatThrownBy(() -> product.adam(w, signs, m, v, step, null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("signs: expected " + nnz + " elements, found 9");
    }
  }
}
