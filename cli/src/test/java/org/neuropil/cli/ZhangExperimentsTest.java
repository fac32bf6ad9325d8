package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.analysis.generate.Motif;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.ReadOptions;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.sweep.measure.MotifList;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.CsrArrays;
import org.neuropil.matrix.io.NdArray;
import org.neuropil.matrix.io.WeightFile;
import tools.jackson.databind.JsonNode;

/** Experiments on networks that are made beforehand, at their smallest scale, from end to end. */
@Timeout(240)
class ZhangExperimentsTest {
  private static final String MATRIX = "rnn.weight_hh_l0";

  @TempDir Path folder;

  private Harness.Ended experiment(String name) {
    Harness.Ended ended = RealRuns.run("experiment", name, "--out", folder, "--seeds", 1);
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended;
  }

  private JsonNode json(String file) throws IOException {
    return Codecs.JSON.readTree(Files.readString(folder.resolve(file)));
  }

  /** The bytes of the network files. */
  private Map<String, String> networks() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (Stream<Path> list = Files.list(folder.resolve("networks"))) {
      for (Path file : list.sorted().toList()) {
        files.put(file.getFileName() + "", Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void frozenNetworksKeepTheirSignsAndLaddersAreMadeAgainTheSame() throws IOException {
    Harness.Ended ended = experiment("zhang-balanced-vs-random");

    assertThat(ended.out()).contains("Networks of higher balance do better");
    Map<String, String> made = networks();
    assertThat(made)
        .containsOnlyKeys(
            "mnist-sample-er1-r00.tsv", "mnist-sample-er1-r01.tsv", "mnist-sample-er1-r02.tsv");
    double before = 0;
    for (String name : made.keySet()) {
      String run = name.replace(".tsv", "-s1");
      SignedDigraph topology =
          NetworkFile.read(
                  folder.resolve("networks").resolve(name), ReadOptions.defaults().withNodes(50))
              .graph();
      SignedDigraph trained =
          NetworkFile.read(folder.resolve("runs").resolve(run), ReadOptions.defaults()).graph();
      assertThat(trained.edges()).isEqualTo(topology.edges());
      for (int i = 0; i < 50; i++) {
        for (int j = 0; j < 50; j++) {
          assertThat(trained.sign(i, j)).isEqualTo(topology.sign(i, j));
        }
      }
      double pooled =
          json("runs/" + run + "/measures/balance.json").path("values").path("pooled").asDouble();
      assertThat(pooled).isGreaterThan(before);
      before = pooled;
    }
    assertThat(folder.resolve("report.html")).exists();

    // An interrupted experiment that lost a network goes on with the same one.
    Files.delete(folder.resolve("networks/mnist-sample-er1-r01.tsv"));
    Harness.Ended again = experiment("zhang-balanced-vs-random");
    assertThat(again.err()).contains("3 of them complete already");
    assertThat(networks()).isEqualTo(made);
  }

  @Test
  void lesionsAreThoseOfANaiveEvaluation() throws IOException {
    Harness.Ended ended = experiment("zhang-lesion");

    assertThat(ended.out()).contains("Removal of unbalanced loops improves or preserves");
    Path run = folder.resolve("runs/mnist-sample-s1");
    JsonNode lesion = json("runs/mnist-sample-s1/measures/lesion.json").path("values");
    JsonNode kept = json("runs/mnist-sample-s1/summary.json").path("kept");
    assertThat(lesion.path("accuracy_before").asDouble())
        .isEqualTo(kept.path("test_accuracy").asDouble());
    assertThat(lesion.path("loss_before").asDouble()).isEqualTo(kept.path("test_loss").asDouble());

    WeightFile weights = WeightFile.read(run.resolve("weights.safetensors"));
    CsrArrays matrix = weights.requireHidden(MATRIX, 50, 50);
    SparseMatrix w =
        new SparseMatrix(
            SparsityPattern.of(50, 50, matrix.rowOffsets(), matrix.columns()), matrix.values());
    List<Motif> motifs = MotifList.read(folder.resolve("networks/mnist-sample-s1.motifs.csv"), 50);
    Motif.Classified kinds = Motif.classify(w, motifs);
    assertThat(motifs).hasSize(6);
    assertThat(lesion.path("balanced").asInt()).isEqualTo(kinds.balanced().size());
    assertThat(lesion.path("unbalanced").asInt()).isEqualTo(kinds.unbalanced().size());
    SignedDigraph signs = NetworkFile.read(run, ReadOptions.defaults()).graph();
    assertThat(signs.positive())
        .as("signs are free, though the file of the wiring has one sign only")
        .isBetween(signs.edges() / 4, 3 * signs.edges() / 4);
    check(run, weights, w, kinds.unbalanced(), lesion, "unbalanced");
    check(run, weights, w, kinds.balanced(), lesion, "balanced");
    assertThat(Files.readString(folder.resolve("results/lists.csv")))
        .contains("lesion_balanced_accuracy_mean");
  }

  /** Evaluates a file of the weights without these loops by the command for that. */
  private void check(
      Path run,
      WeightFile weights,
      SparseMatrix w,
      List<Motif> removed,
      JsonNode lesion,
      String kind)
      throws IOException {
    SparseMatrix left = Motif.remove(w, removed);
    Map<String, CsrArrays> hidden =
        Map.of(
            MATRIX,
            new CsrArrays(
                50, 50, left.pattern().rowOffsets(), left.pattern().columns(), left.values()));
    Map<String, NdArray> others = new LinkedHashMap<>(weights.others());
    Path file = folder.resolve(kind + ".safetensors");
    WeightFile.write(file, hidden, others, Map.of());
    Harness.Ended eval =
        RealRuns.run(
            "eval",
            file,
            "--task",
            "mnist-sample",
            "--activation",
            "tanh",
            "--batch",
            32,
            "--json");
    assertThat(eval.code()).as(eval.err() + run).isZero();
    JsonNode naive = Codecs.JSON.readTree(eval.out());
    assertThat(lesion.path(kind + "_loss_after").asDouble())
        .isEqualTo(naive.path("loss").asDouble(), within(1e-9));
    JsonNode curve = lesion.path(kind + "_loss_mean");
    assertThat(curve.size()).isEqualTo(removed.size() + 1);
    assertThat(curve.get(0).asDouble()).isEqualTo(lesion.path("loss_before").asDouble());
    assertThat(curve.get(removed.size()).asDouble())
        .isEqualTo(naive.path("loss").asDouble(), within(1e-9));
  }
}
