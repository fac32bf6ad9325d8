package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.analysis.statistics.Correlation;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.page.Words;

/**
 * Networks that keep Dale's principle (Fruengel and Oberlaender 2025, Figs. 6 and S5B-C): dense
 * ones stay at chance for tens of epochs before they learn, others do not. Control experiments test
 * the explanation that an explosion in the first steps fills Adam's second moments, whose slow
 * decay then holds the weights still. The conclusions go by the names of the plan's cases.
 */
final class DaleNetworks extends BundledExperiment {
  private static final double LEVEL = 0.05;

  /** A case of the plan that should learn at once, and what the claim says about it. */
  private record Prompt(String label, String claim, String published) {}

  private static final String NO_DELAY = "no delay";
  private static final String DERIVED = "not published; expected of the explanation by Adam";

  private static final List<Prompt> PROMPT =
      List.of(
          new Prompt("sparse", "Sparse networks learn at once", NO_DELAY),
          new Prompt("half", "With 50 % inhibitory nodes dense networks learn at once", NO_DELAY),
          new Prompt(
              "inhibition-10x",
              "With tenfold inhibitory weights dense networks learn at once",
              NO_DELAY),
          new Prompt(
              "sparse-to-dense",
              "Networks that start sparse and become dense learn at once",
              "no delay at the start"),
          new Prompt(
              "beta2", "With a short memory, beta2 = 0.9, dense networks learn at once", DERIVED),
          new Prompt(
              "weights-0.1x",
              "With a tenth of the initial weights dense networks learn at once",
              DERIVED));

  DaleNetworks() {
    super(
        "fruengel-dale",
        "Dale networks on MNIST",
        "Fruengel and Oberlaender 2025, Figs. 6 and S5B-C");
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    Table runs = results.complete();
    List<Verdict> verdicts = new ArrayList<>();
    for (String mode : runs.distinct("dale")) {
      addVerdicts(
          verdicts,
          runs.where("dale", mode),
          results.epochs().where("dale", mode),
          mode.equals("clamp") ? "" : " (signs at the start only)",
          scale);
    }
    List<String> notes = new ArrayList<>();
    notes.add(
        "The training delay is the first epoch with a test accuracy above 20 % (15 % beside it in the"
            + " table). Runs that are not there after their last epoch count as one epoch more, so that"
            + " means are then lower bounds. 'Learns at once' holds if every run is there after epoch"
            + " 1, and not if none is.");
    notes.add(
        "lambda is the factor by which activity grows in a time step at the start. The published"
            + " notebook constrains signs at the start only, the paper always; both are done here.");
    notes.add(
        "The reset leaves Adam's count of steps alone, so that the bias correction no longer makes up"
            + " for empty second moments: the first steps after a reset at the end of epoch 1 are up to"
            + " about 20 times as long as usual, and can set off a second explosion.");
    if (!scale.equals("paper")) {
      notes.add(
          "These networks are small, with weights as much larger as it takes for lambda to exceed 1"
              + " in dense ones, as it does in the paper's.");
    }
    if (scale.equals("tiny")) {
      notes.add(SparseDense.tinyNote());
    }
    SparseDense.noteNan(runs, notes);
    return new ExperimentReport(
        verdicts, DaleFigures.plots(results), List.of(DaleFigures.table(results)), notes);
  }

  private static TrainingDelay delay(Table epochs, String label) {
    return TrainingDelay.of(epochs.where("case", label), TrainingDelay.THRESHOLD);
  }

