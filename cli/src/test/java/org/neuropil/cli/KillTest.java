package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.matrix.Philox;
import org.neuropil.train.Checkpoint;

/**
 * A training that is killed without warning, again and again, ends in the same bits as one that
 * never was; and so does one with another number of threads.
 */
class KillTest {
  private static final int KILLS = 20;
  private static final long SEED = 4711;

  @TempDir Path folder;

  @Test
  void killedTwentyTimesAndResumedIsBitIdentical() throws Exception {
    Path whole = folder.resolve("whole");
    Process uninterrupted = start(whole, 1, false);
    assertThat(finish(uninterrupted)).as(log(whole)).isZero();

    Path killed = folder.resolve("killed");
    Path checkpoint = Checkpoint.fileIn(killed);
    Philox random = new Philox(SEED, Philox.Purpose.TEST, 0);
    int kills = 0;
    for (int life = 0; kills < KILLS; life++) {
      assertThat(life).as("lives until %d kills, seed %d", KILLS, SEED).isLessThan(3 * KILLS);
      FileTime before = Files.exists(checkpoint) ? Files.getLastModifiedTime(checkpoint) : null;
      Process process = start(killed, 2, life > 0);
      // Some die before they have done anything, most soon after a checkpoint of their own.
      boolean early = life % 7 == 3;
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (process.isAlive()
          && !early
          && System.nanoTime() < deadline
          && (!Files.exists(checkpoint) || Files.getLastModifiedTime(checkpoint).equals(before))) {
        Thread.sleep(2);
      }
      Thread.sleep(random.nextInt(early ? 700 : 60));
      boolean alive = process.isAlive();
      process.destroyForcibly().waitFor();
      assertThat(alive).as("the run must outlast %d kills: %s", KILLS, log(killed)).isTrue();
      kills++;
    }
    Process last = start(killed, 2, true);
    assertThat(finish(last)).as(log(killed)).isZero();

    assertThat(Files.readAllBytes(killed.resolve("weights.safetensors")))
        .as("weights after %d kills, seed %d", KILLS, SEED)
        .isEqualTo(Files.readAllBytes(whole.resolve("weights.safetensors")));
    assertThat(metrics(killed)).isEqualTo(metrics(whole));
  }

  /** The metrics without the seconds, their seventh column. */
  private static List<String> metrics(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.csv")).stream()
        .map(line -> line.replaceFirst("^((?:[^,]*,){6})[^,]*,", "$1"))
        .toList();
  }

  private Process start(Path out, int threads, boolean resume) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseG1GC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-Dneuropil.native=" + System.getProperty("neuropil.native"),
                "-cp",
                System.getProperty("java.class.path"),
                "org.neuropil.cli.Main",
                "train",
                "--hidden",
                "40",
                "--density",
                "0.2",
                "--batch",
                "20",
                "--train-samples",
                "1000",
                "--test-samples",
                "100",
                "--epochs",
                "24",
                "--checkpoint-every",
                "4",
                "--threads",
                Integer.toString(threads),
                "--out",
                out.toString()));
    if (resume && Files.exists(out.resolve("config.yaml"))) {
      command.add("--resume");
    }
    File log = folder.resolve(out.getFileName() + ".log").toFile();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  private static int finish(Process process) throws InterruptedException {
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }

  private String log(Path run) throws IOException {
    Path log = folder.resolve(run.getFileName() + ".log");
    return Files.exists(log) ? Files.readString(log) : "no log";
  }
}
