package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.cli.run.MetricsCsv;
import org.neuropil.train.EpochRecord;

/**
 * The delay of dense Dale networks in miniature: their activity grows by 1.37 a step at the start,
 * and Adam's second moments, with beta2 = 0.99 rather than 0.999, fade in a tenth of the steps.
 * Epochs are 60 steps, on the bundled sample of MNIST.
 */
@Timeout(300)
class DaleDelayTest {
  private static final int SEED = 1;
  private static final double LEARNED = 0.2;

  @TempDir Path folder;

  /** The first epoch with an accuracy above 20 %; infinite where there is none. */
  private double delay(int epochs, double density, double limit, Object... more) {
    Path out = folder.resolve("run-" + List.of(more).hashCode() + "-" + density);
    List<Object> words =
        new ArrayList<>(
            List.of("train", "--task", "mnist-sample", "--test-samples", 300, "--hidden", 40));
    words.addAll(List.of("--dale", "clamp", "--density", density, "--weight-limit", limit));
    words.addAll(List.of("--epochs", epochs, "--seed", SEED, "--quiet", "--out", out));
    words.addAll(List.of(more));
    Harness.Ended ended = RealRuns.run(words.toArray());
    assertThat(ended.code()).as(ended.err()).isZero();
    return MetricsCsv.read(out.resolve("metrics.csv")).stream()
        .filter(record -> record.epoch() >= 1 && record.testAccuracy() > LEARNED)
        .mapToDouble(EpochRecord::epoch)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  @Test
  void denseNetworksStandStillAndThenLearn() {
    assertThat(delay(40, 1, 0.0875, "--beta2", 0.99)).as("seed %d", SEED).isBetween(16.0, 40.0);
  }

  @Test
  void othersLearnSoon() {
    assertThat(delay(8, 0.1, 0.25, "--beta2", 0.99)).as("sparse").isLessThanOrEqualTo(8);
    assertThat(delay(8, 1, 0.0875, "--beta2", 0.99, "--inhibitory", 0.5))
        .as("half of the nodes inhibitory")
        .isLessThanOrEqualTo(8);
    assertThat(delay(8, 1, 0.0875, "--beta2", 0.99, "--inhibitory-scale", 10))
        .as("tenfold inhibition")
        .isLessThanOrEqualTo(8);
    assertThat(delay(12, 1, 0.0875, "--beta2", 0.9)).as("a short memory").isLessThanOrEqualTo(12);
  }
}
