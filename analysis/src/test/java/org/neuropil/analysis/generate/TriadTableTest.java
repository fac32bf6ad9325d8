package org.neuropil.analysis.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The table against the numbers of sign patterns that the specification lists. */
class TriadTableTest {
  @Test
  void signPatternsByBalancedLoops() {
    int[][] patterns = new int[4][7];
    for (int code = 0; code < 729; code++) {
      int triad = TriadTable.CLASS[code];
      int[] loops = {1, 2, 2, 6};
      int total = TriadTable.BALANCED[code] + TriadTable.UNBALANCED[code];
      assertThat(total).isEqualTo(triad < 0 ? 0 : loops[triad]);
      if (triad >= 0) {
        patterns[triad][TriadTable.BALANCED[code]]++;
      }
    }
    // 030T: six orders of three nodes, 8 sign patterns, half of them balanced.
    assertThat(patterns[0]).containsExactly(24, 24, 0, 0, 0, 0, 0);
    // 120U and 120D: three choices of the pair, each with 4, 8, 4 of 16 patterns.
    assertThat(patterns[1]).containsExactly(12, 24, 12, 0, 0, 0, 0);
    assertThat(patterns[2]).containsExactly(12, 24, 12, 0, 0, 0, 0);
    assertThat(patterns[3]).containsExactly(4, 0, 12, 32, 12, 0, 4);
  }
}
