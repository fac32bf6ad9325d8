package org.neuropil.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neuropil.cli.report.Plot;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.plan.RunSpec;

/** What the experiments conclude from tables whose content is known. */
class FruengelExperimentsTest {
  private static ExperimentReport report(
      String experiment, String scale, BiFunction<RunSpec, Integer, Double> accuracy) {
    return Experiments.named(experiment)
        .analyse(MadeUp.of(MadeUp.plan(experiment, scale), accuracy), scale);
  }

  private static Map<String, Holds> holds(ExperimentReport report) {
    return report.verdicts().stream().collect(Collectors.toMap(Verdict::claim, Verdict::holds));
  }

  private static boolean sparse(RunSpec run) {
    return run.config().density() <= 0.1;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fruengel-epochs",
        "fruengel-same-connections",
        "fruengel-feedforward",
        "fruengel-feedforward-grid",
        "fruengel-limited-data",
        "fruengel-dale"
      })
  void nothingCompleteIsNoReasonToFail(String experiment) {
    ExperimentReport report =
        Experiments.named(experiment)
            .analyse(MadeUp.nothing(MadeUp.plan(experiment, "tiny")), "tiny");

    assertThat(report.verdicts()).isEmpty();
    assertThat(report.notes()).anyMatch(note -> note.contains("bundled sample"));
  }

  @Test
  void manySparseNodesAreComparedWithFewDenseOnesForEachNumberOfConnections() {
    ExperimentReport better =
        report(
            "fruengel-same-connections",
            "cpu",
            (run, epoch) -> (sparse(run) ? 0.9 : 0.8) + MadeUp.scatter(run));
    ExperimentReport worse =
        report(
            "fruengel-same-connections",
            "cpu",
            (run, epoch) -> (sparse(run) ? 0.7 : 0.8) + MadeUp.scatter(run));

    assertThat(holds(better).values()).hasSize(2).containsOnly(Holds.YES);
    assertThat(holds(worse).values()).containsOnly(Holds.NO);
    assertThat(better.verdicts()).extracting(Verdict::claim).anyMatch(c -> c.contains("1e6"));
    assertThat(better.grids().getFirst().rows()).hasSize(12);
    assertThat(better.grids().getFirst().rows().getFirst())
        .startsWith("1e5", "0.01", "3162", "100", "3");
  }

  @Test
  void sizesOfTheSameNumberOfConnectionsFollowFromTheDensity() {
    for (String scale : List.of("tiny", "cpu", "paper")) {
      for (RunSpec run : MadeUp.plan("fruengel-same-connections", scale).runs()) {
        String aim = run.label().replaceAll("^connections-|-p.*$", "");
        assertThat(run.label()).endsWith("-p" + run.text("density"));
        assertThat(run.config().hidden())
            .as(run.label())
            .isEqualTo(Math.round(Math.sqrt(Double.parseDouble(aim) / run.config().density())));
      }
    }
  }

  @Test
  void feedforwardNetworksAreComparedAfterTheFirstEpoch() {
    ExperimentReport report =
        report(
            "fruengel-feedforward",
            "paper",
            (run, epoch) -> {
              boolean recurrent = run.config().cell().equals("rnn");
              boolean small = run.config().hidden() < 10_000;
              double gain = recurrent == small || !recurrent && !small ? 0 : small ? -0.05 : 0.1;
              double late = epoch > 1 ? -0.3 : 0;
              return epoch == 0 ? 0.1 : 0.8 + (sparse(run) ? gain + late : 0) + MadeUp.scatter(run);
            });

    assertThat(report.verdicts()).hasSize(3).extracting(Verdict::holds).containsOnly(Holds.YES);
    assertThat(report.plots())
        .extracting(Plot::file)
        .containsExactly("epochs-n1000", "epochs-n10000", "grid-rnn", "grid-feedforward");
  }

  /** At scale cpu there is no large network, and so no claim about one. */
  @Test
  void networksOfAThousandNodesCountAsSmall() {
    ExperimentReport report =
        report(
            "fruengel-feedforward",
            "cpu",
            (run, epoch) -> epoch == 0 ? 0.1 : (sparse(run) ? 0.8 : 0.9) + MadeUp.scatter(run));

    assertThat(report.verdicts()).hasSize(2).extracting(Verdict::holds).containsOnly(Holds.YES);
    assertThat(report.verdicts()).extracting(Verdict::claim).allMatch(c -> c.startsWith("Small"));
    assertThat(report.verdicts())
        .extracting(Verdict::published)
        .containsOnly("no figures (Fig. 3A)");
  }

  /** Every published figure comes with the figure of the paper, or its networks' size. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "fruengel-one-epoch-grid",
        "fruengel-epochs",
        "fruengel-same-connections",
        "fruengel-feedforward",
        "fruengel-feedforward-grid",
        "fruengel-limited-data",
        "fruengel-dale"
      })
  void publishedFiguresNameTheirSource(String experiment) {
    ExperimentReport report = report(experiment, "cpu", (run, epoch) -> 0.5 + 0.001 * epoch);
    assertThat(report.verdicts()).isNotEmpty();
    assertThat(report.verdicts())
        .extracting(Verdict::published)
        .allMatch(text -> text.contains("Fig") || text.contains("N =") || text.contains("not "));
  }

  @Test
  void largeFeedforwardNetworksThatDependOnDensityContradictTheClaim() {
    ExperimentReport report =
        report(
            "fruengel-feedforward-grid",
            "paper",
            (run, epoch) -> (sparse(run) ? 0.9 : 0.8) + MadeUp.scatter(run));

    assertThat(report.verdicts()).extracting(Verdict::holds).containsExactly(Holds.NO, Holds.NO);
  }

  @Test
  void endStatesAreEqualOnlyIfTheyAreShownToBe() {
    BiFunction<RunSpec, Integer, Double> equal =
        (run, epoch) -> (epoch == 80 ? 0.98 : sparse(run) ? 0.9 : 0.77) + MadeUp.scatter(run);
    BiFunction<RunSpec, Integer, Double> apart =
        (run, epoch) -> (sparse(run) ? 0.77 : 0.9) + MadeUp.scatter(run);

    assertThat(report("fruengel-epochs", "paper", equal).verdicts())
        .extracting(Verdict::holds)
        .containsExactly(Holds.YES, Holds.YES);
    assertThat(report("fruengel-epochs", "paper", apart).verdicts())
        .extracting(Verdict::holds)
        .containsExactly(Holds.NO, Holds.NO);
    assertThat(report("fruengel-epochs", "paper", equal).plots())
        .extracting(Plot::file)
        .containsExactly("epochs", "first-epochs");
  }

  @Test
  void smallNetworksAreClaimedToBeBetterWhenDense() {
    ExperimentReport report =
        report(
            "fruengel-epochs",
            "cpu",
            (run, epoch) -> (sparse(run) ? 0.77 : 0.9) + MadeUp.scatter(run));

    assertThat(report.verdicts().getFirst().claim())
        .isEqualTo("Small dense networks are ahead after one epoch (N = 500)");
    assertThat(report.verdicts().getFirst().holds()).isEqualTo(Holds.YES);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fruengel-epochs/paper",
        "fruengel-epochs/paper-cifar10",
        "fruengel-one-epoch-grid/cpu",
        "fruengel-feedforward/paper",
        "fruengel-feedforward-grid/cpu",
        "fruengel-limited-data/paper"
      })
  void withOneDensityThereIsNothingToCompare(String which) {
    String experiment = which.substring(0, which.indexOf('/'));
    String scale = which.substring(which.indexOf('/') + 1);
    Results all =
        MadeUp.of(MadeUp.plan(experiment, scale), (run, epoch) -> 0.5 + MadeUp.scatter(run));
    Results dense =
        new Results(
            all.plan(),
            all.runs().where("density", "1"),
            all.epochs().where("density", "1"),
            all.structure(),
            all.lists(),
            all.timing(),
            all.epochTiming());

    assertThat(Experiments.named(experiment).analyse(dense, scale).verdicts())
        .allMatch(verdict -> verdict.holds() == Holds.UNDECIDED);
  }

  @Test
  void leadsAreThoseOfTheSameSeed() {
    Results all =
        MadeUp.of(
            MadeUp.plan("fruengel-one-epoch-grid", "cpu"),
            (run, epoch) -> 0.1 * run.config().seed() + (sparse(run) ? 0 : 0.01));
    Table runs =
        all.runs()
            .where("hidden", "100")
            .where(row -> !(row.text("seed").equals("2") && row.text("density").equals("0.1")));

    assertThat(SparseAndDense.of(runs).orElseThrow().gaps("final_test_accuracy"))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(0.01, 0.01);
  }

  @Test
  void theBestOfManyEpochsIsNoSignOfOverfitting() {
    ExperimentReport report =
        report(
            "fruengel-epochs",
            "paper-cifar10",
            (run, epoch) ->
                (sparse(run) ? 0.55 : 0.17)
                    + 0.001 * (((run.id() + epoch).hashCode() >>> 3) % 7)
                    + MadeUp.scatter(run));

    assertThat(report.verdicts())
        .filteredOn(verdict -> verdict.claim().contains("lose more points"))
        .extracting(Verdict::holds)
        .doesNotContain(Holds.YES)
        .hasSize(1);
  }

  @Test
  void sparseNetworksOverfitOnCifar() {
    ExperimentReport report =
        report(
            "fruengel-epochs",
            "paper-cifar10",
            (run, epoch) ->
                (sparse(run) ? 0.55 - 0.005 * Math.abs(epoch - 40) : 0.17 + 0.003 * epoch)
                    + MadeUp.scatter(run));

    assertThat(report.verdicts()).hasSize(4).extracting(Verdict::holds).containsOnly(Holds.YES);
    assertThat(report.verdicts().getFirst().published()).contains("29.7");
  }

  @Test
  void fewSamplesFavourLargeSparseAndSmallDenseNetworks() {
    ExperimentReport report =
        report(
            "fruengel-limited-data",
            "paper",
            (run, epoch) ->
                (sparse(run) == run.config().hidden() > 10_000 ? 0.7 : 0.4)
                    + (epoch == 7 ? 0.1 : 0)
                    + MadeUp.scatter(run));

    assertThat(report.verdicts()).hasSize(10).extracting(Verdict::holds).containsOnly(Holds.YES);
    assertThat(report.verdicts())
        .filteredOn(verdict -> !verdict.published().startsWith("no figures"))
        .extracting(Verdict::published)
        .hasSize(3)
        .contains("sparse 57.0 \u00B1 1.3, dense 66.0 \u00B1 4.0 (Figs. 4 and S4)");
    assertThat(report.grids().getFirst().rows())
        .anyMatch(row -> row.contains("70.1 \u00B1 10.2") && row.contains("7.0 \u00B1 0.0"));
  }
}
