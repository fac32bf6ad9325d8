package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
  void aSignalEndsTheTrainingWithACheckpoint(String name, int code) {
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

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(5);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
