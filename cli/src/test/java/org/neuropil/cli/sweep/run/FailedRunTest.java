package org.neuropil.cli.sweep.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailedRunTest {
  @Test
  void outOfMemoryIsMetWithAdviceThatHelps() {
    FailedRun failed = FailedRun.of(new OutOfMemoryError("Java heap space"));

    // --memory bounds all workers together and does not enlarge the heap of one.
    assertThat(failed.error())
        .startsWith("out of memory: the run needs more than the ")
        .contains("neuropil train --resume --out")
        .doesNotContain("--memory");
    assertThat(failed.exitCode()).isEqualTo(4);
  }
}
