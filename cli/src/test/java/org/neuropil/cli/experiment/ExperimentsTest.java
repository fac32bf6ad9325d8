package org.neuropil.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.SweepFile;
import org.neuropil.error.UserError;

class ExperimentsTest {
  /** A grid in which accuracy is a function of size and density, with a little scatter. */
  private static Results results(Map<Integer, double[]> accuracyBySize) {
    List<Map<String, String>> rows = new ArrayList<>();
    accuracyBySize.forEach((size, sparseAndDense) -> {
      for (int d = 0; d < 2; d++) {
        for (int seed = 1; seed <= 3; seed++) {
          Map<String, String> row = new LinkedHashMap<>();
          row.put("run", size + "-" + d + "-" + seed);
          row.put("hidden", Integer.toString(size));
          row.put("density", d == 0 ? "0.1" : "1");
          row.put("seed", Integer.toString(seed));
          row.put("status", "complete");
          row.put("nonzeros", "100");
          row.put(
              "final_test_accuracy",
              Double.toString(sparseAndDense[d] + 0.001 * (d + 1) * (seed - 2)));
          rows.add(row);
        }
      }
    });
    Table none = new Table(List.of(), List.of());
    Plan plan =
        Experiments.named("fruengel-one-epoch-grid").plan(new SweepFile.Choice("paper", 0, null));
    return new Results(plan, new Table(List.of(), rows), none, none, none, none, none);
  }

  private static Map<Integer, double[]> sizes(
      int small, double[] smallValues, int large, double[] largeValues) {
    Map<Integer, double[]> map = new LinkedHashMap<>();
    map.put(small, smallValues);
    map.put(large, largeValues);
    return map;
  }

  private static double[] of(double sparse, double dense) {
    return new double[] {sparse, dense};
  }

  @Test
  void everyExperimentHasPlansAtAllItsScales() {
    for (Experiment experiment : Experiments.all()) {
      assertThat(experiment.scales()).as(experiment.name()).contains("tiny", "cpu", "paper");
      for (String scale : experiment.scales()) {
        Plan plan = experiment.plan(new SweepFile.Choice(scale, 0, null));
        assertThat(plan.name()).isEqualTo(experiment.name());
        assertThat(plan.runs().isEmpty()).isEqualTo(experiment.name().equals("zhang-single-loop"));
      }
      if (experiment.name().equals("zhang-single-loop")) {
        continue;
      }
      assertThat(experiment.plan(new SweepFile.Choice("tiny", 1, null)).runs())
          .extracting(run -> run.config().seed())
          .containsOnly(1L);
    }
  }

  @Test
  void anUnknownExperimentIsRefused() {
    assertThatThrownBy(() -> Experiments.named("fruengel-one-epoch-gird"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("did you mean 'fruengel-one-epoch-grid'?");
  }

  @Test
  void claimsHoldWhereTheResultsAreThePapers() {
    ExperimentReport report =
        Experiments.named("fruengel-one-epoch-grid")
            .analyse(results(sizes(100, of(0.61, 0.75), 20_000, of(0.90, 0.78))), "paper");

    assertThat(report.verdicts()).extracting(Verdict::holds).containsOnly(Holds.YES).hasSize(3);
    assertThat(report.verdicts().get(0).measured())
        .isEqualTo("density 1: 75.0 \u00B1 0.2, density 0.1: 61.0 \u00B1 0.1");
    assertThat(report.grids().get(0).rows().getLast())
        .contains("78.00 \u00B1 0.20", "77.5 \u00B1 7.3");
    assertThat(report.plots()).hasSize(2);
  }

  @Test
  void claimsFailWhereTheResultsAreOtherwise() {
    ExperimentReport report =
        Experiments.named("fruengel-one-epoch-grid")
            .analyse(results(sizes(100, of(0.75, 0.61), 20_000, of(0.7, 0.9))), "paper");

    assertThat(report.verdicts()).extracting(Verdict::holds).containsOnly(Holds.NO);
  }

  @Test
  void equalMeansDecideNothing() {
    ExperimentReport report =
        Experiments.named("fruengel-one-epoch-grid")
            .analyse(results(sizes(100, of(0.6, 0.6), 500, of(0.7, 0.7))), "cpu");

    assertThat(report.verdicts())
        .extracting(Verdict::holds)
        .containsOnly(Holds.UNDECIDED)
        .hasSize(2);
    assertThat(report.notes()).anyMatch(note -> note.contains("claims about large networks"));
  }

  @Test
  void nothingCompleteIsNoReasonToFail() {
    ExperimentReport report =
        Experiments.named("fruengel-one-epoch-grid").analyse(results(Map.of()), "tiny");

    assertThat(report.verdicts()).isEmpty();
    assertThat(report.plots()).isEmpty();
  }
}
