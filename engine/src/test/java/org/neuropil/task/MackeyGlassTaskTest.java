package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;

class MackeyGlassTaskTest {
  @TempDir Path folder;

  /** Mean, SD, least, most, 5/50/95 % quantiles, autocorrelation at 1, 5, 10, 25, 50, 100. */
  private static final double[] T17 = {
    -0.06543, 0.21612, -0.52815, 0.31158, -0.4448, -0.0276, 0.2335, 0.9893, 0.7576, 0.2305, -0.8222,
    0.7209, 0.7888
  };

  private static final double[] T23 = {
    -0.07900, 0.24256, -0.62130, 0.36377, -0.5327, -0.0480, 0.2771, 0.9924, 0.8275, 0.4563, -0.5228,
    -0.1322, -0.3103
  };

  /** Standard deviations of the statistics over 40 histories, by another program. */
  private static final double[] SD17 = {
    5e-5, 9e-5, 5e-5, 1e-4, 1.3e-3, 2.5e-4, 1e-3, 2e-5, 3.5e-4, 1.1e-3, 1.5e-3, 2.8e-3, 5.7e-3
  };

  private static final double[] SD23 = {
    4.6e-4, 7.8e-4, 4.1e-4, 8.7e-4, 1.3e-3, 1e-3, 1.6e-3, 3e-5, 5.9e-4, 1.3e-3, 3.3e-3, 7.9e-3,
    6.3e-3
  };