  private static void addVerdicts(
      List<Verdict> verdicts, Table runs, Table epochs, String mode, String scale) {
    TrainingDelay dense = delay(epochs, "dense");
    if (dense.epochs().length > 0) {
      verdicts.add(late(dense, delay(epochs, "sparse"), mode, scale));
    }
    for (Prompt prompt : PROMPT) {
      TrainingDelay own = delay(epochs, prompt.label());
      if (own.epochs().length > 0) {
        verdicts.add(atOnce(prompt, own, dense, mode));
      }
    }
    TrainingDelay reset = delay(epochs, "reset");
    if (reset.epochs().length > 0 && dense.epochs().length > 0) {
      verdicts.add(
          versus(dense, "dense:", reset, "with reset:")
              .verdict(
                  "Setting Adam's second moments to zero after epoch 1 shortens the delay" + mode,
                  DERIVED));
    }
    TrainingDelay slow = delay(epochs, "lr-scaled");
    if (slow.epochs().length > 0 && dense.epochs().length > 0) {
      verdicts.add(
          versus(dense, "dense:", slow, "lower rate:")
              .verdict(
                  "A learning rate in proportion to 1/(density * hidden) shortens the delay" + mode,
                  "not published"));
    }
    trend(
        verdicts,
        epochs.where(row -> row.text("case").matches("dense|sparse|density-.*")),
        "density",
        "The delay grows with density" + mode);
    trend(
        verdicts,
        epochs.where(row -> row.text("case").matches("dense|size-[0-9]+")),
        "hidden",
        "The delay of dense networks grows with size" + mode);
    Table become = runs.where("case", "sparse-to-dense");
    Table sparse = runs.where("case", "sparse");
    if (!become.isEmpty() && !sparse.isEmpty()) {
      verdicts.add(
          new Comparison(
                  "sparse to dense: best in epoch",
                  become.numbers("best_epoch"),
                  "sparse: in epoch",
                  sparse.numbers("best_epoch"),
                  1,
                  1)
              .verdict(
                  "Networks that become dense take longer to their peak than sparse ones" + mode,
                  "slower to the peak"));
    }
  }

  private static Comparison versus(
      TrainingDelay first, String firstName, TrainingDelay second, String secondName) {
    return new Comparison(firstName, first.epochs(), secondName, second.epochs(), 1, 1);
  }

  private static Verdict late(
      TrainingDelay dense, TrainingDelay sparse, String mode, String scale) {
    return new Verdict(
        "Dense networks learn late" + mode,
        scale.equals("paper") ? "delay of tens of epochs" : "above 20 % after about 30 epochs",
        "delay " + dense.words() + " epochs",
        dense.epochs().length + " runs, " + dense.atOnce() + " of them learn in epoch 1",
        versus(dense, "", sparse, "").test() + " against sparse",
        decided(dense, false));
  }

  private static Verdict atOnce(
      Prompt prompt, TrainingDelay own, TrainingDelay dense, String mode) {
    return new Verdict(
        prompt.claim() + mode,
        prompt.published(),
        "delay " + own.words() + " epochs",
        own.epochs().length + " runs, " + own.atOnce() + " of them learn in epoch 1",
        versus(dense, "", own, "").test() + " against dense",
        decided(own, true));
  }

  /** Decided where all runs agree, and there is more than one. */
  private static Holds decided(TrainingDelay delay, boolean atOnce) {
    int runs = delay.epochs().length;
    if (runs < 2 || (delay.atOnce() > 0 && delay.atOnce() < runs)) {
      return Holds.UNDECIDED;
    }
    return (delay.atOnce() == runs) == atOnce ? Holds.YES : Holds.NO;
  }

  /** Whether the delay rises with a setting, by Spearman's rank correlation over runs. */
  private static void trend(List<Verdict> verdicts, Table epochs, String setting, String claim) {
    if (!epochs.has(setting) || epochs.distinct(setting).size() < 3) {
      return;
    }
    List<Double> at = new ArrayList<>();
    List<Double> delays = new ArrayList<>();
    List<String> means = new ArrayList<>();
    for (String value : epochs.distinct(setting)) {
      TrainingDelay delay = TrainingDelay.of(epochs.where(setting, value), TrainingDelay.THRESHOLD);
      means.add(value + ": " + delay.words());
      for (double epoch : delay.epochs()) {
        at.add(Double.parseDouble(value));
        delays.add(epoch);
      }
    }
    Correlation rank =
        Correlation.spearman(
            at.stream().mapToDouble(x -> x).toArray(),
            delays.stream().mapToDouble(x -> x).toArray());
    verdicts.add(
        new Verdict(
            claim,
            setting.equals("hidden") ? "grows with size" : "shorter for smaller density",
            String.join(", ", means),
            rank.n() + " runs",
            "Spearman r = "
                + Words.number(rank.r(), 2)
                + ", "
                + (Double.isNaN(rank.p())
                    ? "no p"
                    : rank.p() < 1e-4 ? "p < 0.0001" : "p = " + Words.number(rank.p(), 4)),
            rank.p() <= LEVEL ? (rank.r() > 0 ? Holds.YES : Holds.NO) : Holds.UNDECIDED));
  }
}
