package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sun.misc.Signal;

/** Real signals to this process while a training runs. */
class SignalsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"TERM,143", "INT,130", "HUP,129"})
  @Timeout(20)
  void aSignalEndsTheTrainingWithACheckpoint(String name, int code) throws IOException {
    skipWhereIgnored(name, code - 128);
    Harness harness = new Harness(folder);
    harness
        .engine()
        .afterStep((step, stop) -> {
          if (step == 3) {
            Signal.raise(new Signal(name));
          }
          // The signal is delivered by another thread; a real training would be busy meanwhile.
          for (int i = 0; step >= 3 && !stop.isSet() && i < 1000; i++) {
            sleep();
          }
        });

    Harness.Ended ended = harness.run("train", "--out", folder.resolve("a").toString());

    assertThat(ended.code()).isEqualTo(code);
    assertThat(ended.err())
        .contains("stopping after this batch", "interrupted at step 3; checkpoint written");
    assertThat(folder.resolve("a/checkpoint/step")).hasContent("3");
  }

  /** Whoever starts the build with nohup, or in the background of a script, has it ignore some. */
  private static void skipWhereIgnored(String name, int number) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("SigIgn:")) {
        long mask = Long.parseUnsignedLong(line.substring(7).strip(), 16);
        if ((mask >>> (number - 1) & 1) != 0) {
          String reason = "SIG" + name + " is ignored by whoever started this process";
          System.out.println("skipped: " + reason);
          Assumptions.abort(reason);
        }
      }
    }
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(5);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
