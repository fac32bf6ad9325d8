package org.neuropil.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SparsePlanTest {
  @Test
  void transposedPermutationNamesTheSameConnections() {
    for (int number = 0; number < 100; number++) {
      KernelCase c = KernelCase.random(number);
      boolean[][] seen = new boolean[c.cols][c.rows];
      int[] rowOf = new int[c.columns.length];
      for (int i = 0; i < c.rows; i++) {
        for (int e = c.rowOffsets[i]; e < c.rowOffsets[i + 1]; e++) {
          rowOf[e] = i;
        }
      }
      SparsePlan plan = c.transposed;
      for (int tile = 0; tile < plan.tiles; tile++) {
        for (int j = 0; j < c.cols; j++) {
          int at = tile * c.cols + j;
          for (int e = plan.starts[at]; e < plan.starts[at + 1]; e++) {
            int row = rowOf[c.permutation[e]];
            assertThat(c.columns[c.permutation[e]]).as("%s", c).isEqualTo(j);
            assertThat((int) plan.local[e]).as("%s", c).isEqualTo(row);
            assertThat(row).isBetween(plan.tileStart(tile), plan.tileEnd(tile) - 1);
            seen[j][row] = true;
          }
        }
      }
      for (int i = 0; i < c.rows; i++) {
        for (int e = c.rowOffsets[i]; e < c.rowOffsets[i + 1]; e++) {
          assertThat(seen[c.columns[e]][i]).as("%s", c).isTrue();
        }
      }
    }
  }

  @Test
  void tilesCoverTheColumnsOnce() {
    for (int cols : new int[] {1, 63, 64, 65_535, 65_536, 65_537, 200_000}) {
      for (int width : new int[] {1000, 30_000, 65_536}) {
        SparsePlan plan = SparsePlan.of(new int[1], new int[0], cols, 16, width);
        int next = 0;
        for (int tile = 0; tile < plan.tiles; tile++) {
          assertThat(plan.tileStart(tile)).isEqualTo(next);
          next = plan.tileEnd(tile);
          assertThat(plan.tileBase(tile)).isEqualTo((next - 1) >>> 16 << 16);
        }
        assertThat(next).isEqualTo(cols);
      }
    }
  }

  @Test
  void memoryStaysWithinTheBudget() {
    KernelCase c = new KernelCase(3, 2_000, 2_000, 0.1, 100, 1);
    SparsePlan plan = SparsePlan.of(c.rowOffsets, c.columns, c.cols, c.ld);
    assertThat(plan.bytes() / (double) plan.entries()).isLessThan(2.8);
  }

  @Test
  void refusesWhatIsNotAPattern() {
    assertThatThrownBy(() -> SparsePlan.of(new int[] {0, 2}, new int[] {3, 1}, 5, 16))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SparsePlan.of(new int[] {0, 1}, new int[] {5}, 5, 16))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SparsePlan.of(new int[] {0, 2}, new int[] {1}, 5, 16))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SparsePlan.of(new int[] {0, 1}, new int[] {1}, 5, 100))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
