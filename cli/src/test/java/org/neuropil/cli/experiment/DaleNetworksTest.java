package org.neuropil.cli.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.neuropil.cli.report.Plot;
import org.neuropil.cli.report.Verdict;
import org.neuropil.cli.report.Verdict.Holds;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.plan.RunSpec;

class DaleNetworksTest {
  /** Runs at chance until an epoch, then at 50 % and, 20 epochs later, at 60 %. */
  private static Results delays(String scale, ToIntFunction<RunSpec> delay) {
    return MadeUp.of(
        MadeUp.plan("fruengel-dale", scale),
        (run, epoch) -> {
          int begins = delay.applyAsInt(run);
          return epoch < begins ? 0.1135 : epoch < begins + 20 ? 0.5 : 0.6;
        });
  }

  /** As the paper has it, with some scatter between seeds. */
  private static int asPublished(RunSpec run) {
    int scatter = (int) run.config().seed() % 3;
    if (run.config().dale().equals("off")) {
      return 1;
    }
    return switch (run.label()) {
      case "dense", "size-5000", "size-20000", "size-1000", "with-replacement" ->
          run.config().hidden() / 4 + scatter;
      case "size-70", "size-130" -> run.config().hidden() / 4 + scatter;
      case "density-0.25" -> 5 + scatter;
      case "density-0.5" -> 10 + scatter;
      case "density-0.75" -> 15 + scatter;
      case "reset", "reset-keep-count", "lr-scaled", "weights-0.7x" -> 3 + scatter;
      default -> 1;
    };
  }

  private static Map<String, Holds> holds(ExperimentReport report) {
    return report.verdicts().stream().collect(Collectors.toMap(Verdict::claim, Verdict::holds));
  }

  @Test
  void delaysLikeThePublishedOnesConfirmItsClaims() {
    ExperimentReport report =
        Experiments.named("fruengel-dale")
            .analyse(delays("cpu", DaleNetworksTest::asPublished), "cpu");

    Map<String, Holds> holds = holds(report);
    assertThat(holds).hasSize(36);
    // Made-up peaks of sparse networks and of those that become dense are in the same epoch.
    assertThat(holds.entrySet())
        .allMatch(entry ->
            entry.getValue() == (entry.getKey().contains("peak") ? Holds.UNDECIDED : Holds.YES));
    assertThat(report.plots())
        .extracting(Plot::file)
        .containsExactly(
            "density-clamp",
            "inhibition-clamp",
            "start-clamp",
            "controls-clamp",
            "density-init",
            "inhibition-init",
            "start-init",
            "controls-init",
            "density-off",
            "delay",
            "delay-by-size");
  }

  @Test
  void withoutAnyDelayDenseNetworksContradictTheClaims() {
    Map<String, Holds> holds =
        holds(Experiments.named("fruengel-dale").analyse(delays("cpu", run -> 1), "cpu"));

    assertThat(holds.get("Dense networks learn late")).isEqualTo(Holds.NO);
    assertThat(holds.get("Sparse networks learn at once")).isEqualTo(Holds.YES);
    assertThat(holds.get("The delay grows with density")).isEqualTo(Holds.UNDECIDED);
  }

  @Test
  void lateMeansLaterThanSparseNetworksAndMoreThanSomeEpochs() {
    ToIntFunction<RunSpec> soon = run -> run.label().equals("dense") ? 3 : 1;
    ToIntFunction<RunSpec> allLate = run -> run.label().equals("dense") ? 30 : 31;

    assertThat(
            holds(Experiments.named("fruengel-dale").analyse(delays("cpu", soon), "cpu"))
                .get("Dense networks learn late"))
        .isEqualTo(Holds.UNDECIDED);
    assertThat(
            holds(Experiments.named("fruengel-dale").analyse(delays("cpu", allLate), "cpu"))
                .get("Dense networks learn late"))
        .isEqualTo(Holds.UNDECIDED);
  }

  @Test
  void delaysOfSparseNetworksContradictTheClaims() {
    Map<String, Holds> holds =
        holds(Experiments.named("fruengel-dale").analyse(delays("cpu", run -> 30), "cpu"));

    assertThat(holds.get("Sparse networks learn at once")).isEqualTo(Holds.NO);
    assertThat(holds.get("With 50 % inhibitory nodes dense networks learn at once"))
        .isEqualTo(Holds.NO);
  }

  @Test
  void seedsThatDisagreeAndSingleRunsDecideNothing() {
    Map<String, Holds> mixed =
        holds(
            Experiments.named("fruengel-dale")
                .analyse(delays("cpu", run -> (int) run.config().seed()), "cpu"));
    Map<String, Holds> single =
        holds(Experiments.named("fruengel-dale").analyse(delays("tiny", run -> 1), "tiny"));

    assertThat(mixed.get("Dense networks learn late")).isEqualTo(Holds.UNDECIDED);
    assertThat(mixed.get("Sparse networks learn at once")).isEqualTo(Holds.UNDECIDED);
    assertThat(single.values()).containsOnly(Holds.UNDECIDED);
  }

  @Test
  void theTableHasDelayPlateauAndGain() {
    ExperimentReport report =
        Experiments.named("fruengel-dale").analyse(delays("cpu", run -> 26), "cpu");

    assertThat(report.grids().getFirst().rows())
        .contains(
            List.of(
                "dense",
                "clamp",
                "3",
                "1.95",
                "26.0 \u00B1 0.0",
                "26.0 \u00B1 0.0",
                "11.35 \u00B1 0.00",
                "60.00 \u00B1 0.00"));
  }

  @Test
  void gainsAreThoseOfThePublishedSize() {
    Results results = delays("paper", run -> 1);

    assertThat(gain(results, "dense")).isCloseTo(3.85, within(0.005));
    assertThat(gain(results, "density-0.5")).isCloseTo(1.925, within(0.005));
    assertThat(gain(results, "sparse")).isCloseTo(0.385, within(0.005));
    assertThat(gain(results, "with-replacement")).isCloseTo(3.91, within(0.005));
    assertThat(gain(results, "half")).isCloseTo(0, within(1e-9));
    assertThat(gain(results, "inhibition-10x")).isNegative();
    Results off = MadeUp.of(results.plan(), (run, epoch) -> 0.9);
    assertThat(DaleFigures.gain(off, off.runs().where("dale", "off").rows().getFirst())).isNaN();
  }

  private static double gain(Results results, String label) {
    return DaleFigures.gain(results, results.runs().where("case", label).rows().getFirst());
  }
}