  @Test
  void theSeriesFollowsTheEquation() {
    float[] series = MackeyGlass.series(17, 30, new Philox(9, Philox.Purpose.DATA, 0));
    // The same by keeping every sub-step: x at a time before the start is the drawn history, which
    // the ring buffer reads from its second cell on.
    Philox random = new Philox(9, Philox.Purpose.DATA, 0);
    double[] drawn = new double[170];
    for (int i = 0; i < 170; i++) {
      drawn[i] = 1.1 + 0.2 * random.nextDouble();
    }
    List<Double> x = new ArrayList<>();
    for (int i = 1; i < 170; i++) {
      x.add(drawn[i]);
    }
    x.add(drawn[0]);
    x.add(1.2);
    for (int step = 0; step < 10 * 1030; step++) {
      double now = x.get(x.size() - 1);
      double delayed = x.get(x.size() - 171);
      x.add(now + 0.1 * (0.2 * delayed / (1 + Math.pow(delayed, 10)) - 0.1 * now));
    }
    for (int t = 0; t < 30; t++) {
      // Chaos makes rounding differences grow; the first sub-steps' error of 1e-16 stays small.
      assertThat((double) series[t])
          .isCloseTo(Math.tanh(x.get(170 + 10 * (1000 + t + 1)) - 1), Offset.offset(1e-4));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 23})
  void theSeriesHasThePublishedStatistics(int tau) {
    double[] expected = tau == 17 ? T17 : T23;
    for (int seed = 0; seed < 2; seed++) {
      float[] series = MackeyGlass.series(tau, 50_000, new Philox(seed, Philox.Purpose.DATA, 0));
      double[] found = statistics(series);
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i])
            .as("statistic %d, delay %d, seed %d", i, tau, seed)
            .isCloseTo(expected[i], Offset.offset(5 * (tau == 17 ? SD17 : SD23)[i] + 1e-4));
      }
    }
  }

  @Test
  void windowsAreOrderedSoThatBatchesOfTwelveAreTheStreams() {
    TaskData task = Tasks.load(TaskRequest.of("mackey-glass", null).withSeed(3));
    float[] series = MackeyGlass.series(17, 50_000, new Philox(3, Philox.Purpose.DATA, 0));
    assertThat(task.train().size()).isEqualTo(72);
    assertThat(task.test().size()).isEqualTo(19);
    assertThat(task.train().target()).isEqualTo(Sequences.Target.VALUES);
    assertThat(task.train().outputs()).isEqualTo(50);
    assertThat(task.train().classes()).isZero();
    assertThat(task.train().steps()).isEqualTo(500);
    assertThat(task.train().inputs()).isEqualTo(1);
    for (int k = 0; k < 6; k++) {
      for (int stream = 0; stream < 12; stream++) {
        requireWindow(task.train(), 12 * k + stream, series, 3333 * stream + 500 * k);
      }
    }
    for (int k = 0; k < 19; k++) {
      requireWindow(task.test(), k, series, 40_000 + 500 * k);
    }
    assertThat(task.provenance())
        .containsEntry("generated", "Mackey-Glass, delay 17, seed 3")
        .containsEntry("train.samples", "72");
  }

  private static void requireWindow(Sequences data, int sample, float[] series, int start) {
    assertThat(Texts.read(data, sample)).isEqualTo(Arrays.copyOfRange(series, start, start + 500));
    assertThat(Texts.targets(data, sample))
        .isEqualTo(Arrays.copyOfRange(series, start + 500, start + 550));
  }

  @Test
  void variantsAndEncodings() {
    TaskRequest request = TaskRequest.of("mackey-glass", null);
    Sequences slow = Tasks.load(request.withVariant("t23")).train();
    assertThat(Texts.read(slow, 0)).isNotEqualTo(Texts.read(Tasks.load(request).train(), 0));
    Sequences flat = Tasks.load(request.withVariant("t23").withEncoding(Encoding.FLAT)).train();
    assertThat(flat.steps()).isEqualTo(1);
    assertThat(flat.inputs()).isEqualTo(500);
    assertThat(Texts.read(flat, 7)).isEqualTo(Texts.read(slow, 7));
    assertThat(Texts.targets(flat, 7)).isEqualTo(Texts.targets(slow, 7));
    assertThatThrownBy(() -> Tasks.load(request.withVariant("t32")))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.kind()).isEqualTo(UserError.Kind.USAGE))
        .hasMessage(
            "task mackey-glass has no variant 't32', did you mean t23? (its variants are t17, t23)");
  }

  @Test
  void textFilesAreRead() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8250; i++) {
      text.append(i % 100 / 100.0).append(i % 2 == 0 ? "\n" : "\r\n");
    }
    Texts.write(folder, "MackeyGlass_t17.txt", text.toString());
    TaskData task = Tasks.load(TaskRequest.of("mackey-glass", folder));
    assertThat(task.train().size()).isEqualTo(12);
    assertThat(task.test().size()).isEqualTo(3);
    assertThat(Texts.read(task.train(), 1)[0]).isEqualTo(0.5f);
    assertThat(Texts.targets(task.train(), 1)[0]).isEqualTo(0.5f);
    assertThat(task.provenance()).containsKey("MackeyGlass_t17.txt");
    assertThatThrownBy(() -> Tasks.load(TaskRequest.of("mackey-glass", folder).withVariant("t23")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("lacks MackeyGlass_t23.txt");
    Texts.write(folder, "MackeyGlass_t23.txt", text.substring(0, text.length() - 6));
    assertThatThrownBy(() -> Tasks.load(TaskRequest.of("mackey-glass", folder).withVariant("t23")))
        .hasMessageContaining("t23.txt: expected at least 8250 numbers, found 8249");
  }

  @Test
  void badLinesAreNamed() {
    assertThatThrownBy(() -> MackeyGlassTask.read(Texts.table("0.1\n0.2\nnan\n")))
        .isInstanceOf(UserError.class)
        .hasMessage("file:3: expected a number in column 1, found 'nan' (correct the line)");
    assertThatThrownBy(() -> MackeyGlassTask.read(Texts.table("0.1\n0.2,3\n")))
        .hasMessage("file:2: expected 1 columns, found 2 (correct the line)");
    assertThatThrownBy(() -> MackeyGlassTask.read(Texts.table("")))
        .hasMessage("file: expected at least 8250 numbers, found 0 (get the whole series)");
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 23})
  void thePublishedFilesHaveTheStatisticsToo(int tau) {
    Path data = Texts.shared("mackey-glass");
    assumeTrue(
        Files.exists(data.resolve("MackeyGlass_t17.txt")), "skipped: no series at ../shared");
    try (Table table =
        new Table(TextLines.open(data.resolve("MackeyGlass_t" + tau + ".txt")), ',')) {
      double[] found = statistics(MackeyGlassTask.read(table));
      double[] expected = tau == 17 ? T17 : T23;
      for (int i = 0; i < expected.length; i++) {
        assertThat(found[i]).isCloseTo(expected[i], Offset.offset(6e-5));
      }
    }
  }

  private static double[] statistics(float[] series) {
    double[] sorted = new double[series.length];
    double mean = 0;
    for (int i = 0; i < series.length; i++) {
      sorted[i] = series[i];
      mean += series[i] / (double) series.length;
    }
    Arrays.sort(sorted);
    double variance = 0;
    for (float value : series) {
      variance += (value - mean) * (value - mean) / series.length;
    }
    double[] result = new double[13];
    result[0] = mean;
    result[1] = Math.sqrt(variance);
    result[2] = sorted[0];
    result[3] = sorted[series.length - 1];
    result[4] = sorted[series.length / 20];
    result[5] = sorted[series.length / 2];
    result[6] = sorted[series.length * 19 / 20];
    int[] lags = {1, 5, 10, 25, 50, 100};
    for (int l = 0; l < 6; l++) {
      double sum = 0;
      for (int i = 0; i + lags[l] < series.length; i++) {
        sum += (series[i] - mean) * (series[i + lags[l]] - mean);
      }
      result[7 + l] = sum / ((series.length - lags[l]) * variance);
    }
    return result;
  }
}
