package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep whose process and workers are killed at ten random moments gives the same tables as one
 * that nobody disturbed; a signal lets it write checkpoints.
 */
class SweepKillTest {
  private static final long SEED = 20_251_121;
  private static final int KILLS = 10;
  private static final int MOST_STARTS = 60;

  @TempDir Path folder;

  private Path plan() throws IOException {
    return Files.writeString(
        folder.resolve("plan.yaml"),
        """
        name: killed
        base:
          task: mnist-sample
          train-samples: 600
          test-samples: 100
          epochs: 12
          batch: 20
          checkpoint-every: 10
          record-structure: 3
          density: 0.3
        grid: {hidden: [24, 32]}
        seeds: 2
        measure: [motifs: {null: 20}]
        """);
  }

  private Process start(Path out) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dneuropil.native=" + System.getProperty("neuropil.native"),
                "-cp",
                System.getProperty("java.class.path"),
                "org.neuropil.cli.Main",
                "sweep",
                plan().toString(),
                "--out",
                out.toString(),
                "--workers",
                "2",
                "--retries",
                "20"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(folder.resolve(out.getFileName() + ".log").toFile()))
        .start();
  }

  private String log(Path out) throws IOException {
    return Files.readString(folder.resolve(out.getFileName() + ".log"));
  }

  private static int end(Process process) throws InterruptedException {
    if (!process.waitFor(300, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }

  @Test
  @Timeout(900)
  void killedSweepsEndInTheSameTables() throws Exception {
    Path whole = folder.resolve("whole");
    assertThat(end(start(whole))).as(log(whole)).isZero();

    Path killed = folder.resolve("killed");
    Random random = new Random(SEED);
    int kills = 0;
    int starts = 1;
    Process sweep = start(killed);
    while (kills < KILLS && starts < MOST_STARTS) {
      boolean ended = sweep.waitFor(300 + random.nextInt(1_800), TimeUnit.MILLISECONDS);
      if (ended && sweep.exitValue() == 0) {
        // Done before all kills: one run is taken back, as if it had been lost.
        takeBack(killed, random.nextInt(4));
        sweep = start(killed);
        starts++;
        continue;
      }
      List<ProcessHandle> workers = sweep.descendants().toList();
      if (ended || workers.isEmpty() || random.nextBoolean()) {
        sweep.destroyForcibly().waitFor();
        sweep = start(killed);
        starts++;
      } else {
        workers.get(random.nextInt(workers.size())).destroyForcibly();
      }
      kills++;
    }
    assertThat(kills).as("kills with seed %d: %s", SEED, log(killed)).isEqualTo(KILLS);
    assertThat(end(sweep)).as(log(killed)).isZero();

    for (String table : List.of("runs.csv", "epochs.csv", "structure.csv")) {
      assertThat(Files.readString(killed.resolve("results").resolve(table)))
          .as("%s after %d kills, seed %d: %s", table, kills, SEED, log(killed))
          .isEqualTo(Files.readString(whole.resolve("results").resolve(table)));
    }
  }

  private static void takeBack(Path sweep, int which) throws IOException {
    List<Path> runs;
    try (Stream<Path> folders = Files.list(sweep.resolve("runs"))) {
      runs = folders.sorted().toList();
    }
    try (Stream<Path> files = Files.walk(runs.get(which))) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  @Timeout(400)
  void aSignalStopsItAndTheSameCommandGoesOn() throws Exception {
    Path out = folder.resolve("stopped");
    Process sweep = start(out);
    Path metrics = out.resolve("runs/n32-s1/metrics.csv");
    while (sweep.isAlive() && !Files.exists(metrics)) {
      Thread.sleep(20);
    }
    sweep.destroy();

    assertThat(end(sweep)).as(log(out)).isEqualTo(143);
    assertThat(log(out)).contains("interrupted; the same command goes on with the");
    assertThat(out.resolve("results/runs.csv")).exists();

    assertThat(end(start(out))).as(log(out)).isZero();
    assertThat(Files.readString(out.resolve("results/runs.csv")).split("\n")).hasSize(5);
  }
}
