package org.neuropil.cli.sweep.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neuropil.cli.report.Grid;
import org.neuropil.cli.report.Page;
import org.neuropil.cli.report.Plot;
import org.neuropil.cli.report.Report.Headline;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.plan.SweepFile;

/** Pages judge each run by the figure that its task has. */
class SweepPageTest {
  /** Runs of a plan; Mackey-Glass has no accuracy, and a loss of 1e-5 times its hidden nodes. */
  private static Page page(String tasks) {
    Plan plan =
        SweepFile.parse(
                "p.yaml",
                "name: a\ngrid: {task: [" + tasks + "], hidden: [20, 30, 40]}\nseeds: 2\n")
            .plan(SweepFile.Choice.none());
    List<Map<String, String>> runs = new ArrayList<>();
    List<Map<String, String>> epochs = new ArrayList<>();
    for (RunSpec run : plan.runs()) {
      Map<String, String> keys = new LinkedHashMap<>();
      for (int i = 0; i < plan.keys().size(); i++) {
        keys.put(plan.keys().get(i), plan.values(run).get(i));
      }
      boolean values = run.config().task().equals("mackey-glass");
      double loss = values ? 1e-5 * run.config().hidden() : 0.25;
      String accuracy = values ? "NaN" : "0.9";
      Map<String, String> row = new LinkedHashMap<>(keys);
      row.put("status", "complete");
      row.put("nonzeros", "100");
      row.put("final_test_accuracy", accuracy);
      row.put("best_test_accuracy", accuracy);
      row.put("final_test_loss", Double.toString(loss));
      row.put("best_test_loss", Double.toString(loss));
      runs.add(row);
      for (int epoch = 0; epoch < 4; epoch++) {
        Map<String, String> line = new LinkedHashMap<>(keys);
        line.put("epoch", Integer.toString(epoch));
        line.put("test_accuracy", accuracy);
        line.put("test_loss", Double.toString(loss));
        epochs.add(line);
      }
    }
    Table none = new Table(List.of(), List.of());
    return SweepPage.of(
        new Results(
            plan, new Table(List.of(), runs), new Table(List.of(), epochs), none, none, none, none),
        "neuropil sweep p.yaml");
  }

  private static Grid runs(Page page) {
    return page.grids().getLast();
  }

  @Test
  void lossesWhereTargetsAreValues() {
    Page page = page("mackey-glass");

    assertThat(page.headlines())
        .contains(
            new Headline("Lowest test MSE", "2.00e-04", "of all runs and epochs; lower is better"))
        .extracting(Headline::label)
        .doesNotContain("Best test accuracy");
    assertThat(page.plots()).extracting(Plot::file).containsExactly("by-hidden", "learning");
    assertThat(page.plots())
        .extracting(Plot::title)
        .allMatch(title -> title.contains("test MSE (lower is better)"));
    assertThat(runs(page).columns())
        .containsExactly("run", "status", "connections", "test loss (lower is better)");
    assertThat(runs(page).rows().getLast()).endsWith("4.00e-04");
    assertThat(page.grids().getFirst().columns())
        .containsExactly("setting", "runs", "test loss (lower is better)");
    assertThat(page.grids().getFirst().rows().getFirst()).endsWith("2.00e-04 \u00B1 0.0000");
    assertThat(page.html()).doesNotContain("accuracy");
  }

  @Test
  void accuraciesWhereAnswersAreRightOrWrong() {
    Page page = page("mnist-sample");

    assertThat(page.headlines())
        .contains(new Headline("Best test accuracy", "90.00 %", "of all runs and epochs"));
    assertThat(page.plots()).extracting(Plot::file).containsExactly("by-hidden", "learning");
    assertThat(page.plots().getFirst().title()).isEqualTo("test accuracy (%) by hidden");
    assertThat(runs(page).rows().getFirst()).endsWith("90.00", "0.2500");
  }

  @Test
  void eachOfBothInAMixedSweep() {
    Page page = page("mnist-sample, mackey-glass");

    assertThat(page.headlines())
        .extracting(Headline::label)
        .contains("Best test accuracy", "Lowest test MSE");
    assertThat(page.plots())
        .extracting(Plot::file)
        .containsExactly("by-hidden", "learning", "by-hidden-loss", "learning-loss");
    assertThat(runs(page).rows().getFirst()).endsWith("90.00", "0.2500");
    assertThat(runs(page).rows().getLast()).endsWith("-", "4.00e-04");
  }
}
