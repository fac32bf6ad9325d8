package org.neuropil.cli.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neuropil.analysis.generate.BalanceAnnealing;
import org.neuropil.analysis.generate.BalanceAnnealing.Rung;
import org.neuropil.analysis.generate.BalanceLadder;
import org.neuropil.analysis.generate.BalanceRatios.Measure;
import org.neuropil.analysis.generate.RandomGraphs;
import org.neuropil.analysis.generate.Schedule;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.WeightedNetwork;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.plan.SweepFile;
import org.neuropil.error.UserError;

/**
 * Frozen recurrent weights on networks of rising balance (Zhang et al. 2023): for every task,
 * random graphs and a ladder of networks that were rewired from each, of the same degrees.
 */
final class BalancedVsRandom extends BundledExperiment {
  /** How many graphs to start from, and how many networks a ladder has, its start included. */
  private record Size(int starts, int rungs) {}

  private static final Map<String, Size> SIZES =
      Map.of("tiny", new Size(1, 3), "cpu", new Size(3, 4), "paper", new Size(3, 25));

  /** The pooled ratio of the highest rung, where it can be reached. */
  private static final double TOP = 0.85;

  private static final double STEP_DOWN = 0.02;
  private static final double TEMPERATURE = 0.05;
  private static final long PROPOSALS = 30_000;
  private static final int STARTS_OF_A_TASK = 1000;

  BalancedVsRandom() {
    super(
        "zhang-balanced-vs-random",
        "Frozen networks of rising structural balance",
        "Zhang et al. 2023, balanced against random networks");
  }

  @Override
  public Plan plan(SweepFile.Choice choice) {
    return plan(choice, Path.of("experiments").resolve(name() + "-" + choice.scale()));
  }

  @Override
  public Plan plan(SweepFile.Choice choice, Path directory) {
    Plan tasks = super.plan(choice);
    Size size = SIZES.getOrDefault(String.valueOf(choice.scale()), new Size(3, 25));
    List<RunSpec> runs = new ArrayList<>();
    for (int start = 1; start <= size.starts(); start++) {
      for (int rung = 0; rung < size.rungs(); rung++) {
        for (RunSpec run : tasks.runs()) {
          String label = new LadderPlace(run.config().task(), start, rung).label();
          runs.add(
              Topologies.placed(
                  run, label, directory, label + ".tsv", label + "-s" + run.config().seed()));
        }
      }
    }
    return new Plan(tasks.name(), tasks.title(), true, List.of("task"), tasks.measures(), runs);
  }

  @Override
  public void prepare(Plan plan) {
    Map<String, Map<Integer, RunSpec>> ladders = new LinkedHashMap<>();
    for (RunSpec run : plan.runs()) {
      LadderPlace place = LadderPlace.parse(run.label());
      ladders
          .computeIfAbsent(place.task() + " " + place.start(), key -> new LinkedHashMap<>())
          .putIfAbsent(place.rung(), run);
    }
    ladders.values().forEach(BalancedVsRandom::makeLadder);
  }

  private static void makeLadder(Map<Integer, RunSpec> byRung) {
    if (byRung.values().stream().allMatch(run -> Files.exists(Topologies.file(run)))) {
      return;
    }
    RunSpec any = byRung.values().iterator().next();
    LadderPlace place = LadderPlace.parse(any.label());
    // Tasks of one size get different graphs.
    long seed =
        STARTS_OF_A_TASK * (long) Math.floorMod(place.task().hashCode(), STARTS_OF_A_TASK)
            + place.start();
    List<Rung> rungs =
        climb(any.config().hidden(), any.config().density(), byRung.size(), seed).rungs();
    byRung.forEach((rung, run) -> {
      Path file = Topologies.file(run);
      Topologies.makeFolder(file);
      NetworkFile.write(file, WeightedNetwork.of(rungs.get(rung).network().toCsr()));
    });
  }

  /** The ladder to {@link #TOP}, or to the highest ratio below it that the rewiring reaches. */
  private static BalanceLadder climb(int nodes, double density, int rungs, long seed) {
    SignedDigraph start = RandomGraphs.erdosRenyi(nodes, density, 0.5, seed);
    double bottom = new BalanceAnnealing(start, seed).ratios().get(Measure.POOLED);
    for (double top = TOP; top > bottom; top -= STEP_DOWN) {
      BalanceLadder ladder =
          BalanceLadder.climb(
              start, Measure.POOLED, top, rungs, Schedule.constant(TEMPERATURE, PROPOSALS), seed);
      if (ladder.complete()) {
        return ladder;
      }
    }
    throw UserError.usage(
        "a random graph of " + nodes + " nodes and density " + density + " cannot be balanced",
        "give a higher density or more hidden nodes");
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    return new BalancedVsRandomReport(results.complete(), scale).report();
  }
}
