package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.compute.Precision;
import org.neuropil.matrix.SparsityPattern;

/** The choice of a layout, and the arrays that go with it. */
class TileLayoutTest {
  /** 132 multiprocessors, 227 KiB of shared memory a block, 50 MB of cache. */
  private static final Device.Limits H100 = new Device.Limits(132, 227 << 10, 50_000_000, 128);

  private static final Device.Limits TURING = new Device.Limits(40, 64 << 10, 4_000_000, 64);

  private static TileLayout choose(int nodes, double density, int ldB) {
    return TileLayout.choose(nodes, nodes, (long) (density * nodes * nodes), ldB, H100);
  }

  /** Tiles pay from half a per cent on; the denser the matrix, the more columns a lane. */
  @Test
  void publishedSizes() {
    assertThat(choose(20_000, 0.001, 128).isTiled()).isFalse();
    assertThat(choose(20_000, 0.007, 128).lane()).isEqualTo(2);
    TileLayout dense = choose(20_000, 0.1, 128);
    assertThat(dense).isEqualTo(new TileLayout(20_000, 20_000, 128, 4, 225, 132, 22));
    assertThat(dense.tiles()).isEqualTo(89);
    assertThat(dense.sharedBytes()).isEqualTo(2 * 225 * 512);
    // 40 M entries, 6 cycles each, over 132 multiprocessors, and rows that do not divide evenly.
    assertThat(dense.cycles(40_000_000, H100)).isBetween(1.82e6, 2.1e6);
    // Batches of up to 32 have nothing for further columns of a lane.
    assertThat(choose(20_000, 0.1, 32).lane()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 32",
    "1, 500, 32",
    "500, 1, 64",
    "1000, 1000, 128",
    "20000, 20000, 128",
    "40000, 40000, 256",
    "80000, 20000, 96",
    "317, 70000, 64",
    "5000, 1816, 32"
  })
  void everyCandidateCoversTheMatrix(int rows, int cols, int ldB) {
    for (Device.Limits limits : new Device.Limits[] {H100, TURING}) {
      for (TileLayout layout : TileLayout.candidates(rows, cols, ldB, limits)) {
        assertThat((long) layout.panels() * 32 * layout.lane()).isBetween((long) ldB, ldB + 127L);
        if (!layout.isTiled()) {
          continue;
        }
        assertThat(layout.sharedBytes()).isBetween(1, limits.sharedBytesPerBlock());
        assertThat((long) layout.tiles() * layout.tileCols()).isGreaterThanOrEqualTo(cols);
        assertThat((layout.tiles() - 1L) * layout.tileCols()).isLessThan(cols);
        assertThat(layout.tileCols()).isLessThanOrEqualTo(1 << 16);
        assertThat(layout.warps()).isBetween(1, TileLayout.MOST_WARPS);
        long sums = (long) layout.blocks() * layout.warps();
        assertThat(sums * TileLayout.rowsPerWarp(layout.lane())).isGreaterThanOrEqualTo(rows);
        assertThat(layout.blocks()).isBetween(1, rows);
      }
      assertThat(TileLayout.candidates(rows, cols, ldB, limits)).hasSize(4);
    }
  }

  @Test
  void matricesWithoutAPlaceHaveNoTiles() {
    assertThat(TileLayout.candidates(0, 5, 32, H100)).hasSize(1);
    assertThat(TileLayout.candidates(5, 0, 32, H100)).hasSize(1);
    assertThat(TileLayout.choose(5, 5, 0, 32, H100).isTiled()).isFalse();
  }

  @Test
  void arrays() {
    SparsityPattern pattern =
        SparsityPattern.of(4, 7, new int[] {0, 2, 2, 6, 7}, new int[] {2, 6, 0, 1, 3, 5, 3});
    TileLayout layout = new TileLayout(4, 7, 32, 1, 3, 1, 1);
    assertThat(TiledMatrix.starts(pattern, layout))
        .containsExactly(0, 1, 1, 2, 2, 2, 2, 2, 2, 4, 6, 6, 6, 6, 7, 7);
    assertThat(TiledMatrix.columns(pattern, layout))
        .containsExactly(2, 0 | 1 << 16, 0 | 2 << 16, 0);
    assertThat(TiledMatrix.order(pattern)).containsExactly(2, 0, 3, 1);
    SparsityPattern random = SparsityPattern.bernoulli(50, 40, 0.3, 1, 0);
    int[] order = TiledMatrix.order(random);
    assertThat(Arrays.stream(order).sorted().toArray())
        .isEqualTo(java.util.stream.IntStream.range(0, 50).toArray());
    for (int n = 1; n < 50; n++) {
      assertThat(length(random, order[n])).isLessThanOrEqualTo(length(random, order[n - 1]));
    }
  }

  private static int length(SparsityPattern pattern, int row) {
    return pattern.rowStart(row + 1) - pattern.rowStart(row);
  }

  /** Arithmetic in full precision is slow beside tensor cores, so panels pay later. */
  @Test
  void theGradientIsSampledWhereTheMatrixIsSparse() {
    assertThat(TiledProduct.panelsFrom(Precision.FP32, H100)).isCloseTo(0.044, within(0.001));
    assertThat(TiledProduct.panelsFrom(Precision.FP32, TURING)).isCloseTo(0.089, within(0.001));
    assertThat(TiledProduct.panelsFrom(Precision.TF32, H100)).isCloseTo(0.0056, within(0.0001));
    assertThat(TiledProduct.panelsFrom(Precision.BF16, H100)).isEqualTo(0.004);
    assertThat(TiledProduct.panels(100, 100, 0, Precision.FP32, H100)).isFalse();
    assertThat(TiledProduct.panels(100, 100, 600, Precision.FP32, H100)).isTrue();
    assertThat(TiledProduct.gradientSlice(20_000, H100)).isEqualTo(256);
    assertThat(TiledProduct.gradientSlice(1_000_000, H100)).isEqualTo(128);
    assertThat(TiledProduct.gradientWarps(20_000, 4_000_000)).isEqualTo(8);
    assertThat(TiledProduct.gradientWarps(100, 100)).isEqualTo(1);
  }
}
