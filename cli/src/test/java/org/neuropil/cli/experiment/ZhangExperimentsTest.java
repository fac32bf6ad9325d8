package org.neuropil.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neuropil.analysis.motif.LoopType;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.plan.SweepFile;

class ZhangExperimentsTest {
  private static final Table NONE = new Table(List.of(), List.of());

  private static Results results(String name, Table runs, Table structure, Table lists) {
    return new Results(
        Experiments.named(name).plan(new SweepFile.Choice("tiny", 0, null)),
        runs,
        NONE,
        structure,
        lists,
        NONE,
        NONE);
  }

  private static Table table(List<Map<String, String>> rows) {
    return new Table(List.of(), rows);
  }

  private static Map<String, String> row(Object... cells) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i += 2) {
      row.put(cells[i].toString(), cells[i + 1].toString());
    }
    return row;
  }

  /** Runs whose balanced loops have z = lead and whose unbalanced ones have z = -lead. */
  private static Results profile(double accuracy, double pooled, double lead) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int seed = 1; seed <= 6; seed++) {
      Map<String, String> row =
          row(
              "run",
              "r" + seed,
              "case",
              "mnist",
              "sparsify",
              "pruning-1",
              "seed",
              seed,
              "status",
              "complete",
              "nonzeros",
              1100 + seed,
              "final_test_accuracy",
              accuracy,
              "motifs_eta",
              pooled,
              "motifs_pooled",
              pooled);
      for (LoopType type : LoopType.values()) {
        row.put(
            "motifs_z_induced_" + type.signs(), Double.toString(type.balanced() ? lead : -lead));
      }
      rows.add(row);
    }
    return results("zhang-motif-profile", table(rows), NONE, NONE);
  }

  private static ExperimentReport analyse(Results results) {
    return Experiments.named(results.plan().name()).analyse(results, "cpu");
  }

  @Test
  void publishedProfilesHold() {
    ExperimentReport report = analyse(profile(0.97, 0.8, 3));

    assertThat(report.verdicts()).extracting(Verdict::holds).containsOnly(Holds.YES).hasSize(5);
    assertThat(report.verdicts().get(0).claim()).contains("\u2265 96.5");
    assertThat(report.verdicts().get(0).test()).isEqualTo("6 of 6 reach it");
    assertThat(report.verdicts().get(3).measured()).startsWith("48 of 48");
    assertThat(report.verdicts().get(3).published()).isEqualTo("8 of 8");
    assertThat(report.grids().get(0).rows().get(0)).contains("1138", "97.46 %");
    assertThat(report.grids().get(2).rows().get(0).get(5)).isEqualTo("-3.0 \u00B1 0.0 (-4.1)");
    assertThat(report.grids().get(2).columns())
        .containsExactly("task and rule", "+++", "+--", "-+-", "--+", "++-", "+-+", "-++", "---");
  }

  @Test
  void otherProfilesDoNot() {
    ExperimentReport report = analyse(profile(0.9, 0.5, -3));

    assertThat(report.verdicts()).extracting(Verdict::holds).containsOnly(Holds.NO).hasSize(5);
  }

  @Test
  void undefinedScoresDecideNothing() {
    List<Verdict> verdicts = analyse(profile(0.97, 0.8, Double.NaN)).verdicts();

    assertThat(verdicts.get(3).holds()).isEqualTo(Holds.UNDECIDED);
    assertThat(verdicts.get(4).holds()).isEqualTo(Holds.UNDECIDED);
  }

  @Test
  void sumsOfPublishedZHaveTheClaimedSigns() {
    assertThat(PublishedRun.ALL)
        .allSatisfy(run -> {
          assertThat(run.z()).hasSize(8);
          assertThat(run.z().subList(0, 4).stream().mapToDouble(z -> z).sum()).isPositive();
          assertThat(run.z().subList(4, 8).stream().mapToDouble(z -> z).sum()).isNegative();
        });
  }

  /** Six runs whose eta goes from 0.5 to {@code last}, with so many flips in every record. */
  private static Results courses(double last, int flips) {
    List<Map<String, String>> runs = new ArrayList<>();
    List<Map<String, String>> structure = new ArrayList<>();
    List<Map<String, String>> lists = new ArrayList<>();
    for (int seed = 1; seed <= 6; seed++) {
      Object[] keys = {"run", "r" + seed, "case", "mnist", "sparsify", "pruning-1", "seed", seed};
      runs.add(row(keys));
      runs.getLast().put("status", "complete");
      for (int epoch = 0; epoch <= 4; epoch++) {
        double value = 0.5 + (last - 0.5 + 0.001 * seed) * epoch / 4;
        Map<String, String> record = row(keys);
        record.putAll(
            row(
                "epoch",
                epoch,
                "connections",
                1000,
                "eta",
                value,
                "pooled",
                value,
                "sign_flips",
                epoch == 0 ? "" : flips));
        structure.add(record);
        for (String list : List.of("epoch", "eta_low", "eta_high", "pooled_low", "pooled_high")) {
          Map<String, String> element = row(keys);
          element.putAll(
              row(
                  "list",
                  "random-balance_" + list,
                  "index",
                  epoch,
                  "value",
                  list.equals("epoch") ? epoch : list.endsWith("low") ? 0.45 : 0.55));
          lists.add(element);
        }
      }
    }
    return results("zhang-balance-over-training", table(runs), table(structure), table(lists));
  }

  @Test
  void balanceThatRisesIsSeen() {
    ExperimentReport report = analyse(courses(0.9, 1));

    assertThat(report.verdicts()).extracting(Verdict::holds).containsOnly(Holds.YES).hasSize(4);
    // Two records lie after the middle, with one flip of 1000 each; four in all.
    assertThat(report.grids().get(0).rows().get(0).subList(6, 8))
        .containsExactly("99.6 \u00B1 0.0", "99.8 \u00B1 0.0");
    assertThat(report.plots()).hasSize(4);
  }

  @Test
  void balanceThatFallsIsSeenToo() {
    List<Verdict> verdicts = analyse(courses(0.3, 20)).verdicts();

    assertThat(verdicts.get(0).holds()).isEqualTo(Holds.NO);
    assertThat(verdicts.get(1).holds()).isEqualTo(Holds.NO);
    assertThat(verdicts.get(2).holds()).isEqualTo(Holds.UNDECIDED);
    assertThat(verdicts.get(3).holds()).isEqualTo(Holds.NO);
  }

  private static Results weights(double balanced, double unbalanced, double stayed) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      rows.add(
          row(
              "run",
              "r" + seed,
              "status",
              "complete",
              "weights_near_zero_start",
              0.05 + 0.001 * seed,
              "weights_near_zero_pruned",
              0.0001 * seed,
              "weights_unchanged_from_first",
              stayed,
              "weights_unchanged_from_pruned",
              stayed,
              "weights_mean_loop_balanced",
              balanced + 0.001 * seed,
              "weights_mean_loop_unbalanced",
              unbalanced + 0.002 * seed));
    }
    return results("zhang-weight-distribution", table(rows), NONE, NONE);
  }

  @Test
  void weightsAreJudged() {
    assertThat(analyse(weights(0.42, 0.2, 0.997)).verdicts())
        .extracting(Verdict::holds)
        .containsOnly(Holds.YES)
        .hasSize(4);
    assertThat(analyse(weights(0.2, 0.42, 0.9)).verdicts())
        .extracting(Verdict::holds)
        .containsExactly(Holds.YES, Holds.NO, Holds.NO, Holds.NO);
  }

  @Test
  void singleLoopsRespondAsPublished() {
    ExperimentReport report = analyse(results("zhang-single-loop", NONE, NONE, NONE));

    assertThat(report.verdicts()).extracting(Verdict::holds).containsOnly(Holds.YES).hasSize(2);
    assertThat(report.grids().get(0).rows().get(4).get(3)).isEqualTo("-1.46424445");
  }

  @Test
  void nothingCompleteIsNoReasonToFail() {
    for (String name :
        List.of(
            "zhang-motif-profile", "zhang-balance-over-training", "zhang-weight-distribution")) {
      assertThat(analyse(results(name, NONE, NONE, NONE)).verdicts()).as(name).isEmpty();
    }
  }
}
