package org.neuropil.cli.command;

import org.jspecify.annotations.Nullable;
import org.neuropil.analysis.generate.BalanceAnnealing;
import org.neuropil.analysis.generate.BalanceRatios.Measure;
import org.neuropil.analysis.generate.Schedule;
import org.neuropil.analysis.generate.SignedArcs;
import org.neuropil.error.UserError;
import picocli.CommandLine.Option;

/** How a network is rewired towards balance. */
public final class AnnealingOptions {
  private static final double DEFAULT_TEMPERATURE = 0.05;
  private static final long DEFAULT_PROPOSALS = 100_000;

  @Option(
      names = "--target-eta",
      order = 400,
      paramLabel = "X",
      description = "stop once eta is X or beyond")
  @Nullable Double targetEta;

  @Option(
      names = "--target-pooled",
      order = 401,
      paramLabel = "X",
      description = "stop once the pooled ratio is X or beyond; steadier than eta")
  @Nullable Double targetPooled;

  @Option(
      names = "--temperature",
      order = 402,
      paramLabel = "X",
      description =
          "constant temperature [0.05 with a target; without, the published cooling from 100 to"
              + " 0.1]")
  @Nullable Double temperature;

  @Option(
      names = "--proposals",
      order = 403,
      paramLabel = "N",
      description = "most exchanges to try at a constant temperature [100000]")
  @Nullable Long proposals;

  @Option(
      names = "--self-loops",
      order = 404,
      description = "keep self loops and let new ones arise, as in the published networks")
  boolean selfLoops;

  /** Whether any of these is given. */
  boolean given() {
    return targetEta != null
        || targetPooled != null
        || temperature != null
        || proposals != null
        || selfLoops;
  }

  /** Checks the ranges. */
  void check() {
    if (targetEta != null && targetPooled != null) {
      throw UserError.usage("both --target-eta and --target-pooled are given", "give one of them");
    }
    checkShare("--target-eta", targetEta);
    checkShare("--target-pooled", targetPooled);
    if (temperature != null && !(temperature > 0 && Double.isFinite(temperature))) {
      throw UserError.usage(
          "--temperature must be a number above 0, found " + temperature, "0.01 to 0.1 are usual");
    }
    if (proposals != null && proposals < 0) {
      throw UserError.usage(
          "--proposals must be an integer of 0 or more, found " + proposals,
          "10000 to 1000000 are usual");
    }
  }

  private static void checkShare(String option, @Nullable Double value) {
    if (value != null && !(value >= 0 && value <= 1)) {
      throw UserError.usage(
          option + " must be a number in [0, 1], found " + value, "random networks have about 0.5");
    }
  }

  /** A machine that starts from a network. */
  BalanceAnnealing start(SignedArcs arcs, long seed) {
    return new BalanceAnnealing(arcs, seed, selfLoops);
  }

  /** What is to be reached, or null for a schedule to be run to its end. */
  @Nullable Double goal() {
    return targetEta != null ? targetEta : targetPooled;
  }

  /** The ratio that the goal is about. */
  Measure measure() {
    return targetPooled != null ? Measure.POOLED : Measure.ETA;
  }

  /**
   * The schedule.
   *
   * @param goal whether there is a goal
   */
  Schedule schedule(boolean goal) {
    if (!goal && temperature == null && proposals == null) {
      return Schedule.authors();
    }
    return Schedule.constant(
        temperature == null ? DEFAULT_TEMPERATURE : temperature,
        proposals == null ? DEFAULT_PROPOSALS : proposals);
  }

  /** Runs to the goal, or the schedule to its end. */
  BalanceAnnealing.Result run(BalanceAnnealing annealing) {
    Double goal = goal();
    return goal == null
        ? annealing.run(schedule(false))
        : annealing.runTo(measure(), goal, schedule(true), 0);
  }

  /**
   * Complains if the goal was not reached; the network that was reached is in {@code out} by then.
   *
   * @throws UserError check
   */
  void requireReached(BalanceAnnealing.Result result, String out) {
    Double goal = goal();
    if (goal != null && result.end() != BalanceAnnealing.End.GOAL) {
      throw UserError.check(
          String.format(
              java.util.Locale.ROOT,
              "%s of %s was not reached after %d exchanges tried; %s has %.4f",
              measure() == Measure.ETA ? "eta" : "a pooled ratio",
              goal,
              result.proposals(),
              out,
              result.ratios().get(measure())),
          "ask for less, try more --proposals, or lower the --temperature");
    }
  }
}
