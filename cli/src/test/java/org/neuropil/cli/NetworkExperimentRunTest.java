package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An experiment with a measure on networks, from the plan to the page. */
@Timeout(300)
class NetworkExperimentRunTest {
  @TempDir Path folder;

  @Test
  void representationsAreTrainedMeasuredAndReported() throws IOException {
    Path out = folder.resolve("out");

    Harness.Ended ended =
        RealRuns.run(
            "experiment", "fruengel-representations", "--seeds", 1, "--out", out, "--quiet");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(Files.readString(out.resolve("results/runs.csv")))
        .contains("representations_before_nonzero_mean", "representations_after_r_mean");
    assertThat(Files.readString(out.resolve("results/lists.csv")))
        .contains("representations_after_information,99,");
    assertThat(Files.readString(out.resolve("results/verdicts.json")))
        .contains("Nodes of sparse networks share more information");
    assertThat(out.resolve("figures/output-sizes.svg")).exists();
    assertThat(out.resolve("figures/mutual-information.png")).exists();
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("Kolmogorov-Smirnov", "</html>");
  }
}
