package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neuropil.error.UserError;

class TaskDataTest {
  private static final Sequences DATA = SequencesTest.numbers(10, 2);

  @Test
  void theLastTrainingSamplesCanBeHeldOut() {
    TaskData task = new TaskData("tiny", DATA, DATA.first(2), Map.of("file", "sha256:0"));
    TaskData held = task.holdOutLast(3);
    Sequences validation = held.validation();
    assertThat(held.train().size()).isEqualTo(7);
    assertThat(validation).isNotNull();
    if (validation != null) {
      assertThat(validation.size()).isEqualTo(3);
      assertThat(Texts.read(validation, 0)).containsExactly(7 / 255f);
      assertThat(Texts.read(validation, 2)).containsExactly(9 / 255f);
    }
    assertThat(Texts.read(held.train(), 6)).containsExactly(6 / 255f);
    assertThat(held.test()).isSameAs(task.test());
    assertThat(held.provenance())
        .containsEntry("file", "sha256:0")
        .containsEntry("validation", "last 3 of 10 training samples")
        .containsEntry("validation.classCounts", "[1, 2]")
        .containsEntry("train.classCounts", "[4, 3]");
    assertThat(held.withTest(DATA.first(1), "first 1").validation()).isSameAs(validation);
    assertThat(held.withTrain(DATA.first(1), "first 1").validation()).isSameAs(validation);
  }

  @Test
  void holdingOutNeedsEnoughSamplesThatAreStored() {
    TaskData task = new TaskData("tiny", DATA, DATA, Map.of());
    for (int count : new int[] {-1, 0, 10}) {
      assertThatThrownBy(() -> task.holdOutLast(count))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "cannot hold out " + count + " of 10 training samples (choose a number from 1 to 9)");
    }
    assertThatThrownBy(() -> task.holdOutLast(2).holdOutLast(2))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("task tiny has validation samples already");
    TaskData cognitive = Tasks.load(TaskRequest.of("cognitive", null));
    assertThatThrownBy(() -> cognitive.holdOutLast(2))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("task cognitive makes fresh samples");
  }

  @Test
  void partsOfOtherShapesAreRefused() {
    Sequences other = SequencesTest.numbers(10, 3);
    assertThatThrownBy(() -> new TaskData("tiny", DATA, DATA, other, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TaskData("tiny", DATA, other, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void viewsOfWholeBlocksKeepThem() {
    Sequences train = Tasks.load(TaskRequest.of("cognitive", null)).train();
    Sequences blocks = train.first(130);
    assertThat(blocks.blockSize()).isEqualTo(64);
    assertThat(blocks.generated()).isTrue();
    assertThat(blocks.sigmoidOutputs()).isTrue();
    assertThat(blocks.scored()).isTrue();
    assertThat(blocks.groups()).hasSize(20);
    assertThat(blocks.steps(100)).isEqualTo(train.steps(100));
    assertThat(Texts.targets(blocks, 3)).isEqualTo(Texts.targets(train, 3));
    assertThat(blocks.isCorrect(3, new float[33])).isEqualTo(train.isCorrect(3, new float[33]));
    assertThat(train.subset(new int[] {0, 2}).blockSize()).isEqualTo(1);
    assertThat(train.subset(new int[] {1, 2}).generated()).isFalse();
    Sequences test = Tasks.load(TaskRequest.of("cognitive", null)).test();
    int[] second = new int[32];
    for (int i = 0; i < 32; i++) {
      second[i] = 32 + i;
    }
    assertThat(test.subset(second).blockSize()).isEqualTo(32);
  }
}
