package org.neuropil.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neuropil.cli.sweep.collect.Table;

class TrainingDelayTest {
  /** A row per epoch, from 0 on, of runs named a, b, c, ... */
  private static Table runs(double[]... accuracies) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int run = 0; run < accuracies.length; run++) {
      for (int epoch = 0; epoch < accuracies[run].length; epoch++) {
        rows.add(
            Map.of(
                "run",
                Character.toString('a' + run),
                "epoch",
                Integer.toString(epoch),
                "test_accuracy",
                Double.toString(accuracies[run][epoch])));
      }
    }
    return new Table(List.of("run", "epoch", "test_accuracy"), rows);
  }

  private static double[] of(double... accuracies) {
    return accuracies;
  }

  @Test
  void theDelayIsTheFirstEpochAboveTheThreshold() {
    Table run = runs(of(0.1, 0.114, 0.16, 0.2, 0.201, 0.19, 0.9));

    assertThat(TrainingDelay.epoch(run, TrainingDelay.THRESHOLD)).isEqualTo(4);
    assertThat(TrainingDelay.epoch(run, TrainingDelay.LOWER)).isEqualTo(2);
    assertThat(TrainingDelay.epoch(run, 0.9)).isInfinite();
  }

  @Test
  void whatAnUntrainedNetworkGuessesDoesNotCount() {
    assertThat(TrainingDelay.epoch(runs(of(0.25, 0.1, 0.3)), 0.2)).isEqualTo(2);
  }

  @Test
  void runsThatNeverLearnCountAsOneEpochMoreThanTheyLasted() {
    TrainingDelay delay =
        TrainingDelay.of(
            runs(of(0.1, 0.5, 0.6), of(0.1, 0.1, 0.1), of(0.1, 0.1, 0.1, 0.1, 0.5)), 0.2);

    assertThat(delay.epochs()).containsExactly(1, 3, 4);
    assertThat(delay.never()).isEqualTo(1);
    assertThat(delay.atOnce()).isEqualTo(1);
    assertThat(delay.words()).isEqualTo("2.7 \u00B1 1.5 (1 not yet)");
  }

  @Test
  void aRunWithoutTrainingHasNoDelay() {
    TrainingDelay delay = TrainingDelay.of(runs(of(0.1), of(0.1, 0.3)), 0.2);

    assertThat(delay.epochs()).containsExactly(1);
    assertThat(delay.never()).isZero();
  }
}
