package org.neuropil.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neuropil.cli.report.Plot;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.plan.SweepFile;

/** Conclusions of the experiments on gradients, outputs, noise and weights from made-up tables. */
class NetworkExperimentsTest {
  private final List<Map<String, String>> runs = new ArrayList<>();
  private final List<Map<String, String>> lists = new ArrayList<>();

  /** A complete run: keys and figures in turn. */
  private Map<String, String> run(Object... cells) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("run", "r" + runs.size());
    row.put("status", "complete");
    for (int k = 0; k < cells.length; k += 2) {
      row.put(cells[k].toString(), cells[k + 1].toString());
    }
    runs.add(row);
    return row;
  }

  private void list(Map<String, String> run, String name, double... values) {
    for (int k = 0; k < values.length; k++) {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("run", run.getOrDefault("run", ""));
      row.put("list", name);
      row.put("index", Integer.toString(k));
      row.put("value", Double.toString(values[k]));
      lists.add(row);
    }
  }

  private ExperimentReport analyse(String experiment) {
    Table none = new Table(List.of(), List.of());
    Experiment named = Experiments.named(experiment);
    return named.analyse(
        new Results(
            named.plan(new SweepFile.Choice("tiny", 0, null)),
            new Table(List.of(), runs),
            none,
            none,
            new Table(List.of(), lists),
            none,
            none),
        "cpu");
  }

  /** Values near a mean that differ from seed to seed. */
  private static double near(double mean, int seed) {
    return mean * (1 + 0.01 * (seed - 3));
  }

  private void tanh(double sparse, double dense, double tanhGradient, double reluGradient) {
    for (String activation : List.of("relu", "tanh")) {
      for (String density : List.of("0.1", "1")) {
        for (int seed = 1; seed <= 4; seed++) {
          double gradient = activation.equals("tanh") ? tanhGradient : reluGradient;
          Map<String, String> run =
              run(
                  "activation",
                  activation,
                  "hidden",
                  "10000",
                  "density",
                  density,
                  "final_test_accuracy",
                  near(density.equals("1") ? dense : sparse, seed),
                  "gradients_first_mean_connections",
                  near(gradient, seed),
                  "gradients_first_mean_places",
                  near(gradient / 10, seed));
          list(run, "gradients_log_edges", -8, -7, -6);
          list(run, "gradients_log_sizes_1", 3, 1);
        }
      }
    }
  }

  @Test
  void tanhAsPublished() {
    tanh(0.7, 0.8, 2e-5, 6e-6);

    ExperimentReport report = analyse("fruengel-tanh-gradients");

    assertThat(report.verdicts()).extracting(Verdict::holds).containsOnly(Holds.YES).hasSize(3);
    assertThat(report.verdicts().get(1).measured()).startsWith("tanh: 19.90 \u00B1 ");
    assertThat(report.verdicts().get(1).published())
        .isEqualTo("tanh 20, relu 6.0 (Fig. 3B, N = 10,000, density 0.1)");
    assertThat(report.verdicts().get(2).claim()).contains("over all places");
    assertThat(report.verdicts().get(2).measured()).startsWith("tanh: 1.99 \u00B1 ");
    assertThat(report.plots())
        .extracting(Plot::file)
        .containsExactly("accuracy-by-size", "gradients-by-size", "gradient-sizes");
    report.plots().forEach(plot -> assertThat(plot.drawing()).isNotNull());
    assertThat(report.grids().getFirst().rows()).hasSize(4);
  }

  @Test
  void tanhOtherwise() {
    tanh(0.8, 0.7, 6e-6, 2e-5);

    assertThat(analyse("fruengel-tanh-gradients").verdicts())
        .extracting(Verdict::holds)
        .containsOnly(Holds.NO)
        .hasSize(3);
  }

  private void representations(double sparse, double dense) {
    for (String density : List.of("0.1", "1")) {
      for (int seed = 1; seed <= 5; seed++) {
        double level = density.equals("1") ? dense : sparse;
        Map<String, String> run =
            run(
                "hidden",
                "2000",
                "density",
                density,
                "representations_after_nonzero_mean",
                near(level, seed),
                "representations_after_mean_size",
                near(1 / level, seed));
        double[] nats = new double[100];
        for (int k = 0; k < nats.length; k++) {
          nats[k] = level * k;
        }
        list(run, "representations_after_information", nats);
        list(run, "representations_size_edges", 0.01, 0.1, 1);
        list(run, "representations_after_sizes", 5, 5);
      }
    }
  }

  @Test
  void representationsAsPublished() {
    representations(0.11, 0.03);

    ExperimentReport report = analyse("fruengel-representations");

    assertThat(report.verdicts())
        .extracting(Verdict::holds)
        .containsExactly(Holds.YES, Holds.YES, Holds.YES);
    // Five against five, all of one above all of the other: 2 / C(10, 5).
    assertThat(report.verdicts().get(0).test())
        .isEqualTo("Kolmogorov-Smirnov D = 1.000, p = 0.0079");
    assertThat(report.verdicts().get(2).n()).isEqualTo("100 and 100 pairs of one network each");
    assertThat(report.plots()).extracting(Plot::file).containsExactly("output-sizes");
  }

  @Test
  void representationsOtherwise() {
    representations(0.03, 0.11);

    assertThat(analyse("fruengel-representations").verdicts())
        .extracting(Verdict::holds)
        .containsOnly(Holds.NO);
  }

  @Test
  void equalRepresentationsDecideNothing() {
    representations(0.05, 0.05);

    assertThat(analyse("fruengel-representations").verdicts())
        .extracting(Verdict::holds)
        .containsOnly(Holds.UNDECIDED);
  }

  private void noise(double sparseLoss, double denseLoss, double sparse, double dense) {
    for (String density : List.of("0.1", "1")) {
      for (String epochs : List.of("1", "10")) {
        for (int seed = 1; seed <= 3; seed++) {
          boolean full = density.equals("1");
          double clean = near(full ? dense : sparse, seed);
          double loss = full ? denseLoss : sparseLoss;
          Map<String, String> run =
              run(
                  "hidden",
                  "10000",
                  "density",
                  density,
                  "epochs",
                  epochs,
                  "noise_accuracy_0",
                  clean,
                  "noise_accuracy_50",
                  clean - loss / 3,
                  "noise_accuracy_90",
                  clean - near(loss, seed));
          list(run, "noise_dropped", 0, 0.5, 0.9);
          list(run, "noise_accuracy", clean, clean - loss / 3, clean - loss);
        }
      }
    }
  }

  @Test
  void noiseAsPublished() {
    noise(0.03, 0.33, 0.91, 0.81);

    ExperimentReport report = analyse("fruengel-node-noise");

    assertThat(report.verdicts()).extracting(Verdict::holds).containsOnly(Holds.YES).hasSize(4);
    assertThat(report.verdicts().get(2).measured()).startsWith("density 1: 32.7 \u00B1 0.3");
    assertThat(report.verdicts().get(2).published()).startsWith("dense 33.3, sparse 3.1 (");
    assertThat(report.plots()).hasSize(1);
    assertThat(report.grids().getFirst().rows()).hasSize(4);
  }

  @Test
  void noiseOtherwise() {
    noise(0.33, 0.03, 0.81, 0.91);

    assertThat(analyse("fruengel-node-noise").verdicts())
        .extracting(Verdict::holds)
        .containsOnly(Holds.NO);
  }

  private void weights(double posToNeg, double negToPos) {
    for (int seed = 1; seed <= 3; seed++) {
      Map<String, String> run =
          run(
              "hidden",
              "1000",
              "density",
              "1",
              "sign-changes_last_pos_to_neg",
              near(posToNeg, seed),
              "sign-changes_last_neg_to_pos",
              near(negToPos, seed),
              "sign-changes_last_growing_neg",
              near(posToNeg, seed),
              "sign-changes_last_growing_pos",
              near(negToPos, seed));
      list(run, "sign-changes_epochs", 1, 2);
      list(run, "sign-changes_r", 0.9, near(0.7, seed));
      list(run, "sign-changes_pos_to_neg", posToNeg / 2, posToNeg);
      list(run, "sign-changes_edges", -1, 0, 1);
      list(run, "sign-changes_changes_of_pos_2", 4, 2);
      list(run, "sign-changes_changes_of_neg_2", 3, 3);
    }
  }

  @Test
  void weightsAsPublished() {
    weights(0.3, 0.2);

    ExperimentReport report = analyse("fruengel-weight-changes");

    assertThat(report.verdicts()).extracting(Verdict::holds).containsExactly(Holds.YES, Holds.YES);
    assertThat(report.verdicts().getFirst().measured())
        .isEqualTo("plus to minus: 29.7 \u00B1 0.3, minus to plus: 19.8 \u00B1 0.2");
    assertThat(report.plots())
        .extracting(Plot::file)
        .containsExactly("shares-density-1", "changes-density-1", "correlation");
    report.plots().forEach(plot -> assertThat(plot.drawing()).isNotNull());
    assertThat(report.grids().getFirst().columns()).endsWith("PyTorch", "r");
  }

  @Test
  void weightsOtherwise() {
    weights(0.2, 0.3);

    assertThat(analyse("fruengel-weight-changes").verdicts())
        .extracting(Verdict::holds)
        .containsOnly(Holds.NO);
  }

  /** Dense networks with a mean r, and mean gradients in epochs 1, 5 and 10; sparse ones beside. */
  private void dale(double r, double first, double plateau) {
    for (String label : List.of("dense", "sparse")) {
      boolean dense = label.equals("dense");
      for (int seed = 1; seed <= 3; seed++) {
        Map<String, String> run =
            run(
                "case",
                label,
                "dale",
                "clamp",
                "representations_before_r_mean",
                near(dense ? r : 0.5, seed));
        list(run, "gradients_epochs", 1, 5, 10);
        list(
            run,
            "gradients_mean_connections",
            dense ? near(first, seed) : near(1e-3, seed),
            dense ? near(plateau, seed) : near(1e-3, seed),
            1e-3);
        list(run, "gradients_log_edges", -8, -7, -6);
        list(run, "gradients_log_sizes_1", 3, 1);
        list(run, "gradients_log_sizes_5", 1, 3);
      }
    }
  }

  private List<Verdict> daleVerdicts() {
    return analyse("fruengel-dale").verdicts().stream()
        .filter(v -> v.claim().contains("gradients") || v.claim().contains("correlated"))
        .toList();
  }

  @Test
  void gradientsAndCorrelationsOfDaleNetworksAsPublished() {
    dale(0.99, 1e4, 1e-6);

    List<Verdict> verdicts = daleVerdicts();

    assertThat(verdicts).extracting(Verdict::holds).containsOnly(Holds.YES).hasSize(3);
    assertThat(verdicts.get(1).measured()).startsWith("dense: 4.00 ").contains("sparse: -3.00 ");
    assertThat(verdicts.get(2).claim()).contains("(epoch 5)");
    assertThat(verdicts.get(2).measured()).contains("dense: -6.00 ");
    ExperimentReport report = analyse("fruengel-dale");
    assertThat(report.plots())
        .extracting(Plot::file)
        .containsExactly("gradients", "gradients-dense-clamp", "gradients-sparse-clamp");
    report.plots().forEach(plot -> assertThat(plot.drawing()).isNotNull());
    assertThat(report.grids().get(1).rows().getFirst())
        .startsWith("dense", "clamp", "3", "0.980 \u00B1 0.010")
        .endsWith("-6.00 \u00B1 0.00", "-3.00 \u00B1 0.00", "-", "-");
  }

  @Test
  void gradientsAndCorrelationsOfDaleNetworksOtherwise() {
    dale(0.1, 1e-6, 1e4);

    assertThat(daleVerdicts()).extracting(Verdict::holds).containsOnly(Holds.NO).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fruengel-tanh-gradients",
        "fruengel-representations",
        "fruengel-node-noise",
        "fruengel-weight-changes"
      })
  void nothingCompleteIsNoReasonToFail(String experiment) {
    assertThat(analyse(experiment).verdicts()).isEmpty();
  }
}
