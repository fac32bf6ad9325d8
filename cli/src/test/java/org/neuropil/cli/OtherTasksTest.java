package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.cli.config.Codecs;
import tools.jackson.databind.JsonNode;

/** What a user sees of tasks that are not digits: values, answers at every step, texts, groups. */
class OtherTasksTest {
  @TempDir Path folder;

  @BeforeAll
  static void withoutAScreen() {
    System.setProperty("java.awt.headless", "true");
  }

  private static Harness.Ended run(Object... args) {
    Harness.Ended ended = RealRuns.run(args);
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended;
  }

  private static JsonNode json(Object... args) {
    return Codecs.JSON.readTree(run(args).out());
  }

  private static JsonNode last(Path run) {
    return Codecs.JSON.readTree(run.resolve("summary.json").toFile()).path("final");
  }

  private static List<String> titles(Path run) throws IOException {
    return Pattern.compile("role=\"img\"[^>]*><title>(.*?)</title><desc>")
        .matcher(Files.readString(run.resolve("report.html")))
        .results()
        .map((MatchResult m) -> m.group(1))
        .toList();
  }

  /** Sequences of three steps that count up or down, with an answer at every step. */
  private void counting(Path data) throws IOException {
    Files.createDirectories(data);
    Random random = new Random(5);
    for (String part : List.of("train", "validation", "test")) {
      List<String> lines = new ArrayList<>(List.of("sequence,x1,x2,label"));
      for (int s = 0; s < 20; s++) {
        double slope = random.nextBoolean() ? 1 : -1;
        for (int t = 0; t < 3; t++) {
          lines.add(
              String.format(
                  Locale.ROOT,
                  "%s%d,%.3f,%.3f,%s",
                  part,
                  s,
                  slope * t,
                  random.nextGaussian(),
                  slope > 0 ? "up" : "down"));
        }
      }
      Files.write(data.resolve(part + ".csv"), lines);
    }
  }

  @Test
  void aContinuousNetworkIsEvaluatedAsItWasTrained() throws IOException {
    Path data = folder.resolve("data");
    Path out = folder.resolve("run");
    counting(data);

    String text =
        run(
                "train",
                "--task",
                "sequences",
                "--data",
                data,
                "--cell",
                "ctrnn",
                "--time-step",
                0.3,
                "--time-constant",
                0.7,
                "--sub-steps",
                2,
                "--hidden",
                16,
                "--density",
                0.3,
                "--batch",
                7,
                "--epochs",
                3,
                "--lr",
                0.01,
                "--sparsify",
                "set",
                "--record-structure",
                1,
                "--save-weights-every",
                3,
                "--out",
                out)
            .out();

    JsonNode result = json("eval", out, "--json");
    assertThat(result.path("samples").asInt()).isEqualTo(60);
    assertThat(result.path("loss").asDouble())
        .isCloseTo(last(out).path("test_loss").asDouble(), within(1e-6));
    assertThat(result.path("accuracy").asDouble())
        .isEqualTo(last(out).path("test_accuracy").asDouble());
    assertThat(result.has("groups")).isFalse();
    // Options win, and the constants of the cell matter.
    assertThat(json("eval", out, "--json", "--sub-steps", 5).path("loss").asDouble())
        .isNotCloseTo(result.path("loss").asDouble(), within(1e-6));
    assertThat(text).contains("test accuracy", "validation accuracy").doesNotContain("kept:");
    assertThat(titles(out))
        .containsExactly(
            "Loss",
            "Accuracy",
            "Balance eta",
            "Balance pooled",
            "Sign flips",
            "Age",
            "Motifs",
            "Weights");
    assertThat(out.resolve("report.html"))
        .content()
        .contains(
            "The core is what set lets stay",
            "Grey: 100 random networks",
            "fill:rgb(128,128,128)",
            "Validation accuracy")
        .doesNotContain("--save-weights-every also", "NaN");
  }

  @Test
  void whereTargetsAreValuesTheLossIsSaid() throws IOException {
    Path out = folder.resolve("run");

    Harness.Ended ended =
        run(
            "train",
            "--task",
            "mackey-glass",
            "--hidden",
            12,
            "--density",
            0.3,
            "--epochs",
            2,
            "--epoch-steps",
            2,
            "--evaluate-every",
            1,
            "--sparsify",
            "pruning-2",
            "--sparsify-start",
            0,
            "--keep",
            "best-test",
            "--out",
            out);

    assertThat(ended.out())
        .containsPattern("test MSE \\d\\.\\d\\de[-+]\\d\\d after 2 epochs \\(best ")
        .containsPattern("kept: the weights after epoch \\d \\(test MSE ");
    assertThat(ended.err()).contains("test loss").doesNotContain("accuracy", "NaN");
    assertThat(out.resolve("report.html"))
        .content()
        .contains("Best test MSE", "Kept weights", "Mean squared error.")
        .doesNotContain("ccuracy", "NaN");
    assertThat(titles(out)).startsWith("Loss", "Density");
    JsonNode result = json("eval", out, "--json");
    assertThat(result.path("accuracy").asString()).isEqualTo("NaN");
    JsonNode kept = Codecs.JSON.readTree(out.resolve("summary.json").toFile()).path("kept");
    assertThat(result.path("loss").asDouble())
        .isCloseTo(kept.path("test_loss").asDouble(), within(1e-6));
    assertThat(run("eval", out).out()).startsWith("MSE ").doesNotContain("NaN");
  }

  @Test
  void everyCognitiveTaskHasItsAccuracy() throws IOException {
    Path out = folder.resolve("run");
    run(
        "train",
        "--task",
        "cognitive",
        "--variant",
        "delaygo",
        "--hidden",
        12,
        "--density",
        0.3,
        "--epochs",
        1,
        "--epoch-steps",
        1,
        "--test-samples",
        64,
        "--out",
        out);

    JsonNode groups = json("eval", out, "--json").path("groups");

    assertThat(groups).hasSize(1);
    assertThat(groups.path(0).path("name").asString()).isEqualTo("delaygo");
    assertThat(groups.path(0).path("samples").asInt()).isEqualTo(64);
    assertThat(run("eval", out).out()).containsPattern("  delaygo +\\d+\\.\\d\\d %  samples 64");
    assertThat(out.resolve("report.html"))
        .content()
        .contains("Groups of test samples", ">delaygo<");
  }

  @Test
  void wordsAreReadFromTheWeights() throws IOException {
    Path data = folder.resolve("data");
    Files.createDirectories(data);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      lines.add(i % 3 == 0 ? "spam\twin a prize now call" : "ham\tsee you at home later friend");
    }
    Files.write(data.resolve("text_data.txt"), lines);
    Path out = folder.resolve("run");
    run(
        "train",
        "--task",
        "sms",
        "--data",
        data,
        "--hidden",
        10,
        "--density",
        0.3,
        "--embedding",
        6,
        "--epochs",
        1,
        "--out",
        out);

    Path weights = out.resolve("weights.safetensors");
    double trained = last(out).path("test_loss").asDouble();
    assertThat(json("eval", out, "--json").path("loss").asDouble())
        .isCloseTo(trained, within(1e-6));
    // The file knows how long its word vectors are, wherever it lies.
    Path alone = Files.copy(weights, folder.resolve("alone.safetensors"));
    assertThat(
            json("eval", alone, "--task", "sms", "--data", data, "--json").path("loss").asDouble())
        .isCloseTo(trained, within(1e-6));
  }
}
