package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Against what numpy 2.4 gives for numpy.random.RandomState(seed).permutation(n). */
class LegacyNumpyRandomTest {
  @Test
  void permutationsAreThoseOfNumpy() {
    assertThat(LegacyNumpyRandom.permutation(27731, 10))
        .containsExactly(3, 1, 6, 5, 9, 2, 4, 0, 8, 7);
    assertThat(LegacyNumpyRandom.permutation(0, 7)).containsExactly(6, 2, 1, 3, 0, 5, 4);
    assertThat(LegacyNumpyRandom.permutation(-1, 12))
        .as("seed 2^32 - 1")
        .containsExactly(11, 8, 5, 9, 1, 10, 6, 0, 4, 7, 2, 3);
    assertThat(Arrays.copyOf(LegacyNumpyRandom.permutation(23489, 605), 12))
        .containsExactly(83, 132, 184, 497, 535, 461, 237, 379, 441, 277, 487, 547);
    assertThat(LegacyNumpyRandom.permutation(1, 1)).containsExactly(0);
    assertThat(LegacyNumpyRandom.permutation(1, 0)).isEmpty();
  }

  @Test
  void manyDrawsRefillTheStateAsNumpyDoes() {
    int[] order = LegacyNumpyRandom.permutation(27731, 10295);
    assertThat(Arrays.copyOf(order, 5)).containsExactly(3429, 1433, 3869, 6485, 8949);
    assertThat(Arrays.copyOfRange(order, 10292, 10295)).containsExactly(3868, 2248, 4063);
    long sum = 0;
    for (int i = 0; i < order.length; i++) {
      sum += (long) i * order[i];
    }
    assertThat(sum).isEqualTo(271_100_334_328L);
  }

  @Test
  void thePublishedSplitIsThatOfItsSeed() throws Exception {
    Path file = Texts.shared("gesture").resolve("split_permutation_605.txt");
    assumeTrue(Files.exists(file), "skipped: the published split is not next to the repository");
    int[] published =
        Files.readAllLines(file).stream()
            .filter(line -> !line.isBlank())
            .mapToInt(Integer::parseInt)
            .toArray();
    assertThat(LegacyNumpyRandom.permutation(GestureTask.SEED, 605)).isEqualTo(published);
  }
}
