package org.neuropil.compute.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;

/**
 * Predictions at sizes that no test can allocate, against sums of the arrays written down here; to
 * the byte they are checked at small sizes, where the arrays are made ({@link CudaBackendTest}).
 */
class CudaMemoryTest {
  /** What an RTX 3090 or 4090, or an L4, has: 24 GB less what the driver keeps. */
  private static final long CARD_24 = 23_500_000_000L;

  private static CudaMemory predict(int nodes, double density, int steps, PlanKind plan) {
    return CudaMemory.predict(
        nodes,
        Math.round(density * nodes * nodes),
        28,
        10,
        steps,
        100,
        plan,
        Precision.FP32,
        Device.Limits.H100);
  }

  /** Weights, gradients and both moments: 16 bytes a connection, an input weight, a bias. */
  @ParameterizedTest
  @CsvSource({"20000, 0.1", "20000, 1", "40000, 0.01", "20000, 0.01"})
  void parameters(int nodes, double density) {
    double numbers = density * nodes * nodes + 28.0 * nodes + 2.0 * nodes + 10.0 * nodes + 10;
    assertThat((double) predict(nodes, density, 28, PlanKind.DENSE).parameters())
        .isCloseTo(16 * numbers, within(16 * 6 * 256.0));
  }

  /** H_0..H_T and D_1..D_T of all nodes, X_1..X_T, each for 128 places of the 100 samples. */
  @ParameterizedTest
  @CsvSource({"20000, 28", "20000, 178", "40000, 28", "40000, 178"})
  void activations(int nodes, int steps) {
    double columns = 4 * 128.0;
    double bytes = columns * nodes * (2.0 * steps + 1) + columns * 28 * steps;
    assertThat((double) predict(nodes, 0.01, steps, PlanKind.TILED).activations())
        .isCloseTo(bytes, within(20_000.0));
  }

  /**
   * The pattern is 4 bytes a connection by rows. The library's products have its transpose, with
   * the permutation between them and the values in its order: 12 bytes more. Tiles have the
   * permutation and the values, 8 bytes, and twice 2 for their own columns.
   */
  @Test
  void patternsAndPlans() {
    double connections = 40e6;
    CudaMemory library = predict(20_000, 0.1, 28, PlanKind.LIBRARY);
    assertThat((double) library.pattern()).isCloseTo(12 * connections, within(200_000.0));
    double panel = CudaMemory.panelRows(20_000, 20_000) * 20_000.0 * 4;
    assertThat(panel).isBetween(100e6, 0x1p27);
    assertThat((double) library.plan()).isCloseTo(4 * connections + panel, within(1000.0));
    CudaMemory tiled = predict(20_000, 0.1, 28, PlanKind.TILED);
    assertThat((double) tiled.pattern()).isCloseTo(8 * connections, within(200_000.0));
    // Each tile has an offset a row, in both directions.
    assertThat(tiled.plan() - panel).isBetween(8 * connections, 8.5 * connections);
    CudaMemory dense = predict(20_000, 0.1, 28, PlanKind.DENSE);
    assertThat((double) dense.pattern()).isCloseTo(4 * connections, within(100_000.0));
    assertThat((double) dense.plan()).isCloseTo(4 * 4e8 + panel, within(1000.0));
    // The values of a full matrix are the dense matrix, and its gradient needs no panels.
    assertThat(predict(20_000, 1, 28, PlanKind.DENSE).plan()).isZero();
    assertThat(CudaMemory.panelRows(5, 20)).isEqualTo(5);
  }

  /** The sizes that the project promises for a card with 24 GB. */
  @Test
  void publishedSizesFitIntoACard() {
    assertThat(predict(20_000, 0.1, 28, PlanKind.DENSE).total()).isBetween(3_100_000_000L, CARD_24);
    assertThat(predict(20_000, 0.1, 28, PlanKind.TILED).total()).isLessThan(2_400_000_000L);
    assertThat(predict(20_000, 1, 28, PlanKind.DENSE).total())
        .isBetween(8_600_000_000L, 8_900_000_000L);
    assertThat(predict(40_000, 0.01, 28, PlanKind.TILED).total()).isLessThan(2_000_000_000L);
    assertThat(predict(40_000, 0.01, 178, PlanKind.TILED).total())
        .isBetween(7_500_000_000L, CARD_24);
    assertThat(predict(20_000, 1, 178, PlanKind.DENSE).total()).isLessThan(CARD_24);
  }

  /** The choice is among the plans that fit, so what counts is the cheapest. */
  @Test
  void autoIsTheCheapestPlan() {
    for (double density : new double[] {0.01, 0.1, 1}) {
      long cheapest = Long.MAX_VALUE;
      for (PlanKind plan : new PlanKind[] {PlanKind.TILED, PlanKind.DENSE, PlanKind.LIBRARY}) {
        cheapest = Math.min(cheapest, predict(20_000, density, 28, plan).total());
      }
      assertThat(predict(20_000, density, 28, PlanKind.AUTO).total()).isEqualTo(cheapest);
    }
    assertThat(predict(20_000, 1, 28, PlanKind.AUTO))
        .isEqualTo(predict(20_000, 1, 28, PlanKind.DENSE));
  }

  @Test
  void explanation() {
    assertThat(predict(20_000, 0.1, 28, PlanKind.TILED).explain())
        .contains("GiB of GPU memory: parameters")
        .doesNotContain("\n");
  }
}
