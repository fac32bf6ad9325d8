package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.cli.config.Codecs;
import org.neuropil.matrix.io.WeightFile;
import tools.jackson.databind.JsonNode;

/** An experiment from its plan to its page, and settings that only experiments use. */
@Timeout(300)
class ExperimentTinyTest {
  @TempDir Path folder;

  @Test
  void theDaleStudyRunsAtItsSmallestScale() throws IOException {
    Path out = folder.resolve("dale");

    Harness.Ended ended = RealRuns.run("experiment", "fruengel-dale", "--out", out);

    assertThat(ended.code()).as(ended.err()).isZero();
    List<String> runs = Files.readAllLines(out.resolve("results/runs.csv"));
    assertThat(runs).hasSize(1 + 22).noneMatch(line -> line.contains(",failed,"));
    JsonNode verdicts = Codecs.JSON.readTree(out.resolve("results/verdicts.json")).path("verdicts");
    assertThat(verdicts.size()).isGreaterThan(10);
    for (JsonNode verdict : verdicts) {
      assertThat(verdict.path("holds").asString()).isEqualTo("undecided");
    }
    assertThat(Files.readString(out.resolve("report.html"))).contains("Training delay", "</html>");
    assertThat(out.resolve("figures/delay.png")).isNotEmptyFile();
    assertThat(out.resolve("figures/density-clamp.svg")).isNotEmptyFile();
    assertThat(out.resolve("figures/gradients-dense-clamp.png")).isNotEmptyFile();
    assertThat(out.resolve("figures/correlations.png")).isNotEmptyFile();
  }

  @Test
  void soManySamplesOfEveryClassAreUsed() throws IOException {
    Path out = folder.resolve("few");

    Harness.Ended ended = few(out, 30);

    assertThat(ended.code()).as(ended.err()).isZero();
    // 30 samples of each of ten classes are three batches of 100.
    assertThat(Files.readAllLines(out.resolve("metrics.csv")).getLast()).startsWith("1,3,");
  }

  /** The last input weight that PyTorch 1.13 draws for N = 60 and seed 42. */
  @Test
  void initialNumbersOfThePublishedNotebook() {
    Path zero = folder.resolve("zero");
    RealRuns.run(
        "train",
        "--task",
        "mnist-sample",
        "--hidden",
        60,
        "--density",
        0.3,
        "--epochs",
        0,
        "--test-samples",
        10,
        "--seed",
        42,
        "--initial-numbers",
        "mt19937",
        "--out",
        zero);
    float[] input =
        WeightFile.read(zero.resolve("weights.safetensors"))
            .require("rnn.weight_ih_l0", 60, 28)
            .toFloats();
    assertThat(input[60 * 28 - 1]).isEqualTo(-0.040049676f);
    Harness.Ended refused =
        few(folder.resolve("one"), 30, "--initial-numbers", "mt19937", "--biases", "one");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("two biases");
  }

  @Test
  void otherNumbersOfSamplesOfAClassAreRefused() {
    assertThat(few(folder.resolve("many"), 5000).err()).contains("samples of class", "5000");
    Harness.Ended both = few(folder.resolve("both"), 30, "--train-samples", 100);
    assertThat(both.code()).isEqualTo(2);
    assertThat(both.err()).contains("train-samples and per-class");
  }

  private static Harness.Ended few(Path out, int perClass, Object... more) {
    Object[] words = new Object[13 + more.length];
    Object[] first = {
      "train",
      "--task",
      "mnist-sample",
      "--hidden",
      20,
      "--epochs",
      1,
      "--per-class",
      perClass,
      "--test-samples",
      100,
      "--out",
      out
    };
    System.arraycopy(first, 0, words, 0, first.length);
    System.arraycopy(more, 0, words, first.length, more.length);
    return RealRuns.run(words);
  }
}
