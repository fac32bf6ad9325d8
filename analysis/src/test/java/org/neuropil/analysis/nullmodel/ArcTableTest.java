package org.neuropil.analysis.nullmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/** Both tables against a set. */
class ArcTableTest {
  @Test
  void bits() {
    check(new ArcTable.Bits(70), new ArcTable.Bits(70), 70, 800);
  }

  @Test
  void hashed() {
    // Full to the brim, so that chains are long and wrap around.
    check(new ArcTable.Hashed(800), new ArcTable.Hashed(800), 70, 800);
    check(new ArcTable.Hashed(3), new ArcTable.Hashed(3), 5, 3);
  }

  @Test
  void choice() {
    assertThat(ArcTable.of(150, 1000)).isInstanceOf(ArcTable.Bits.class);
    assertThat(ArcTable.of(20_000, 40_000_000)).isInstanceOf(ArcTable.Bits.class);
    assertThat(ArcTable.of(1_000_000, 1000)).isInstanceOf(ArcTable.Hashed.class);
  }

  private static void check(ArcTable table, ArcTable copy, int nodes, int most) {
    Philox random = new Philox(5, Purpose.TEST, most);
    Set<Integer> expected = new HashSet<>();
    for (int step = 0; step < 30_000; step++) {
      int a = random.nextInt(nodes);
      int b = random.nextInt(nodes);
      if (random.nextInt() < 0 && expected.size() < most) {
        table.add(a, b);
        expected.add(a * nodes + b);
      } else {
        table.remove(a, b);
        expected.remove(a * nodes + b);
      }
    }
    copy.copy(table);
    for (int a = 0; a < nodes; a++) {
      for (int b = 0; b < nodes; b++) {
        assertThat(table.has(a, b)).isEqualTo(expected.contains(a * nodes + b));
        assertThat(copy.has(a, b)).isEqualTo(expected.contains(a * nodes + b));
      }
    }
    copy.clear();
    assertThat(copy.has(1, 2)).isFalse();
  }
}
