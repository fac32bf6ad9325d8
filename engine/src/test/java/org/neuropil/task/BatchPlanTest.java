package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.neuropil.error.UserError;

class BatchPlanTest {
  private static final Sequences TEN = SequencesTest.numbers(10, 2);

  private static List<Integer> samples(BatchPlan plan, Sequences data, int epoch, int batch) {
    Batches batches = plan.epoch(data, epoch);
    List<Integer> samples = new ArrayList<>();
    for (int k = 0; k < batches.length(batch); k++) {
      samples.add(batches.sample(batch, k));
    }
    return samples;
  }

  private static List<Integer> listOf(int[] order, int from, int to) {
    return Arrays.stream(order, from, to).boxed().toList();
  }

  @Test
  void onePassIsAnOrderInPieces() {
    BatchPlan plan = new BatchPlan(4, 0, true, false, 9);
    assertThat(plan.count(TEN)).isEqualTo(3);
    for (int epoch = 0; epoch < 3; epoch++) {
      int[] order = EpochOrder.of(9, epoch, 10, true);
      assertThat(samples(plan, TEN, epoch, 0)).isEqualTo(listOf(order, 0, 4));
      assertThat(samples(plan, TEN, epoch, 2)).isEqualTo(listOf(order, 8, 10));
    }
    BatchPlan full = new BatchPlan(4, 0, true, true, 9);
    assertThat(full.count(TEN)).isEqualTo(2);
    assertThat(samples(full, TEN, 1, 1)).isEqualTo(listOf(EpochOrder.of(9, 1, 10, true), 4, 8));
  }

  /** The endless row written out, then cut. */
  @Test
  void epochsOfGivenLengthCutAnEndlessRowOfPasses() {
    for (boolean dropLast : new boolean[] {false, true}) {
      for (int steps : new int[] {1, 2, 4, 7}) {
        List<List<Integer>> row = new ArrayList<>();
        for (int pass = 0; pass < 30; pass++) {
          int[] order = EpochOrder.of(3, pass, 10, true);
          for (int from = 0; from < 10; from += 4) {
            if (from + 4 <= 10 || !dropLast) {
              row.add(listOf(order, from, Math.min(10, from + 4)));
            }
          }
        }
        BatchPlan plan = new BatchPlan(4, steps, true, dropLast, 3);
        assertThat(plan.count(TEN)).isEqualTo(steps);
        for (int g = 0; g < 5 * steps; g++) {
          // A fresh plan for every batch: nothing before it is needed.
          assertThat(samples(plan, TEN, g / steps, g % steps)).isEqualTo(row.get(g));
        }
        Batches epoch = plan.epoch(TEN, 3);
        for (int b = steps - 1; b >= 0; b--) {
          assertThat(epoch.sample(b, 0)).isEqualTo(row.get(3 * steps + b).get(0));
        }
      }
    }
  }

  @Test
  void tenSweepsOfSixBatchesInFileOrder() {
    Sequences windows = SequencesTest.numbers(72, 2);
    BatchPlan plan = new BatchPlan(12, 60, false, false, 1);
    for (int epoch : new int[] {0, 5}) {
      for (int b = 0; b < 60; b++) {
        int from = b % 6 * 12;
        assertThat(samples(plan, windows, epoch, b))
            .isEqualTo(IntStream.range(from, from + 12).boxed().toList());
      }
    }
  }

  @Test
  void generatedSamplesGoOnAtBlocks() {
    assertThat(samples(new BatchPlan(4, 5, true, false, 1), generated(100, 4), 2, 3))
        .containsExactly(52, 53, 54, 55);
    assertThat(samples(new BatchPlan(3, 5, true, false, 1), generated(100, 4), 2, 3))
        .containsExactly(52, 53, 54);
    // Two blocks a batch, the last two samples of the second left out.
    assertThat(samples(new BatchPlan(6, 5, true, false, 1), generated(200, 4), 2, 3))
        .containsExactly(104, 105, 106, 107, 108, 109);
    assertThatThrownBy(() -> samples(new BatchPlan(4, 5, true, false, 1), generated(100, 4), 5, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("makes 100 samples, and step 25 needs more");
    assertThatThrownBy(() -> new BatchPlan(4, 0, true, false, 1).count(generated(100, 4)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("say how many steps");
  }

  @Test
  void tooFewSamplesForABatchAreRefused() {
    assertThatThrownBy(() -> new BatchPlan(11, 0, true, true, 1).count(TEN))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("10 samples do not fill one batch of 11");
    assertThatThrownBy(() -> new BatchPlan(0, 0, true, true, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Sequences generated(int size, int blockSize) {
    return new Sequences() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public int steps() {
        return 1;
      }

      @Override
      public int inputs() {
        return 1;
      }

      @Override
      public int classes() {
        return 2;
      }

      @Override
      public boolean generated() {
        return true;
      }

      @Override
      public int blockSize() {
        return blockSize;
      }

      @Override
      public int label(int sample) {
        return 0;
      }

      @Override
      public void read(int sample, float[] out, int offset, int stride) {
        out[offset] = sample;
      }
    };
  }
}
