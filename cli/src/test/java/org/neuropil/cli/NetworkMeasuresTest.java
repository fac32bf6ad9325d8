package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.analysis.statistics.Correlation;
import org.neuropil.analysis.statistics.NodePairs;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.run.GradientsCsv;
import org.neuropil.matrix.io.ArrayFile;
import org.neuropil.task.Encoding;
import org.neuropil.task.Sequences;
import org.neuropil.task.TaskData;
import org.neuropil.task.TaskRequest;
import org.neuropil.task.Tasks;
import org.neuropil.testdata.BundledMnist;
import tools.jackson.databind.JsonNode;

/** Measures on a tiny trained network against plain loops over its files. */
@Timeout(180)
class NetworkMeasuresTest {
  private static final int NODES = 16;
  private static final int TEST_SAMPLES = 60;
  private static final int PAIRS = 30;

  @TempDir static Path folder;
  private static Path run = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    Path plan =
        Files.writeString(
            folder.resolve("plan.yaml"),
            """
            name: measured
            base: {task: mnist-sample, epochs: 3, train-samples: 100, batch: 100, lr: 0.01}
            grid: {hidden: [16], density: [0.4], test-samples: [60], save-weights-every: [1],
                   record-gradients: [1]}
            measure:
              - representations: {pairs: 30, npy: true}
              - noise
              - sign-changes: {limit: 0.05}
              - gradients
            """);
    Harness.Ended ended = RealRuns.run("sweep", plan, "--out", folder.resolve("out"));
    assertThat(ended.code()).as(ended.err()).isZero();
    try (var runs = Files.list(folder.resolve("out/runs"))) {
      run = runs.findFirst().orElseThrow();
    }
  }

  private static JsonNode values(String measure) {
    return Codecs.JSON.readTree(run.resolve("measures").resolve(measure + ".json")).path("values");
  }

  private static TaskData data() {
    return Tasks.load(
        new TaskRequest("mnist-sample", null, Encoding.RECURRENT, BundledMnist::open, null, 1));
  }

  /** H_T as the measure wrote it, node by node. */
  private static double[] outputs(String when) {
    return ArrayFile.read(run.resolve("measures/hidden-" + when + ".npy"))
        .values()
        .iterator()
        .next()
        .toDoubles();
  }

  @Test
  void theSummarySaysWhatDataTheRunHad() {
    JsonNode data = Codecs.JSON.readTree(run.resolve("summary.json").toFile()).path("data");
    assertThat(data.path("name").asString()).isEqualTo("mnist-sample");
    assertThat(data.path("train-images-idx3-ubyte").asString()).matches("sha256:[0-9a-f]{64}");
    assertThat(data.path("train.subset").asString()).isEqualTo("first 100");
    assertThat(data.path("test.classCounts").asString())
        .isEqualTo(Arrays.toString(data().test().first(TEST_SAMPLES).classCounts()));
  }

  @Test
  void networksThatDivergedAreMeasuredLikeOthers() throws IOException {
    Path plan =
        Files.writeString(
            folder.resolve("diverged.yaml"),
            """
            name: diverged
            base: {task: mnist-sample, epochs: 1, train-samples: 300, lr: 1.0e30, test-samples: 60}
            grid: {hidden: [16], density: [0.4]}
            measure:
              - representations: {pairs: 10}
              - noise
            """);
    Harness.Ended ended = RealRuns.run("sweep", plan, "--out", folder.resolve("diverged"));
    assertThat(ended.code()).as(ended.err()).isZero();
    List<String> lines = Files.readAllLines(folder.resolve("diverged/results/runs.csv"));
    List<String> names = List.of(lines.get(0).split(",", -1));
    List<String> figures = List.of(lines.get(1).split(",", -1));
    assertThat(Long.parseLong(figures.get(names.indexOf("nan_count")))).isPositive();
    // Every answer is NaN and counts as class 0.
    double zeros = data().test().first(60).classCounts()[0] / 60.0;
    for (String column : List.of("final_test_accuracy", "noise_accuracy_0", "noise_accuracy_90")) {
      assertThat(Double.parseDouble(figures.get(names.indexOf(column)))).isEqualTo(zeros);
    }
  }

  @Test
  void hiddenOutputsBeforeAndAfterAreThoseOfPlainLoops() {
    Sequences test = data().test();
    for (String when : List.of("before", "after")) {
      NaiveRnn naive =
          new NaiveRnn(
              run.resolve(when.equals("before") ? "weights-0.safetensors" : "weights.safetensors"));
      double[] found = outputs(when);
      assertThat(found).hasSize(NODES * TEST_SAMPLES);
      for (int s = 0; s < TEST_SAMPLES; s++) {
        double[] h = naive.hidden(test, s);
        for (int i = 0; i < NODES; i++) {
          assertThat(found[i * TEST_SAMPLES + s])
              .as("%s node %d sample %d", when, i, s)
              .isCloseTo(h[i], within(1e-4 * (1 + h[i])));
        }
      }
    }
  }

  @Test
  void activityIsThatOfTheOutputs() {
    for (String when : List.of("before", "after")) {
      double[] h = outputs(when);
      double[] shares = new double[TEST_SAMPLES];
      double sum = 0;
      int active = 0;
      for (int k = 0; k < h.length; k++) {
        if (h[k] > 0) {
          shares[k % TEST_SAMPLES] += 1.0 / NODES;
          sum += h[k];
          active++;
        }
      }
      double mean = (double) active / h.length;
      double squares = 0;
      for (double share : shares) {
        squares += (share - mean) * (share - mean);
      }
      JsonNode values = values("representations");
      assertThat(values.path(when + "_nonzero_mean").asDouble()).isCloseTo(mean, within(1e-12));
      assertThat(values.path(when + "_nonzero_sd").asDouble())
          .isCloseTo(Math.sqrt(squares / (TEST_SAMPLES - 1)), within(1e-12));
      assertThat(values.path(when + "_mean_size").asDouble())
          .isCloseTo(sum / active, within(1e-9 * sum / active));
      assertThat(values.path(when + "_not_finite").asLong()).isZero();
      double counted = 0;
      for (JsonNode count : values.path(when + "_sizes")) {
        counted += count.asDouble();
      }
      assertThat(counted).isEqualTo(active);
    }
  }

  @Test
  void pairsAreCorrelatedAsPearsonDefinesIt() {
    double[] h = outputs("after");
    NodePairs pairs = NodePairs.random(NODES, PAIRS, 1);
    double sum = 0;
    int defined = 0;
    for (int p = 0; p < PAIRS; p++) {
      double r = pearson(h, pairs.first()[p], pairs.second()[p]);
      if (!Double.isNaN(r)) {
        sum += r;
        defined++;
      }
    }
    JsonNode values = values("representations");
    assertThat(values.path("after_r_mean").asDouble()).isCloseTo(sum / defined, within(1e-9));
    assertThat(values.path("after_r_constant_pairs").asInt()).isEqualTo(PAIRS - defined);
    assertThat(values.path("after_information")).hasSize(PAIRS);
    double nats = 0;
    for (JsonNode one : values.path("after_information")) {
      assertThat(one.asDouble()).isNotNegative();
      nats += one.asDouble();
    }
    assertThat(values.path("after_information_mean").asDouble())
        .isPositive()
        .isCloseTo(nats / PAIRS, within(1e-12));
  }

  private static double pearson(double[] h, int a, int b) {
    double x = 0;
    double y = 0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int s = 0; s < TEST_SAMPLES; s++) {
      double u = h[a * TEST_SAMPLES + s];
      double v = h[b * TEST_SAMPLES + s];
      x += u;
      y += v;
      xx += u * u;
      yy += v * v;
      xy += u * v;
    }
    double n = TEST_SAMPLES;
    double variances = (xx - x * x / n) * (yy - y * y / n);
    return variances > 0 ? (xy - x * y / n) / Math.sqrt(variances) : Double.NaN;
  }

  @Test
  void noiseBeginsWithTheTestAccuracyAndIsThatOfEval() {
    JsonNode values = values("noise");
    JsonNode summary = Codecs.JSON.readTree(run.resolve("summary.json"));
    assertThat(values.path("accuracy_0").asDouble())
        .isEqualTo(summary.path("final").path("test_accuracy").asDouble());
    Harness.Ended eval =
        RealRuns.run(
            "eval",
            run.resolve("weights.safetensors"),
            "--task",
            "mnist-sample",
            "--test-samples",
            TEST_SAMPLES,
            "--drop-nodes",
            0.5,
            "--seed",
            1,
            "--json");
    assertThat(eval.code()).as(eval.err()).isZero();
    assertThat(values.path("loss_50").asDouble())
        .isNotEqualTo(values.path("loss_0").asDouble())
        .isCloseTo(Codecs.JSON.readTree(eval.out()).path("loss").asDouble(), within(1e-6));
    assertThat(values.path("accuracy")).hasSize(10);
    assertThat(values.path("dropped").path(9).asDouble()).isEqualTo(0.9);
  }

  @Test
  void signChangesAreThoseOfTheKeptWeights() {
    float[] before = NaiveRnn.dense(run.resolve("weights-0.safetensors"));
    float[] after = NaiveRnn.dense(run.resolve("weights-3.safetensors"));
    int all = 0;
    int posToNeg = 0;
    int negToPos = 0;
    int growingNeg = 0;
    int wide = 0;
    int negatives = 0;
    for (int k = 0; k < before.length; k++) {
      if (before[k] == 0 || after[k] == 0) {
        continue;
      }
      all++;
      posToNeg += before[k] > 0 && after[k] < 0 ? 1 : 0;
      negToPos += before[k] < 0 && after[k] > 0 ? 1 : 0;
      growingNeg += before[k] < 0 && after[k] < before[k] ? 1 : 0;
      negatives += before[k] < 0 ? 1 : 0;
      wide += before[k] < 0 && Math.abs((double) after[k] - before[k]) > 0.05 ? 1 : 0;
    }
    assertThat(posToNeg).isPositive();
    JsonNode values = values("sign-changes");
    assertThat(values.path("last_pos_to_neg").asDouble()).isEqualTo((double) posToNeg / all);
    assertThat(values.path("last_neg_to_pos").asDouble()).isEqualTo((double) negToPos / all);
    assertThat(values.path("last_growing_neg").asDouble()).isEqualTo((double) growingNeg / all);
    assertThat(values.path("growing_neg").path(2).asDouble()).isEqualTo((double) growingNeg / all);
    assertThat(values.path("epochs")).hasSize(3);
    double[] kept =
        IntStream.range(0, before.length)
            .filter(k -> before[k] != 0)
            .mapToDouble(k -> before[k])
            .toArray();
    double[] then =
        IntStream.range(0, before.length)
            .filter(k -> before[k] != 0)
            .mapToDouble(k -> after[k])
            .toArray();
    assertThat(values.path("r")).hasSize(3);
    assertThat(values.path("last_r").asDouble())
        .isEqualTo(values.path("r").path(2).asDouble())
        .isCloseTo(Correlation.pearson(kept, then).r(), within(1e-9));
    double counted = values.path("beyond_of_neg_3").asDouble();
    assertThat(counted).isEqualTo(wide);
    for (JsonNode count : values.path("changes_of_neg_3")) {
      counted += count.asDouble();
    }
    assertThat(counted).isEqualTo(negatives);
  }

  @Test
  void theFirstGradientIsTheSlopeOfTheLoss() {
    Sequences train = data().train().first(100);
    NaiveRnn naive = new NaiveRnn(run.resolve("weights-0.safetensors"));
    double sum = 0;
    int connections = 0;
    double h = 1e-6;
    for (int k = 0; k < naive.recurrent.length; k++) {
      double w = naive.recurrent[k];
      if (w != 0) {
        naive.recurrent[k] = w + h;
        double up = naive.loss(train);
        naive.recurrent[k] = w - h;
        sum += Math.abs(up - naive.loss(train)) / (2 * h);
        naive.recurrent[k] = w;
        connections++;
      }
    }
    List<GradientsCsv.Row> rows = GradientsCsv.rows(run.resolve("gradients.csv"));
    assertThat(rows).extracting(GradientsCsv.Row::step).containsExactly(1L, 2L, 3L);
    GradientsCsv.Row first = rows.getFirst();
    assertThat(first.meanConnections())
        .isCloseTo(sum / connections, within(1e-3 * sum / connections));
    assertThat(first.meanPlaces())
        .isCloseTo(sum / (NODES * NODES), within(1e-3 * sum / (NODES * NODES)));
    assertThat(first.zeros() + first.sizes().inRange() + first.sizes().below())
        .isEqualTo(connections);
    JsonNode values = values("gradients");
    assertThat(values.path("first_mean_connections").asDouble()).isEqualTo(first.meanConnections());
    assertThat(values.path("last_mean_places").asDouble()).isEqualTo(rows.get(2).meanPlaces());
    assertThat(values.path("last_second_moments_not_finite").asLong(-1)).isZero();
    assertThat(values.path("epochs")).hasSize(3);
  }
}
