package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.console.Terminal;
import org.neuropil.cli.progress.BatchProgress;

class BatchProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicLong seconds = new AtomicLong();

  private BatchProgress progress(Terminal terminal) {
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new BatchProgress(
        new Console(stream, stream, terminal),
        "runs",
        10,
        2,
        () -> TimeUnit.SECONDS.toNanos(seconds.get()));
  }

  private String shown() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theTimeLeftFollowsFromTheWorkThatWasDoneHere() {
    BatchProgress progress = progress(new Terminal(true, () -> 120));
    progress.begin(100);
    seconds.set(10);

    // 20 of 100 units were there before: 20 in 10 seconds leave 60 for 30.
    progress.at(40, 20, 2);

    assertThat(shown()).contains("2/10 runs  2 running  ETA 0:30").contains(" 40% [");
  }

  @Test
  void withoutATerminalThereIsALinePerRunAndAHeartbeat() {
    BatchProgress progress = progress(Terminal.none());
    progress.begin(100);
    seconds.set(10);
    progress.at(50, 0, 2);
    progress.complete("a");
    progress.failed("b failed");
    seconds.set(31);
    progress.at(50, 0, 1);

    assertThat(shown())
        .isEqualTo(
            """
            [3/10] a  ETA 0:10
            [4/10] b failed  ETA 0:10
            3/10 runs  1 running  1 failed  ETA 0:31
            """);
  }

  @Test
  void nothingIsPromisedBeforeAnythingIsDone() {
    BatchProgress progress = progress(Terminal.none());
    progress.begin(100);
    seconds.set(40);

    progress.at(20, 20, 2);

    assertThat(shown()).isEqualTo("2/10 runs  2 running\n");
  }
}
