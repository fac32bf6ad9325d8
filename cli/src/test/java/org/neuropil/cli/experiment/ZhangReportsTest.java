package org.neuropil.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neuropil.analysis.statistics.LocationTests;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.plan.SweepFile;

/** Conclusions from made-up tables whose truth is known. */
class ZhangReportsTest {
  private static final Table NONE = new Table(List.of(), List.of());

  private static Experiment named(String name) {
    return Experiments.named(name);
  }

  private static Results results(
      String name, List<Map<String, String>> runs, List<Map<String, String>> lists) {
    Plan plan = named(name).plan(new SweepFile.Choice("tiny", 0, null));
    return new Results(
        plan, new Table(List.of(), runs), NONE, NONE, new Table(List.of(), lists), NONE, NONE);
  }

  /** Two ladders of five; each rung adds {@code slope} to the figure of its start. */
  private static Results ladders(String task, String column, double start, double slope) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int ladder = 1; ladder <= 2; ladder++) {
      for (int rung = 0; rung < 5; rung++) {
        for (int seed = 1; seed <= 2; seed++) {
          Map<String, String> row = new LinkedHashMap<>();
          String label = new LadderPlace(task, ladder, rung).label();
          row.put("run", label + "-s" + seed);
          row.put("case", label);
          row.put("task", task);
          row.put("seed", Integer.toString(seed));
          row.put("status", "complete");
          row.put("balance_eta", Double.toString(0.5 + 0.07 * rung + 0.001 * ladder));
          row.put("balance_pooled", Double.toString(0.5 + 0.08 * rung));
          double bent = rung + 0.01 * ladder * rung * rung;
          row.put(
              column, Double.toString(start * (1 + slope * bent) + start * 1e-5 * (2 * seed - 3)));
          rows.add(row);
        }
      }
    }
    return results("zhang-balanced-vs-random", rows, List.of());
  }

  private static Verdict only(Results results) {
    ExperimentReport report = named("zhang-balanced-vs-random").analyse(results, "cpu");
    assertThat(report.plots()).hasSize(3);
    assertThat(report.grids().get(0).rows()).hasSize(1);
    assertThat(report.verdicts()).hasSize(1);
    return report.verdicts().get(0);
  }

  @Test
  void laddersThatClimbInAccuracyConfirmTheClaim() {
    Verdict verdict = only(ladders("sms", "kept_test_accuracy", 0.8, 0.01));

    assertThat(verdict.holds()).isEqualTo(Holds.YES);
    assertThat(verdict.n()).isEqualTo("8 networks from 2 random graphs, 20 runs");
    assertThat(verdict.measured()).contains("better in 8 of 8", "points of accuracy");
    // Gains of 0.8 (k + 0.01 ladder k^2), k = 1..4; the middle two are 0.8 x 2.08 and 0.8 x 3.09.
    assertThat(verdict.measured()).contains("median change +2.07 ");
    assertThat(verdict.test()).contains("p = 0.0078", "rank-biserial r = 1.00");
  }

  @Test
  void laddersThatFallRefuteIt() {
    Verdict verdict = only(ladders("sms", "kept_test_accuracy", 0.8, -0.01));

    assertThat(verdict.holds()).isEqualTo(Holds.NO);
    assertThat(verdict.test()).contains("rank-biserial r = -1.00");
  }

  @Test
  void lowerErrorsAreBetterAndGainsAreShares() {
    Verdict verdict = only(ladders("mackey-glass", "kept_test_loss", 8e-4, -0.1));

    assertThat(verdict.holds()).isEqualTo(Holds.YES);
    // 10 (k + 0.01 ladder k^2) per cent; the middle two are 20.8 and 30.9.
    assertThat(verdict.measured()).contains("median change +25.85 ", "% of the start's MSE");
    assertThat(verdict.test()).contains("Spearman with eta rho = 1.00");
  }

  @Test
  void laddersWithoutATrendDecideNothing() {
    assertThat(only(ladders("sms", "kept_test_accuracy", 0.8, 0)).holds())
        .isEqualTo(Holds.UNDECIDED);
  }

  @Test
  void laddersThatDisagreeDecideNothing() {
    Results up = ladders("sms", "kept_test_accuracy", 0.8, 0.01);
    Results down = ladders("sms", "kept_test_accuracy", 0.8, -0.001);
    List<Map<String, String>> rows = new ArrayList<>();
    // Three ladders climb far and one falls a little: significant, and yet not of one mind.
    for (int copy = 0; copy < 4; copy++) {
      for (Table.Row row : (copy < 3 ? up : down).runs().where("seed", "1").rows()) {
        LadderPlace place = LadderPlace.parse(row.text("case"));
        if (place.start() == 1) {
          Map<String, String> same = new LinkedHashMap<>();
          for (String column : up.runs().columns()) {
            same.put(column, row.text(column));
          }
          same.put("case", new LadderPlace("sms", copy + 1, place.rung()).label());
          rows.add(same);
        }
      }
    }
    Verdict verdict = only(results("zhang-balanced-vs-random", rows, List.of()));

    assertThat(verdict.measured()).contains("better in 12 of 16");
    assertThat(verdict.test()).contains("p = 0.00");
    assertThat(verdict.holds()).isEqualTo(Holds.UNDECIDED);
  }

  @Test
  void aNetworkWhoseStartIsMissingIsLeftOut() {
    Results all = ladders("sms", "kept_test_accuracy", 0.8, 0.01);
    Table some = all.runs().where(row -> !row.text("case").equals("sms-er1-r00"));
    Verdict verdict = only(new Results(all.plan(), some, NONE, NONE, NONE, NONE, NONE));

    assertThat(verdict.n()).startsWith("4 networks from 2 random graphs");
  }

  @Test
  void theRankBiserialIsTheDifferenceOfTheRankSumsOverAll() {
    double[] gains = {3, -1, 2, 5};
    // Ranks 3, 1, 2, 4: (9 - 1) / 10.
    assertThat(BalancedVsRandomReport.rankBiserial(LocationTests.wilcoxon(gains, new double[4])))
        .isEqualTo(0.8);
  }

  /** Networks that lose so much with each loop. */
  private static Results lesions(String task, String figure, double unbalanced, double balanced) {
    List<Map<String, String>> rows = new ArrayList<>();
    List<Map<String, String>> lists = new ArrayList<>();
    for (int seed = 1; seed <= 8; seed++) {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("run", task + "-s" + seed);
      row.put("case", task);
      row.put("task", task);
      row.put("seed", Integer.toString(seed));
      row.put("status", "complete");
      double before = 0.95 + 0.001 * seed;
      row.put("lesion_" + figure + "_before", Double.toString(before));
      put(row, lists, task, "unbalanced", figure, before, unbalanced * (1 + 0.01 * seed), 5);
      put(row, lists, task, "balanced", figure, before, balanced * (1 + 0.02 * seed), 10);
      rows.add(row);
    }
    return results("zhang-lesion", rows, lists);
  }

  private static void put(
      Map<String, String> row,
      List<Map<String, String>> lists,
      String task,
      String kind,
      String figure,
      double before,
      double change,
      int loops) {
    String prefix = "lesion_" + kind + "_" + figure + "_";
    row.put("lesion_" + kind, Integer.toString(loops));
    row.put(prefix + "after", Double.toString(before + loops * change));
    row.put(prefix + "change_per_motif", Double.toString(change));
    for (int k = 0; k <= loops; k++) {
      lists.add(
          Map.of(
              "task",
              task,
              "list",
              prefix + "mean",
              "index",
              Integer.toString(k),
              "value",
              Double.toString(before + k * change)));
    }
  }

  private static List<Holds> lesionHolds(Results results) {
    ExperimentReport report = named("zhang-lesion").analyse(results, "cpu");
    assertThat(report.plots()).hasSize(1);
    return report.verdicts().stream().map(Verdict::holds).toList();
  }

  @Test
  void lesionsThatHurtRefuteThePapersClaim() {
    Results hurt = lesions("mnist", "accuracy", -0.001, -0.004);

    assertThat(lesionHolds(hurt)).containsExactly(Holds.NO, Holds.YES, Holds.YES);
    ExperimentReport report = named("zhang-lesion").analyse(hurt, "cpu");
    assertThat(report.verdicts().get(0).measured()).contains("worse in 8 of 8");
    List<List<String>> table = report.grids().get(0).rows();
    assertThat(table).hasSize(2);
    assertThat(table.get(0)).contains("mnist, here", "80 : 40", "-0.0010", "-0.0044");
    assertThat(table.get(1)).contains("99 : 51", "0.9489", "-0.0014");
    assertThat(table.get(1)).hasSameSizeAs(report.grids().get(0).columns());
    assertThat(report.grids().get(1).rows()).hasSize(2);
  }

  @Test
  void lesionsThatHelpConfirmIt() {
    assertThat(lesionHolds(lesions("mnist", "accuracy", 0.001, -0.004)))
        .containsExactly(Holds.YES, Holds.NO, Holds.YES);
  }

  @Test
  void anErrorThatGrowsIsALoss() {
    assertThat(lesionHolds(lesions("mackey-glass", "loss", 4e-4, 1e-4)))
        .containsExactly(Holds.NO, Holds.YES, Holds.NO);
  }

  @Test
  void lesionsWithoutEffectDecideNothing() {
    assertThat(lesionHolds(lesions("mnist", "accuracy", 0, 0)))
        .containsExactly(Holds.UNDECIDED, Holds.UNDECIDED, Holds.UNDECIDED);
  }

  @Test
  void nothingCompleteIsNoReasonToFail() {
    for (String name : List.of("zhang-lesion", "zhang-balanced-vs-random")) {
      ExperimentReport report = named(name).analyse(results(name, List.of(), List.of()), "tiny");
      assertThat(report.verdicts()).isEmpty();
      assertThat(report.plots()).isEmpty();
    }
  }

  @Test
  void plansOfThePapersSizeHaveItsNetworksAndSettings() {
    Path folder = Path.of("somewhere");
    Plan ladders =
        named("zhang-balanced-vs-random").plan(new SweepFile.Choice("paper", 0, null), folder);
    assertThat(ladders.runs()).hasSize(3 * 25 * 5 * 4);
    assertThat(ladders.runs()).extracting(RunSpec::id).doesNotHaveDuplicates();
    for (RunSpec run : ladders.runs()) {
      assertThat(run.config().freezeRecurrent()).isTrue();
      assertThat(run.config().recurrentInit()).isEqualTo("signed");
      String task = run.config().task();
      assertThat(run.config().weightLimit())
          .isEqualTo(task.equals("sms") || task.equals("gesture") ? 0.6 : 0.7);
      assertThat(run.config().spectralRadius()).isEqualTo(task.equals("mackey-glass") ? 1.1 : 0);
      assertThat(run.config().topology()).contains("somewhere", run.label());
    }
    Plan lesions = named("zhang-lesion").plan(new SweepFile.Choice("paper", 0, null), folder);
    assertThat(lesions.runs()).hasSize(30);
    assertThat(lesions.runs()).extracting(run -> run.config().topology()).doesNotHaveDuplicates();
    for (RunSpec run : lesions.runs()) {
      assertThat(run.config().freezeRecurrent()).isFalse();
      assertThat(run.config().recurrentInit()).isEqualTo("gaussian");
      assertThat(run.config().spectralRadius()).isZero();
      assertThat(run.config().inputInit())
          .isEqualTo(run.config().task().equals("mnist") ? "gaussian-scaled" : "gaussian");
    }
  }
}
