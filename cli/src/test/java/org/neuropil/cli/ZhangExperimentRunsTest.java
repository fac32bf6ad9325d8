package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments after Zhang et al. 2023 from the command to the page, at their smallest. */
class ZhangExperimentRunsTest {
  @TempDir Path folder;

  private Harness.Ended tiny(String name) {
    return RealRuns.run(
        "experiment", name, "--out", folder.resolve(name), "--seeds", 1, "--workers", 1);
  }

  private String text(String name, String file) throws IOException {
    return Files.readString(folder.resolve(name).resolve(file));
  }

  @Test
  void singleLoopsNeedNoTraining() throws IOException {
    Harness.Ended ended = tiny("zhang-single-loop");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("0 of 0 runs complete").contains("holds: h_k / h");
    assertThat(text("zhang-single-loop", "report.html")).contains("-0.09966370");
    assertThat(RealRuns.run("experiment", "zhang-single-loop", "--dry-run").out())
        .contains("0 runs");
  }

  @Test
  void motifProfilesEndInAPage() throws IOException {
    Harness.Ended ended = tiny("zhang-motif-profile");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(text("zhang-motif-profile", "results/runs.csv"))
        .contains("motifs_z_induced_+++", "mnist-sample,mnist-sample,rnn,", ",pruning-1,");
    assertThat(text("zhang-motif-profile", "report.html"))
        .contains("z-scores of the eight feed-forward loops", "mnist-sample set");
    assertThat(folder.resolve("zhang-motif-profile/figures/z-profile-set.svg")).exists();
  }

  @Test
  void balanceOverTrainingHasItsRandomBand() throws IOException {
    Harness.Ended ended = tiny("zhang-balance-over-training");

    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(text("zhang-balance-over-training", "results/lists.csv"))
        .contains("random-balance_pooled_high");
    assertThat(text("zhang-balance-over-training", "results/verdicts.json"))
        .contains("Eta rises over training with pruning-1");
  }

  @Test
  void weightsAreMeasuredAlongTheWay() throws IOException {
    Harness.Ended ended = tiny("zhang-weight-distribution");

    assertThat(ended.code()).as(ended.err()).isZero();
    String runs = text("zhang-weight-distribution", "results/runs.csv");
    String[] names = runs.lines().findFirst().orElseThrow().split(",");
    String[] cells = runs.lines().skip(1).findFirst().orElseThrow().split(",", -1);
    for (int i = 0; i < names.length; i++) {
      switch (names[i]) {
        // Pruning I at 12 epochs prunes last after the sixth.
        case "weights_pruned_epoch" -> assertThat(cells[i]).isEqualTo("6");
        case "weights_links_start" -> assertThat(cells[i]).isEqualTo("2500");
        case "weights_unchanged_from_pruned" ->
            assertThat(Double.parseDouble(cells[i])).isBetween(0.5, 1.0);
        default -> {}
      }
    }
    assertThat(names).contains("weights_pruned_epoch", "weights_links_start");
  }

  @Test
  void dataOfEveryTaskAreAskedForBeforeAnythingStarts() throws IOException {
    assertThat(RealRuns.run("experiment", "zhang-motif-profile", "--scale", "cpu").err())
        .contains("needs the data of mnist, sms, gesture");
    Files.createDirectories(folder.resolve("data/mnist"));
    assertThat(
            RealRuns.run(
                    "experiment",
                    "zhang-motif-profile",
                    "--scale",
                    "cpu",
                    "--data",
                    folder.resolve("data"))
                .err())
        .contains("holds no folder sms, gesture");
  }
}
