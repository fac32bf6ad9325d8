package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.cli.config.Codecs;
import tools.jackson.databind.JsonNode;

class TrainStructureTest {
  @TempDir Path folder;

  private Harness.Ended train(Path run, Object... more) {
    List<Object> args =
        new ArrayList<>(
            List.of(
                "train",
                "--data",
                folder.resolve("digits"),
                "--hidden",
                30,
                "--density",
                0.3,
                "--train-samples",
                200,
                "--test-samples",
                50,
                "--batch",
                50,
                "--lr",
                0.01,
                "--out",
                run));
    args.addAll(List.of(more));
    Harness.Ended ended = RealRuns.run(args.toArray());
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended;
  }

  @Test
  void theSummaryHasTheStructureThatMotifsFinds() {
    RealRuns.digits(folder.resolve("digits"));
    Path run = folder.resolve("run");

    String text = train(run, "--epochs", 1).out();

    assertThat(text).containsPattern("structure: [\\d,]+ feed-forward loops, eta 0\\.\\d{4}, pool");
    JsonNode structure =
        Codecs.JSON.readTree(run.resolve("summary.json").toFile()).path("structure");
    JsonNode motifs = Codecs.JSON.readTree(RealRuns.run("motifs", run, "--json").out());
    JsonNode balance = Codecs.JSON.readTree(RealRuns.run("balance", run, "--json").out());
    assertThat(structure.path("feed_forward_loops")).isEqualTo(motifs.path("feed_forward_loops"));
    assertThat(structure.path("eta")).isEqualTo(balance.path("eta"));
    assertThat(structure.path("pooled")).isEqualTo(balance.path("pooled"));
    assertThat(run.resolve("structure.csv")).doesNotExist();
  }

  @Test
  void structureIsRecordedAlikeWhetherOrNotTheRunWasResumed() throws IOException {
    RealRuns.digits(folder.resolve("digits"));
    Path whole = folder.resolve("whole");
    Path parts = folder.resolve("parts");
    train(whole, "--epochs", 5, "--record-structure", 2);
    train(parts, "--epochs", 3, "--record-structure", 2);
    train(parts, "--resume", "--epochs", 5);

    List<String> lines = Files.readAllLines(whole.resolve("structure.csv"));

    assertThat(lines.get(0)).startsWith("epoch,step,connections,positive,all_+++,all_++-");
    assertThat(lines.get(0))
        .endsWith(",eta,pooled,sign_flips,mean_age,core_connections,core_eta,core_pooled");
    assertThat(lines)
        .extracting(line -> line.split(",")[0])
        .containsExactly("epoch", "0", "2", "4", "5");
    int flips = List.of(lines.get(0).split(",")).indexOf("sign_flips");
    assertThat(lines.get(1).split(",")[flips]).isEmpty();
    assertThat(Integer.parseInt(lines.get(3).split(",")[flips])).isPositive();
    // The part ended after epoch 3, and the last epoch is recorded, too.
    assertThat(Files.readAllLines(parts.resolve("structure.csv")))
        .filteredOn(line -> !line.startsWith("3,") && !line.startsWith("4,"))
        .isEqualTo(lines.stream().filter(line -> !line.startsWith("4,")).toList());
    assertThat(whole.resolve("report.html")).content().contains("Structural balance");
  }

  @Test
  void aFeedForwardNetworkHasNone() {
    RealRuns.digits(folder.resolve("digits"));
    Path run = folder.resolve("run");

    Harness.Ended ended =
        RealRuns.run(
            "train",
            "--data",
            folder.resolve("digits"),
            "--cell",
            "feedforward",
            "--hidden",
            20,
            "--epochs",
            1,
            "--train-samples",
            50,
            "--test-samples",
            50,
            "--record-structure",
            1,
            "--out",
            run);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("--record-structure is about recurrent weights");
  }
}
