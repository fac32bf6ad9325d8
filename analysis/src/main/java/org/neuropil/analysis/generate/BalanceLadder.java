package org.neuropil.analysis.generate;

import java.util.List;
import org.neuropil.analysis.generate.BalanceAnnealing.Rung;
import org.neuropil.analysis.generate.BalanceRatios.Measure;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.error.UserError;

/**
 * Networks of rising balance with the degrees of one start, which is the lowest rung (Zhang et al.
 * 2023, balance versus performance). The levels lie at equal distances from the start's ratio.
 *
 * @param start the network that all others were rewired from
 * @param measure the ratio that the levels are of
 * @param rungs the start, then the first network at or above each level that was reached
 * @param wanted how many rungs were asked for
 */
public record BalanceLadder(SignedDigraph start, Measure measure, List<Rung> rungs, int wanted) {
  /** Copies the list. */
  public BalanceLadder {
    rungs = List.copyOf(rungs);
  }

  /** Whether every level was reached. */
  public boolean complete() {
    return rungs.size() == wanted;
  }

  /**
   * Climbs from a network.
   *
   * @param top the ratio of the highest rung, above the start's
   * @param count rungs, the start included, at least 2; Zhang et al. have 25 or 30
   * @param schedule such as a constant temperature of 0.05 for 50,000 proposals
   * @throws UserError usage, if there is no way up or too few rungs; data, if the network has no
   *     loops
   */
  public static BalanceLadder climb(
      SignedDigraph start, Measure measure, double top, int count, Schedule schedule, long seed) {
    BalanceAnnealing annealing = new BalanceAnnealing(start, seed);
    double bottom = annealing.ratios().get(measure);
    if (count < 2) {
      throw UserError.usage("a ladder of " + count + " networks", "give 2 or more");
    }
    if (top <= bottom) {
      throw UserError.usage(
          "a ladder up to %s from a network that has %.4f".formatted(top, bottom),
          "give a higher top or another start");
    }
    double[] levels = new double[count];
    for (int rung = 0; rung < count; rung++) {
      levels[rung] = bottom + (top - bottom) * rung / (count - 1);
    }
    levels[count - 1] = top;
    return new BalanceLadder(start, measure, annealing.ladder(measure, levels, schedule, 0), count);
  }

  /**
   * Climbs from the Erdos-Renyi graph of a seed with random signs, at temperature 0.05 for up to
   * 50,000 proposals.
   *
   * @param nodes such as 150
   * @param density such as 0.05
   * @param top as in {@link #climb}
   * @param count as in {@link #climb}
   */
  public static BalanceLadder random(
      int nodes, double density, Measure measure, double top, int count, long seed) {
    return climb(
        RandomGraphs.erdosRenyi(nodes, density, 0.5, seed),
        measure,
        top,
        count,
        Schedule.constant(0.05, 50_000),
        seed);
  }
}
