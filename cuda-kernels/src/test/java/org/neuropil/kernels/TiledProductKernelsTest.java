package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The products with tiles in shared memory, against naive loops and the kernels without tiles. */
class TiledProductKernelsTest {
  private static final long SEED = 90210;

  /**
   * Rows: rows, cols, columns of the batch, density, columns of a tile, blocks, warps a block. One
   * tile and many, tiles of one column, a last one that is not full, rows with more than 32 entries
   * in a tile, warps with one row and with all they can hold, warps and blocks without any.
   */
  private static final String SIZES =
      """
      1, 1, 1, 1.0, 1, 1, 1
      9, 13, 5, 0.4, 1, 2, 3
      40, 75, 33, 0.9, 30, 3, 4
      21, 100, 64, 0.05, 17, 1, 5
      70, 41, 97, 0.5, 41, 2, 5
      12, 140, 70, 0.9, 70, 2, 6
      130, 20, 3, 0.5, 7, 3, 6
      26, 90, 129, 0.3, 8, 1, 24
      5, 30, 40, 0.5, 29, 5, 2
      """;

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void forward(
      int rows, int cols, int columns, double density, int tileCols, int blocks, int warps) {
    for (int lane = 1; lane <= 4; lane *= 2) {
      ProductTrial trial = new ProductTrial(rows, cols, columns, density, SEED);
      trial.prefill = lane != 2;
      trial.phi = 1 + lane / 2;
      trial.tiled(lane, tileCols, blocks, warps);
      trial.check();
      // Tiles, blocks and lanes do not change the order of a sum.
      ProductTrial plain = new ProductTrial(rows, cols, columns, density, SEED);
      plain.prefill = trial.prefill;
      plain.phi = trial.phi;
      plain.withoutTiles(1, 4);
      assertThat(trial.y.data).isEqualTo(plain.y.data);
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void withDerivative(
      int rows, int cols, int columns, double density, int tileCols, int blocks, int warps) {
    for (int lane = 1; lane <= 4; lane *= 2) {
      ProductTrial trial = new ProductTrial(rows, cols, columns, density, SEED + 1);
      trial.derivative = true;
      trial.phi = 1 + lane / 2;
      trial.tiled(lane, tileCols, blocks, warps);
      trial.check();
    }
  }

  /** Columns in a tile use all 16 bits, and columns of the matrix more. */
  @Test
  void manyColumns() {
    ProductTrial trial = new ProductTrial(3, 70_000, 2, 0.002, SEED);
    trial.tiled(1, 65_536, 1, 2);
    trial.check();
    trial = new ProductTrial(3, 70_000, 2, 0.002, SEED);
    trial.tiled(1, 9_000, 2, 1);
    trial.check();
  }

  @Test
  void noEntries() {
    ProductTrial trial = new ProductTrial(7, 9, 3, 0, SEED);
    trial.prefill = true;
    trial.tiled(4, 4, 1, 2);
    trial.check();
  }
}
