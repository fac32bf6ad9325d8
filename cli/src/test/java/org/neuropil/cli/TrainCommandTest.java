package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.ConfigFile;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.run.RunDirectory;
import tools.jackson.databind.JsonNode;

class TrainCommandTest {
  private static final String DEFAULT = "mnist-rnn-n500-p0.1-s1";

  @TempDir Path folder;
  private Harness harness;

  @BeforeEach
  void start() {
    harness = new Harness(folder);
  }

  private Path out(String name) {
    return folder.resolve(name);
  }

  private static JsonNode summary(Path run) throws IOException {
    return Codecs.JSON.readTree(Files.readString(run.resolve("summary.json")));
  }

  @Test
  void aRunWritesEveryFile() throws IOException {
    Harness.Ended ended = harness.run("train", "--epochs", "2");

    Path run = harness.runs().resolve(DEFAULT);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("test accuracy 70.00 % after 2 epochs", "report.html");
    assertThat(ended.err())
        .contains("epoch 0/2  before training", "epoch 2/2  train loss  1.0000  test loss  0.7667");
    assertThat(Files.readAllLines(run.resolve("metrics.csv")))
        .containsExactly(
            "epoch,step,train_loss,test_loss,test_accuracy,nan_count,seconds,"
                + "validation_loss,validation_accuracy,connections",
            "0,0,NaN,2.3,0.09999999999999998,0,0.0,NaN,NaN,25000",
            "1,10,2.0,1.15,0.55,0,5.0,NaN,NaN,25000",
            "2,20,1.0,0.7666666666666666,0.7,0,10.0,NaN,NaN,25000");
    assertThat(run.resolve("report.html")).isNotEmptyFile();
    assertThat(Files.readString(run.resolve("log.txt")))
        .contains("neuropil train --epochs 2", "epoch 1/2", "checkpoint written at step 20");
    assertThat(
            ResolvedConfig.resolve(
                ConfigFile.read(run.resolve("config.yaml")), ResolvedConfig.noOptions()))
        .isEqualTo(harness.engine().trained().get(0));
  }

  @Test
  void theSummaryHasTheKeysThatScriptsRelyOn() throws IOException {
    Harness.Ended ended =
        harness.run("train", "--epochs", "0", "--json", "--out", out("a").toString());

    JsonNode json = Codecs.JSON.readTree(ended.out());
    assertThat(json.propertyNames())
        .containsExactly(
            "task",
            "cell",
            "activation",
            "hidden",
            "density",
            "nonzeros",
            "seed",
            "backend",
            "device",
            "precision",
            "plan",
            "threads",
            "epochs",
            "steps",
            "end",
            "final",
            "best",
            "kept",
            "timing",
            "memory",
            "nan_count",
            "data",
            "versions",
            "run");
    assertThat(json.path("final").path("train_loss").asString()).isEqualTo("NaN");
    assertThat(json.path("final").path("test_accuracy").isNumber()).isTrue();
    assertThat(json.path("timing").propertyNames())
        .containsExactly("train_seconds", "step_ms_median");
    assertThat(json.path("memory").propertyNames())
        .containsExactly("host_peak_bytes", "device_bytes");
    assertThat(json.path("versions").propertyNames())
        .containsExactly("neuropil", "commit", "java", "os", "cpu", "libraries");
    assertThat(json.path("versions").path("neuropil").asString()).isEqualTo("0.1.0");
    assertThat(ended.out().lines()).hasSize(1);
    assertThat(summary(out("a")).path("nonzeros").asInt()).isEqualTo(25_000);
  }

  @Test
  void quietSaysNothing() {
    Harness.Ended ended = harness.run("train", "--epochs", "1", "--quiet");

    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void aDefaultNameThatIsTakenGetsANumber() {
    harness.run("train", "--epochs", "1");
    harness.run("train", "--epochs", "1");
    Harness.Ended third = harness.run("train", "--epochs", "1");

    assertThat(third.code()).isZero();
    assertThat(harness.runs().resolve(DEFAULT + "-3").resolve("summary.json")).exists();
  }

  @Test
  void anExistingRunIsNotOverwritten() throws IOException {
    harness.run("train", "--epochs", "1", "--out", out("a").toString());
    Harness.Ended again = harness.run("train", "--epochs", "1", "--out", out("a").toString());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err())
        .isEqualTo(
            "neuropil: error: "
                + out("a")
                + " already holds a complete run (choose another folder with --out, or train it"
                + " further with --resume --epochs E)\n");

    Files.delete(out("a").resolve("summary.json"));
    assertThat(harness.run("train", "--epochs", "1", "--out", out("a").toString()).err())
        .contains("already holds an unfinished run (go on with --resume --out " + out("a"));
  }

  @Test
  void aFolderWithOtherFilesIsTaken() throws IOException {
    Files.createDirectories(out("a"));
    Files.writeString(out("a").resolve("slurm-1.out"), "x");

    assertThat(harness.run("train", "--epochs", "1", "--out", out("a").toString()).code()).isZero();
  }

  @Test
  void anInterruptedRunGoesOnToTheSameEnd() throws IOException {
    harness
        .engine()
        .afterStep((step, stop) -> {
          if (step == 15) {
            stop.set(143);
          }
        });
    Harness.Ended first = harness.run("train", "--epochs", "3", "--out", out("a").toString());
    assertThat(first.code()).isEqualTo(143);
    assertThat(first.err())
        .contains(
            "neuropil: interrupted at step 15; checkpoint written; continue with:"
                + " neuropil train --resume --out "
                + out("a"));
    assertThat(out("a").resolve("summary.json")).doesNotExist();

    Harness.Ended second = harness.run("train", "--resume", "--out", out("a").toString());
    assertThat(second.code()).as(second.err()).isZero();
    harness.engine().afterStep((step, stop) -> {});
    harness.run("train", "--epochs", "3", "--out", out("b").toString());
    assertThat(out("a").resolve("metrics.csv"))
        .hasSameTextualContentAs(out("b").resolve("metrics.csv"));
  }

