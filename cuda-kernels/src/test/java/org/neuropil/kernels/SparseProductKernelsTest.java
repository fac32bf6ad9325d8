package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sparse products and the moves of values against naive double-precision loops. */
class SparseProductKernelsTest {
  private static final long SEED = 4242;

  /** Rows: rows, cols, columns of the batch, density, warps a block. */
  static final String SIZES =
      "1, 1, 1, 1.0, 1\n9, 13, 5, 0.4, 4\n40, 75, 33, 0.9, 8\n21, 100, 64, 0.05, 3\n6, 3, 97, 0.5, 32";

  private static double phi(double a, int phi) {
    return phi == 1 ? Math.max(a, 0) : phi == 2 ? Math.tanh(a) : a;
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void forward(int rows, int cols, int columns, double density, int warps) {
    Emulation emulation = Emulation.get();
    for (int variant = 0; variant < 4; variant++) {
      SplittableRandom random = Seeded.random(SEED + variant);
      Csr w = Csr.random(rows, cols, density, random);
      NodeMajor x = NodeMajor.random(cols, 2, columns, random);
      NodeMajor y = NodeMajor.random(rows, 3, columns, random);
      NodeMajor before = y.copy();
      y.spoilPadding();
      int phi = variant % 3;
      int accumulate = variant == 3 ? 0 : 1;
      emulation.launch(
          "np_spmm",
          new Arguments.Dims((rows + warps - 1) / warps, y.ldB / 32, 32, warps),
          0,
          w.offsets,
          w.columns,
          w.values,
          x.at(1),
          x.stride(),
          y.at(2),
          y.stride(),
          rows,
          y.ldB,
          columns,
          accumulate,
          phi);
      assertThat(y.paddingIsZero(2)).isTrue();
      for (int i = 0; i < rows; i++) {
        for (int k = 0; k < columns; k++) {
          double sum = accumulate * (double) before.get(2, i, k);
          for (int e = w.offsets[i]; e < w.offsets[i + 1]; e++) {
            sum += (double) w.values[e] * x.get(1, w.columns[e], k);
          }
          assertThat((double) y.get(2, i, k)).isCloseTo(phi(sum, phi), within(2e-5));
          assertThat(y.get(1, i, k)).isEqualTo(before.get(1, i, k));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void backward(int rows, int cols, int columns, double density, int warps) {
    Emulation emulation = Emulation.get();
    for (int phi = 0; phi < 3; phi++) {
      SplittableRandom random = Seeded.random(SEED + phi);
      Csr w = Csr.random(rows, cols, density, random);
      int[] permutation = new int[w.nonzeros()];
      Csr transposed = w.transpose(permutation);
      float[] gathered = new float[w.nonzeros()];
      emulation.flat(
          "np_permute", w.nonzeros(), 64, gathered, w.values, permutation, (long) w.nonzeros());
      assertThat(gathered).isEqualTo(transposed.values);
      NodeMajor d = NodeMajor.random(rows, 2, columns, random);
      NodeMajor h = NodeMajor.random(cols, 1, columns, random);
      NodeMajor out = new NodeMajor(cols, 2, columns).spoilPadding();
      emulation.launch(
          "np_spmm_backward",
          new Arguments.Dims((cols + warps - 1) / warps, out.ldB / 32, 32, warps),
          0,
          transposed.offsets,
          transposed.columns,
          gathered,
          d.at(1),
          d.stride(),
          out.at(0),
          out.stride(),
          phi == 0 ? null : h.at(0),
          h.stride(),
          cols,
          out.ldB,
          columns,
          phi);
      assertThat(out.paddingIsZero(0)).isTrue();
      for (int j = 0; j < cols; j++) {
        for (int k = 0; k < columns; k++) {
          double sum = 0;
          for (int e = transposed.offsets[j]; e < transposed.offsets[j + 1]; e++) {
            sum += (double) transposed.values[e] * d.get(1, transposed.columns[e], k);
          }
          double y = h.get(0, j, k);
          double slope = phi == 0 ? 1 : phi == 1 ? (y > 0 ? 1 : 0) : 1 - y * y;
          assertThat((double) out.get(0, j, k)).isCloseTo(sum * slope, within(4e-5));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void sampledGradient(int rows, int cols, int columns, double density, int warps) {
    Emulation emulation = Emulation.get();
    SplittableRandom random = Seeded.random(SEED);
    Csr w = Csr.random(rows, cols, density, random);
    NodeMajor d = NodeMajor.random(rows, 3, columns, random);
    NodeMajor h = NodeMajor.random(cols, 4, columns, random);
    float[] g = new float[w.nonzeros()];
    int count = 2;
    emulation.launch(
        "np_sampled_gradient",
        new Arguments.Dims(rows, 1, 32, warps),
        0,
        w.offsets,
        w.columns,
        d.at(1),
        d.stride(),
        h.at(2),
        h.stride(),
        rows,
        count * d.ldB,
        g);
    for (int i = 0; i < rows; i++) {
      for (int e = w.offsets[i]; e < w.offsets[i + 1]; e++) {
        double sum = 0;
        for (int s = 0; s < count; s++) {
          for (int k = 0; k < columns; k++) {
            sum += (double) d.get(1 + s, i, k) * h.get(2 + s, w.columns[e], k);
          }
        }
        assertThat((double) g[e]).isCloseTo(sum, within(1e-4));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void densePanels(int rows, int cols, int columns, double density, int warps) {
    Emulation emulation = Emulation.get();
    Csr w = Csr.random(rows, cols, density, Seeded.random(SEED + columns));
    int panelRows = Math.max(1, rows / 3);
    float[] back = new float[w.nonzeros()];
    for (int first = 0; first < rows; first += panelRows) {
      int n = Math.min(panelRows, rows - first);
      float[] panel = new float[n * cols];
      emulation.rows(
          "np_scatter_dense",
          n,
          warps,
          panel,
          (long) cols,
          w.values,
          w.offsets,
          w.columns,
          first,
          n);
      int filled = 0;
      for (int r = 0; r < n; r++) {
        for (int e = w.offsets[first + r]; e < w.offsets[first + r + 1]; e++) {
          assertThat(panel[r * cols + w.columns[e]]).isEqualTo(w.values[e]);
        }
      }
      for (float value : panel) {
        filled += value != 0 ? 1 : 0;
      }
      assertThat(filled).isEqualTo(w.offsets[first + n] - w.offsets[first]);
      emulation.rows(
          "np_gather_dense", n, warps, back, panel, (long) cols, w.offsets, w.columns, first, n);
    }
    assertThat(back).isEqualTo(w.values);
  }
}
