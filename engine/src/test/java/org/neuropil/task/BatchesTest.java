package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
  @Test
  void theOrderIsAPermutationOfItsOwnForEverySeedAndEpoch() {
    int[] order = EpochOrder.of(7, 3, 1000, true);
    assertThat(order.clone()).containsExactlyInAnyOrder(IntStream.range(0, 1000).toArray());
    assertThat(EpochOrder.of(7, 3, 1000, true)).isEqualTo(order);
    assertThat(EpochOrder.of(7, 4, 1000, true)).isNotEqualTo(order);
    assertThat(EpochOrder.of(8, 3, 1000, true)).isNotEqualTo(order);
    assertThat(EpochOrder.of(7, 3, 4, false)).containsExactly(0, 1, 2, 3);
    assertThat(EpochOrder.of(7, 3, 1, true)).containsExactly(0);
    assertThat(EpochOrder.of(7, 3, 0, true)).isEmpty();
  }

  /**
   * Runs are compared over the years, so the order of a seed must never change; this one was
   * computed by another program.
   */
  @Test
  void theOrderOfASeedIsFixed() {
    assertThat(EpochOrder.of(1, 1, 10, true)).containsExactly(3, 6, 5, 8, 4, 2, 7, 9, 1, 0);
  }

  @Test
  void everyPlaceIsEquallyLikely() {
    int[][] counts = new int[5][5];
    for (int epoch = 0; epoch < 5000; epoch++) {
      int[] order = EpochOrder.of(11, epoch, 5, true);
      for (int place = 0; place < 5; place++) {
        counts[place][order[place]]++;
      }
    }
    // Expected 1000, SD 28; five SDs either way.
    for (int[] row : counts) {
      assertThat(Arrays.stream(row).allMatch(count -> count > 860 && count < 1140)).isTrue();
    }
  }

  @Test
  void theLastBatchKeepsWhatIsLeft() {
    Batches batches = new Batches(SequencesTest.numbers(7, 7), new int[] {6, 5, 4, 3, 2, 1, 0}, 3);
    assertThat(batches.count()).isEqualTo(3);
    assertThat(IntStream.range(0, 3).map(batches::length)).containsExactly(3, 3, 1);
    int[] labels = new int[3];
    batches.labels(1, labels);
    assertThat(labels).containsExactly(3, 2, 1);
    assertThat(batches.sample(1, 2)).isEqualTo(1);
    float[] out = {9, 9, 9};
    batches.read(2, out, 3);
    assertThat(out).containsExactly(0, 9, 9);
    for (int none : new int[] {-1, 3}) {
      assertThatThrownBy(() -> batches.length(none)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> batches.sample(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aFullLastBatchIsNotFollowedByAnEmptyOne() {
    Sequences data = SequencesTest.numbers(6, 2);
    assertThat(new Batches(data, EpochOrder.of(1, 1, 6, true), 3).count()).isEqualTo(2);
    assertThat(new Batches(data, new int[0], 3).count()).isZero();
    assertThat(new Batches(data, new int[] {2}, 100).length(0)).isEqualTo(1);
  }

  @Test
  void samplesAreColumnsOfOneMatrixAStep() {
    int steps = 2;
    int inputs = 3;
    byte[] samples = new byte[4 * steps * inputs];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) i;
    }
    Sequences data =
        new ByteSequences(samples, new byte[4], steps, inputs, 1, ByteSequences.unit());
    float[] out = new float[steps * inputs * 2];
    new Batches(data, new int[] {3, 1, 0}, 2).read(0, out, 2);
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < inputs; i++) {
        assertThat(out[(t * inputs + i) * 2]).isEqualTo((18 + t * inputs + i) / 255f);
        assertThat(out[(t * inputs + i) * 2 + 1]).isEqualTo((6 + t * inputs + i) / 255f);
      }
    }
  }

  @Test
  void wrongSizesAreRefused() {
    Sequences data = SequencesTest.numbers(4, 2);
    assertThatThrownBy(() -> new Batches(data, new int[] {0}, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch size must be at least 1, found 0");
    Batches batches = new Batches(data, new int[] {0, 1}, 2);
    assertThatThrownBy(() -> batches.read(0, new float[2], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 samples do not fit in 1 columns");
  }
}