  @Test
  void metricsAheadOfTheCheckpointAreDropped() throws IOException {
    harness
        .engine()
        .afterStep((step, stop) -> {
          if (step == 15) {
            stop.set(130);
          }
        });
    harness.run("train", "--epochs", "3", "--out", out("a").toString());
    Path metrics = out("a").resolve("metrics.csv");
    Files.writeString(metrics, Files.readString(metrics) + "2,20,9.0,9.0,0.9,0,99.0\n3,30,9.0,9.");

    harness.run("train", "--resume", "--out", out("a").toString());

    assertThat(Files.readAllLines(metrics)).hasSize(5).noneMatch(line -> line.contains("9.0,9"));
  }

  @Test
  void aCompleteRunIsLeftAsItIsUnlessThereIsMoreToDo() throws IOException {
    harness.run("train", "--epochs", "2", "--out", out("a").toString());
    String before = Files.readString(out("a").resolve("summary.json"));

    Harness.Ended done = harness.run("train", "--resume", "--json", "--out", out("a").toString());
    assertThat(done.code()).isZero();
    assertThat(done.err()).contains("is complete after 2 epochs; nothing to do");
    assertThat(Codecs.JSON.readTree(done.out()).path("epochs").asInt()).isEqualTo(2);
    assertThat(Files.readString(out("a").resolve("summary.json"))).isEqualTo(before);
    assertThat(harness.engine().trained()).hasSize(1);

    harness.run("train", "--resume", "--epochs", "4", "--out", out("a").toString());
    assertThat(summary(out("a")).path("epochs").asInt()).isEqualTo(4);
    assertThat(Files.readAllLines(out("a").resolve("metrics.csv"))).hasSize(6);
  }

  @Test
  void resumingWithoutANameFindsTheLastRunOfTheDefaultName() {
    harness.run("train", "--epochs", "1", "--hidden", "40");
    harness.run("train", "--epochs", "1", "--hidden", "40");

    Harness.Ended ended = harness.run("train", "--hidden", "40", "--resume", "--epochs", "2");

    assertThat(ended.err()).contains("mnist-rnn-n40-p0.1-s1-2");
    assertThat(ended.code()).isZero();
  }

  @Test
  void aContradictionToTheRunIsRefused() {
    harness.run("train", "--epochs", "1", "--out", out("a").toString());

    Harness.Ended ended =
        harness.run("train", "--resume", "--hidden", "300", "--out", out("a").toString());

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .isEqualTo(
            "neuropil: error: --hidden 300 conflicts with hidden 500 in "
                + out("a").resolve("config.yaml")
                + " (leave it away to go on with this run, or start another without --resume)\n");
    assertThat(
            harness.run("train", "--resume", "--threads", "1", "--out", out("a").toString()).code())
        .isZero();
  }

  @Test
  void thereMustBeARunToResume() throws IOException {
    assertThat(harness.run("train", "--resume", "--out", out("a").toString()).err())
        .contains("there is no run at " + out("a"));
    Files.createDirectories(out("a"));
    Harness.Ended ended = harness.run("train", "--resume", "--out", out("a").toString());
    assertThat(ended.err()).contains("is not a run: it has no config.yaml");
    assertThat(ended.code()).isEqualTo(2);
  }

  @Test
  void twoProcessesNeverShareARun() {
    harness.run("train", "--epochs", "1", "--out", out("a").toString());
    try (RunDirectory held = RunDirectory.open(out("a"))) {
      Harness.Ended ended =
          harness.run("train", "--resume", "--epochs", "2", "--out", held.path().toString());
      assertThat(ended.code()).isEqualTo(4);
      assertThat(ended.err())
          .startsWith("neuropil: error: " + out("a") + " is in use by another neuropil process");
    }
    assertThat(
            harness.run("train", "--resume", "--epochs", "2", "--out", out("a").toString()).code())
        .isZero();
  }

  @Test
  void placesThatCannotBeWrittenAreEnvironmentErrors() throws IOException {
    Path file = Files.writeString(out("file"), "x");
    for (Path bad : List.of(file, file.resolve("below"), Path.of("/proc/none/run"))) {
      Harness.Ended ended = harness.run("train", "--out", bad.toString());
      assertThat(ended.code()).as(ended.err()).isEqualTo(4);
      assertThat(ended.err())
          .startsWith("neuropil: error: cannot write " + bad)
          .endsWith("(choose another folder with --out)\n")
          .hasLineCount(1);
    }
  }

  @Test
  void aFullDiskIsAnEnvironmentError() throws IOException {
    Path full = Path.of("/dev/full");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(full));
    harness
        .engine()
        .afterStep((step, stop) -> {
          try {
            Files.deleteIfExists(out("a").resolve("metrics.csv"));
            Files.createSymbolicLink(out("a").resolve("metrics.csv"), full);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });

    Harness.Ended ended = harness.run("train", "--epochs", "1", "--out", out("a").toString());

    assertThat(ended.code()).isEqualTo(4);
    assertThat(ended.err())
        .endsWith(
            "neuropil: error: cannot write "
                + out("a").resolve("metrics.csv")
                + ": the disk is full (free some space, then go on with --resume)\n");
  }

  @Test
  void aRunThatFailsBeforeItBeginsLeavesItsPlaceFree() {
    Harness failing = new Harness(folder);
    failing.engine().failAtStart(true);
    assertThat(failing.run("train", "--out", out("a").toString()).code()).isEqualTo(3);
    assertThat(out("a")).doesNotExist();
  }
}
