package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.console.Terminal;
import org.neuropil.cli.progress.Progress;
import org.neuropil.train.EpochRecord;

class ProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicLong clock = new AtomicLong();
  @TempDir Path folder;

  private Progress progress(Terminal terminal) {
    Console console =
        new Console(
            new PrintStream(new ByteArrayOutputStream()),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal);
    return new Progress(console, 10, clock::get);
  }

  /** Two epochs of 100 steps, 200 ms each. */
  private void train(Progress progress) {
    progress.started(0, 1000);
    for (int step = 1; step <= 200; step++) {
      clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
      progress.stepDone((step - 1) / 100 + 1, (step - 1) % 100 + 1, 100, step, 198.7);
      if (step % 100 == 0) {
        progress.epochDone(
            new EpochRecord(
                step / 100,
                step,
                0.51234,
                0.498,
                0.8812,
                Double.NaN,
                Double.NaN,
                1000,
                0,
                step * 0.2));
      }
    }
    progress.end();
  }

  private String written() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 10, 15, 20, 30, 40, 60, 79, 80, 120, 200})
  void theLiveLineNeverReachesTheLastColumn(int columns) {
    train(progress(new Terminal(true, () -> columns)));

    for (String frame : written().split("[\r\n]")) {
      if (!frame.contains("train loss")) {
        assertThat(frame.length()).isLessThan(columns);
      }
    }
  }

  @Test
  void aWideTerminalShowsEverything() {
    train(progress(new Terminal(true, () -> 120)));

    assertThat(written())
        .contains(
            "\r 15% [#####.........................]  epoch 2/10  step 50/100  199 ms/step  ETA 2:50")
        .contains(
            "\repoch  2/10  train loss  0.5123  test loss  0.4980  accuracy  88.12 %  40.0 s\n");
  }

  @Test
  void aNarrowTerminalShowsWhatFits() {
    train(progress(new Terminal(true, () -> 14)));

    assertThat(written()).contains("\repoch 2/10").doesNotContain("[");
  }

  @Test
  void withoutATerminalALineNowAndThenIsEnough() {
    train(progress(Terminal.none()));

    assertThat(written()).doesNotContain("\r");
    // 40 s in all: an epoch line at 20 s and at 40 s, so that nothing was silent for 30 s.
    assertThat(written().lines()).hasSize(2).allMatch(line -> line.contains("train loss"));
  }

  @Test
  void aLongSilenceWithoutATerminalIsBroken() {
    Progress progress = progress(Terminal.none());
    progress.started(0, 1000);
    for (int step = 1; step <= 100; step++) {
      clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
      progress.stepDone(1, step, 100, step, 1000);
    }

    assertThat(written().lines())
        .hasSize(3)
        .element(0)
        .isEqualTo("epoch 1/10  step 30/100  1000 ms/step  ETA 16:10");
  }

  @Test
  void valuesHaveNoAccuracyAndValidationIsShown() {
    EpochRecord values =
        new EpochRecord(3, 30, 0.25, 0.000312, Double.NaN, 0.00041, Double.NaN, 1000, 0, 1);
    EpochRecord classes = new EpochRecord(3, 30, 0.25, 0.5, 0.8, 0.625, 0.75, 1000, 0, 1);

    assertThat(Progress.epochLine(values, 10))
        .isEqualTo(
            "epoch  3/10  train loss  0.2500  test loss 3.1e-04  validation loss 4.1e-04  1.0 s");
    assertThat(Progress.epochLine(classes, 10))
        .endsWith(
            "test loss  0.5000  accuracy  80.00 %  validation loss  0.6250  accuracy  75.00 %"
                + "  1.0 s");
  }

  @Test
  void nanIsSaid() {
    EpochRecord record =
        new EpochRecord(
            1, 10, Double.NaN, Double.POSITIVE_INFINITY, 0.1, Double.NaN, Double.NaN, 1000, 12, 1);

    assertThat(Progress.epochLine(record, 10))
        .isEqualTo(
            "epoch  1/10  train loss     NaN  test loss     inf  accuracy  10.00 %  1.0 s"
                + "  (12 samples with NaN)");
  }

  @Test
  void messagesStandAboveTheLiveLine() {
    Console console =
        new Console(
            new PrintStream(new ByteArrayOutputStream()),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            new Terminal(true, () -> 80));
    console.live("working");
    console.note("look");
    console.live("");

    assertThat(written()).isEqualTo("\rworking\r       \rlook\n\rworking\r       \r");
  }
}
