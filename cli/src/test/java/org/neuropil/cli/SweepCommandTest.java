package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.run.RunLock;
import org.neuropil.cli.sweep.run.SweepDirectory;
import tools.jackson.databind.JsonNode;

/** Sweeps with real workers and tiny networks. */
@Timeout(180)
class SweepCommandTest {
  @TempDir Path folder;

  private Path plan(String rest) throws IOException {
    return Files.writeString(
        folder.resolve("plan.yaml"),
        """
        name: small
        base: {task: mnist-sample, epochs: 1, train-samples: 300, test-samples: 100, density: 0.3}
        """
            + rest);
  }

  private Harness.Ended sweep(Object... more) {
    Object[] words = new Object[more.length + 4];
    words[0] = "sweep";
    words[1] = folder.resolve("plan.yaml");
    words[2] = "--out";
    words[3] = folder.resolve("out");
    System.arraycopy(more, 0, words, 4, more.length);
    return RealRuns.run(words);
  }

  private Path run(String id) {
    return folder.resolve("out/runs").resolve(id);
  }

  @Test
  void runsAreDoneOnceMeasuredCollectedAndReported() throws IOException {
    plan("grid: {hidden: [20, 30]}\nseeds: 2\nmeasure: [balance, motifs: {null: 20}]\n");

    Harness.Ended first = sweep("--json");

    assertThat(first.code()).as(first.err()).isZero();
    JsonNode json = Codecs.JSON.readTree(first.out());
    assertThat(json.path("complete").asInt()).isEqualTo(4);
    assertThat(run("n20-s1").resolve("weights.safetensors")).exists();
    assertThat(run("n30-s2").resolve("measures/motifs.json")).exists();
    assertThat(run("n30-s2").resolve("log.txt")).exists();
    String table = Files.readString(folder.resolve("out/results/runs.csv"));
    assertThat(table)
        .startsWith("run,task,cell,activation,hidden,density,seed,status,nonzeros,")
        .contains("motifs_z_induced_+++", "balance_eta", "final_test_accuracy")
        .contains("\nn20-s1,mnist-sample,rnn,relu,20,0.3,1,complete,")
        .doesNotContain("second");
    assertThat(Files.readString(folder.resolve("out/results/epochs.csv")))
        .startsWith(
            "run,task,cell,activation,hidden,density,seed,epoch,step,train_loss,test_loss,test_accuracy,nan_count")
        .contains("\nn30-s2,mnist-sample,rnn,relu,30,0.3,2,1,3,")
        .doesNotContain("seconds");
    assertThat(Files.readString(folder.resolve("out/results/timing.csv")))
        .startsWith("run,task,cell,activation,hidden,density,seed,")
        .contains("train_seconds");
    assertThat(Files.readString(folder.resolve("out/results/epoch_timing.csv")))
        .startsWith(
            "run,task,cell,activation,hidden,density,seed,epoch,step,seconds,epoch_seconds\n")
        .contains("\nn30-s2,mnist-sample,rnn,relu,30,0.3,2,1,3,");
    assertThat(folder.resolve("out/results/sweep.sqlite")).exists();
    assertThat(Files.readString(folder.resolve("out/report.html"))).contains("4", "</html>");

    FileTime before = Files.getLastModifiedTime(run("n20-s1").resolve("weights.safetensors"));
    plan("grid: {hidden: [20, 30, 40]}\nseeds: 2\nmeasure: [balance, motifs: {null: 20}]\n");
    Harness.Ended second = sweep("--seeds", 1);

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.err())
        .contains("3 runs in", "2 of them complete already", "2 runs there are not in the plan");
    assertThat(Files.getLastModifiedTime(run("n20-s1").resolve("weights.safetensors")))
        .isEqualTo(before);
    assertThat(run("n40-s1").resolve("summary.json")).exists();

