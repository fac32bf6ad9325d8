package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sparse products and the moves of values against naive double-precision loops. */
class SparseProductKernelsTest {
  private static final long SEED = 4242;

  /** Rows: rows, cols, columns of the batch, density, warps a block. */
  static final String SIZES =
      "1, 1, 1, 1.0, 1\n9, 13, 5, 0.4, 4\n40, 75, 33, 0.9, 8\n21, 100, 64, 0.05, 3\n6, 3, 97, 0.5, 32";

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void forward(int rows, int cols, int columns, double density, int warps) {
    for (int variant = 0; variant < 4; variant++) {
      for (int lane = 1; lane <= 4; lane *= 2) {
        ProductTrial trial = new ProductTrial(rows, cols, columns, density, SEED + variant);
        trial.prefill = variant != 3;
        trial.phi = variant % 4;
        trial.withoutTiles(lane, warps);
        trial.check();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void backward(int rows, int cols, int columns, double density, int warps) {
    Emulation emulation = Emulation.get();
    Csr w = Csr.random(rows, cols, density, Seeded.random(SEED));
    int[] permutation = new int[w.nonzeros()];
    Csr transposed = w.transpose(permutation);
    float[] gathered = new float[w.nonzeros()];
    emulation.flat(
        "np_permute", w.nonzeros(), 64, gathered, w.values, permutation, (long) w.nonzeros());
    assertThat(gathered).isEqualTo(transposed.values);
    for (int phi = 0; phi < 4; phi++) {
      ProductTrial trial = new ProductTrial(transposed, columns, SEED + phi);
      trial.derivative = true;
      trial.phi = phi;
      trial.withoutTiles(1 << phi % 3, warps);
      trial.check();
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
