package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neuropil.error.UserError;

class SequencesTest {
  /** Sample i holds the one value i / 255; labels 0, 1, 2, 0, 1, 2, ... and one more 0. */
  private static final Sequences DATA = numbers(100, 3);

  @Test
  void firstIsAView() {
    Sequences first = DATA.first(4);
    assertThat(values(first)).containsExactly(0, 1, 2, 3);
    assertThat(first.classCounts()).containsExactly(2, 1, 1);
    assertThat(first.steps()).isEqualTo(1);
    assertThat(first.inputs()).isEqualTo(1);
    assertThat(first.classes()).isEqualTo(3);
    assertThat(DATA.first(100).size()).isEqualTo(100);
  }

  @Test
  void firstRefusesMoreThanThereAre() {
    for (int count : new int[] {-1, 0, 101}) {
      assertThatThrownBy(() -> DATA.first(count))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "cannot take the first " + count + " of 100 samples (choose a number from 1 to 100)");
    }
  }

  @Test
  void subsetsOfSubsetsReferToTheOriginal() {
    int[] choice = {50, 3, 3, 99};
    Sequences subset = DATA.subset(choice);
    choice[0] = 7;
    assertThat(values(subset)).containsExactly(50, 3, 3, 99);
    Sequences inner = subset.subset(new int[] {3, 0});
    assertThat(values(inner)).containsExactly(99, 50);
    assertThat(inner.label(1)).isEqualTo(50 % 3);
    assertThatThrownBy(() -> inner.subset(new int[] {2}))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(DATA.subset(new int[0]).size()).isZero();
  }

  @Test
  void balancedSubsetsHaveTheSameNumberOfEachClassAndGrowBySeed() {
    Sequences ten = DATA.balancedSubset(10, 5);
    assertThat(ten.classCounts()).containsExactly(10, 10, 10);
    assertThat(values(ten)).isSorted().doesNotHaveDuplicates();
    assertThat(values(DATA.balancedSubset(10, 5))).isEqualTo(values(ten));
    assertThat(values(DATA.balancedSubset(10, 6))).isNotEqualTo(values(ten));
    assertThat(values(DATA.balancedSubset(11, 5))).contains(values(ten));
    assertThat(values(DATA.balancedSubset(33, 5))).hasSize(99);
  }

  @Test
  void everySampleIsChosenAboutEquallyOften() {
    int[] hits = new int[100];
    for (int seed = 0; seed < 2000; seed++) {
      for (int value : values(DATA.balancedSubset(11, seed))) {
        hits[value]++;
      }
    }
    // Expected 2000 * 11/33 (or 11/34 for class 0), SD 21; five SDs either way.
    for (int hit : hits) {
      assertThat(hit).isBetween(541, 773);
    }
  }

  @Test
  void balancedSubsetsRefuseMoreThanTheRarestClassHas() {
    assertThatThrownBy(() -> DATA.balancedSubset(34, 5))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "cannot take 34 samples of class 1, which has 33 (choose a number from 1 to 33)");
    assertThatThrownBy(() -> DATA.balancedSubset(0, 5))
        .hasMessage(
            "cannot take 0 samples of class 0, which has 34 (choose a number from 1 to 33)");
    assertThatThrownBy(() -> DATA.first(2).balancedSubset(1, 5))
        .hasMessage(
            "cannot take 1 samples of class 2, which has 0"
                + " (every class needs at least one sample for a balanced subset)");
  }

  @Test
  void aSampleThatDoesNotExistIsNotRead() {
    for (int sample : new int[] {-1, 100}) {
      assertThatThrownBy(() -> DATA.read(sample, new float[1], 0, 1))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> DATA.label(sample)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void anotherTrainingSetIsRecorded() {
    TaskData task = new TaskData("tiny", DATA, DATA, Map.of("file", "sha256:0"));
    TaskData fewer = task.withTrain(DATA.first(3), "first 3");
    assertThat(fewer.train().size()).isEqualTo(3);
    assertThat(fewer.test()).isSameAs(DATA);
    assertThat(fewer.provenance())
        .containsEntry("file", "sha256:0")
        .containsEntry("train.subset", "first 3")
        .containsEntry("train.classCounts", "[1, 1, 1]");
    assertThat(task.provenance()).hasSize(1);
    assertThatThrownBy(() -> task.withTrain(numbers(5, 4), "other"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static Sequences numbers(int count, int classes) {
    byte[] samples = new byte[count];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (byte) i;
      labels[i] = (byte) (i % classes);
    }
    return new ByteSequences(samples, labels, 1, 1, classes, ByteSequences.unit());
  }

  private static int[] values(Sequences data) {
    int[] values = new int[data.size()];
    Arrays.setAll(
        values,
        i -> {
          float[] out = new float[1];
          data.read(i, out, 0, 1);
          return Math.round(out[0] * 255);
        });
    return values;
  }
}