    Harness.Ended report = RealRuns.run("report", folder.resolve("out"), run("n20-s1"));
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(run("n20-s1").resolve("report.html")).exists();
    Harness.Ended both =
        RealRuns.run(
            "report", folder.resolve("out"), run("n20-s1"), "--out", folder.resolve("both"));
    assertThat(both.code()).as(both.err()).isZero();
    assertThat(Files.readString(folder.resolve("both/results/runs.csv")))
        .contains("\nout/n20-s1,out,mnist-sample,", "\nn20-s1,n20-s1,mnist-sample,");
  }

  @Test
  void aFailedRunDoesNotStopTheOthersAndIsTriedAgain() throws IOException {
    Path data = folder.resolve("digits");
    plan(
        """
        cases:
          - {label: good, hidden: 20}
          - {label: bad, hidden: 22, task: mnist, data: %s}
          - {label: unmeasurable, hidden: 24, cell: feedforward}
        measure: [balance]
        """
            .formatted(data));

    Harness.Ended ended = sweep();

    assertThat(ended.code()).isEqualTo(5);
    assertThat(ended.err())
        .contains("2 of 3 runs failed", "bad-s1")
        .contains("measure balance is about recurrent weights");
    assertThat(ended.out()).contains("1 of 3 runs complete");
    assertThat(Files.readString(run("bad-s1").resolve("failed.json")))
        .contains("digits", "\"exit_code\" : ");
    assertThat(Files.readString(folder.resolve("out/results/runs.csv")))
        .contains("\ngood-s1,good,", ",failed,", ",complete,");
    assertThat(folder.resolve("out/report.html")).exists();

    RealRuns.digits(data);
    Harness.Ended again = sweep();

    assertThat(again.code()).isEqualTo(5);
    assertThat(again.err()).contains("1 of 3 runs failed", "unmeasurable-s1");
    assertThat(run("bad-s1").resolve("summary.json")).exists();
    assertThat(run("bad-s1").resolve("failed.json")).doesNotExist();
  }

  @Test
  void aDirectoryHasOneSweepAtATime() throws IOException {
    plan("grid: {hidden: [20]}\n");
    try (RunLock lock = new SweepDirectory(folder.resolve("out")).lock()) {
      assertThat(lock).isNotNull();
      Harness.Ended ended = sweep();

      assertThat(ended.code()).isEqualTo(4);
      assertThat(ended.err()).contains("out is in use by another neuropil process");
    }
    assertThat(folder.resolve("out/runs")).doesNotExist();
  }

  @Test
  void runsOfOtherSettingsAreNotOverwritten() throws IOException {
    plan("grid: {hidden: [20, 21]}\n");
    assertThat(sweep("--quiet").code()).isZero();
    Files.writeString(
        folder.resolve("plan.yaml"),
        Files.readString(folder.resolve("plan.yaml")).replace("epochs: 1", "epochs: 2"));

    Harness.Ended refused = sweep();

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .contains("holds 2 of these runs with other settings: n20-s1 has epochs 1, and the plan 2");
    Harness.Ended replaced = sweep("--replace");
    assertThat(replaced.code()).as(replaced.err()).isZero();
    assertThat(folder.resolve("out/replaced/n20-s1/summary.json")).exists();
    assertThat(Files.readString(run("n20-s1").resolve("summary.json"))).contains("\"epochs\" : 2");
  }

  @Test
  void aDryRunShowsThePlanAndDoesNothing() throws IOException {
    plan("grid: {hidden: [20, 400]}\n");

    Harness.Ended ended = sweep("--dry-run", "--json");

    assertThat(ended.code()).as(ended.err()).isZero();
    JsonNode runs = Codecs.JSON.readTree(ended.out()).path("runs");
    assertThat(runs.path(0).path("steps").asInt()).isEqualTo(3);
    assertThat(runs.path(1).path("memory_bytes").asLong())
        .isGreaterThan(runs.path(0).path("memory_bytes").asLong());
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(sweep("--dry-run").out()).contains("n400-s1", "MiB", "open", "2 runs");
  }

  @Test
  void aRunTooLargeForTheMemoryFailsAlone() throws IOException {
    plan("grid: {hidden: [20, 6000]}\n");

    Harness.Ended ended = sweep("--memory", "600m");

    assertThat(ended.code()).isEqualTo(5);
    assertThat(ended.err())
        .contains("1 of 2 runs failed, the first: n6000-s1: run n6000-s1 needs about")
        .contains("600 MiB may be used");
    assertThat(run("n20-s1").resolve("summary.json")).exists();
  }

  @Test
  void wrongUseIsRefused() throws IOException {
    plan("grid: {hidden: [20]}\n");

    assertThat(sweep("--memory", "much").err()).contains("--memory must be a size, found 'much'");
    assertThat(sweep("--workers", -1).code()).isEqualTo(2);
    assertThat(sweep("--seeds", 0).err()).contains("--seeds must be an integer");
    assertThat(RealRuns.run("sweep", folder.resolve("none.yaml")).err())
        .contains("none.yaml does not exist");
    assertThat(RealRuns.run("report", folder).err()).contains("holds no run, sweep or experiment");
    assertThat(RealRuns.run("experiment", "nope").err()).contains("there is no experiment 'nope'");
    assertThat(RealRuns.run("experiment", "fruengel-one-epoch-grid", "--scale", "cpu").err())
        .contains("needs all of MNIST");
    assertThat(RealRuns.run("experiment", "--list").out()).contains("fruengel-one-epoch-grid");
  }
}
