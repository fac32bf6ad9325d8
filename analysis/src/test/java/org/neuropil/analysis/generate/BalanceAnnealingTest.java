package org.neuropil.analysis.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.neuropil.analysis.generate.BalanceAnnealing.End;
import org.neuropil.analysis.generate.BalanceAnnealing.Result;
import org.neuropil.analysis.generate.BalanceAnnealing.Rung;
import org.neuropil.analysis.generate.BalanceRatios.Measure;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/** Rewiring towards balance: what it keeps, where it ends, and its running counts. */
class BalanceAnnealingTest {
  private static final long SEED = 41;

  private static SignedDigraph start(int nodes, long seed) {
    return RandomGraphs.erdosRenyi(nodes, 0.05, 0.5, seed);
  }

  /** In-degrees, positive and negative out-degrees by node, self loops included. */
  private static int[] degrees(SignedArcs network) {
    int[] degrees = new int[3 * network.nodes()];
    for (int e = 0; e < network.count(); e++) {
      degrees[3 * network.targets()[e]]++;
      degrees[3 * network.sources()[e] + (network.signs()[e] > 0 ? 1 : 2)]++;
    }
    return degrees;
  }

  /** The ratios by enumeration, as a check of the running counts. */
  private static BalanceRatios recounted(SignedDigraph graph) {
    long[][] loops = new long[4][2];
    int n = graph.nodes();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        int first = graph.sign(i, j);
        for (int k = 0; first != 0 && k < n; k++) {
          int product = first * graph.sign(j, k) * graph.sign(i, k);
          if (product != 0) {
            int mutual =
                (graph.hasEdge(j, i) ? 4 : 0)
                    + (graph.hasEdge(k, j) ? 2 : 0)
                    + (graph.hasEdge(k, i) ? 1 : 0);
            int triad = Arrays.asList(0, 4, 2, 7).indexOf(mutual);
            if (triad >= 0) {
              loops[triad][product > 0 ? 0 : 1]++;
            }
          }
        }
      }
    }
    double sum = 0;
    int classes = 0;
    long balanced = 0;
    long all = 0;
    for (long[] triad : loops) {
      balanced += triad[0];
      all += triad[0] + triad[1];
      if (triad[0] > 0) {
        sum += (double) triad[0] / (triad[0] + triad[1]);
        classes++;
      }
    }
    return new BalanceRatios(
        classes == 0 ? Double.NaN : sum / classes, all == 0 ? Double.NaN : (double) balanced / all);
  }

  private static void checkInvariants(SignedDigraph start, Result result) {
    SignedArcs network = result.network();
    assertThat(degrees(network)).isEqualTo(degrees(SignedArcs.of(start)));
    SignedDigraph graph = network.toDigraph();
    assertThat(graph.edges()).isEqualTo(start.edges());
    assertThat(graph.selfLoops() + graph.duplicates()).isZero();
    assertThat(result.ratios()).isEqualTo(recounted(graph));
  }

  @Test
  void authorsSchedule() {
    assertThat(Schedule.authors().proposals()).isEqualTo(3420);
    for (int nodes : new int[] {128, 150}) {
      SignedDigraph start = start(nodes, SEED);
      Result result = new BalanceAnnealing(start, SEED).run(Schedule.authors());
      System.out.printf(
          "authors' schedule, n %d, seed %d: %s after %s, %d of %d%n",
          nodes, SEED, result.ratios(), recounted(start), result.accepted(), result.proposals());
      checkInvariants(start, result);
      assertThat(result.end()).isEqualTo(End.SCHEDULE);
      assertThat(result.proposals()).isEqualTo(3420);
      assertThat(result.ratios().pooled()).isBetween(0.70, 0.85);
    }
  }

  @Test
  void constantTemperature() {
    for (int nodes : new int[] {128, 150}) {
      SignedDigraph start = start(nodes, SEED + 1);
      Result result = new BalanceAnnealing(start, SEED).run(Schedule.constant(0.05, 8000));
      System.out.printf("temperature 0.05, n %d, seed %d: %s%n", nodes, SEED, result.ratios());
      checkInvariants(start, result);
      assertThat(result.ratios().pooled()).isGreaterThan(0.80);
    }
  }

  @Test
  void runningCountsAreThoseOfARecount() {
    System.out.println("running counts: seed " + SEED);
    Philox random = new Philox(SEED, Purpose.TEST, 1);
    for (int nodes : new int[] {3, 8, 40, 70}) {
      SignedDigraph start = RandomGraphs.erdosRenyi(nodes, 0.3, 0.5, random.nextLong());
      BalanceAnnealing annealing = new BalanceAnnealing(start, random.nextLong());
      assertThat(annealing.ratios()).isEqualTo(recounted(start));
      for (int step = 0; step < 25; step++) {
        Result result = annealing.run(Schedule.constant(step % 2 == 0 ? 1e-3 : 10, 7));
        checkInvariants(start, result);
        assertThat(annealing.ratios()).isEqualTo(result.ratios());
      }
    }
  }

  @Test
  void goalsInBothDirections() {
    SignedDigraph start = start(150, SEED + 2);
    Schedule schedule = Schedule.constant(0.1, 50_000);
    for (Measure measure : Measure.values()) {
      for (double goal : new double[] {0.3, 0.7}) {
        BalanceAnnealing annealing = new BalanceAnnealing(start, SEED);
        Result result = annealing.runTo(measure, goal, schedule, 0);
        checkInvariants(start, result);
        assertThat(result.end()).isEqualTo(End.GOAL);
        assertThat(result.ratios().get(measure)).isCloseTo(goal, within(0.05));
        long accepted =
            annealing.runTo(measure, result.ratios().get(measure), schedule, 0).accepted();
        assertThat(accepted).isZero();
      }
    }
  }

  @Test
  void ladder() {
    double[] levels = {0.55, 0.6, 0.65, 0.7, 0.75, 0.8};
    SignedDigraph start = start(150, SEED + 3);
    List<Rung> rungs =
        new BalanceAnnealing(start, SEED)
            .ladder(Measure.POOLED, levels, Schedule.constant(0.05, 20_000), 0);
    assertThat(rungs).hasSize(levels.length);
    for (int i = 0; i < levels.length; i++) {
      Rung rung = rungs.get(i);
      assertThat(rung.level()).isEqualTo(levels[i]);
      assertThat(rung.ratios().pooled()).isBetween(levels[i], levels[i] + 0.04);
      assertThat(rung.ratios()).isEqualTo(recounted(rung.network().toDigraph()));
      assertThat(degrees(rung.network())).isEqualTo(degrees(SignedArcs.of(start)));
    }
    assertThatThrownBy(() ->
            new BalanceAnnealing(start, SEED)
                .ladder(Measure.ETA, new double[] {0.6, 0.5}, Schedule.authors(), 0))
        .isInstanceOf(UserError.class);
  }

  @Test
  void selfLoopsOnRequest() {
    SignedArcs start = SignedArcs.of(RandomGraphs.erdosRenyi(40, 0.1, 0.5, SEED));
    Result result = new BalanceAnnealing(start, SEED, true).run(Schedule.constant(10, 5000));
    SignedArcs network = result.network();
    assertThat(degrees(network)).isEqualTo(degrees(start));
    long loops = network.toDigraph().selfLoops();
    System.out.println("self loops allowed: " + loops + " of " + network.count());
    assertThat(loops).isPositive();
    assertThat(network.toDigraph().edges() + loops).isEqualTo(start.count());
    assertThat(network.toCsr().nonzeros()).isEqualTo(start.count());
    assertThat(result.ratios()).isEqualTo(recounted(network.toDigraph()));
    // They may also go again.
    Result without = new BalanceAnnealing(network, SEED, false).run(Schedule.constant(10, 5000));
    assertThat(degrees(without.network())).isEqualTo(degrees(start));
    assertThat(without.network().toDigraph().selfLoops()).isLessThan(loops);
  }

  @Test
  void endsWhereNothingCanBeDone() {
    for (double density : new double[] {0, 1}) {
      SignedDigraph start = RandomGraphs.erdosRenyi(6, density, 0.5, SEED);
      Result result = new BalanceAnnealing(start, SEED).run(Schedule.authors());
      assertThat(result.end()).isEqualTo(End.NO_PROPOSAL);
      assertThat(result.network().toDigraph()).isEqualTo(start);
    }
    SignedDigraph empty = RandomGraphs.erdosRenyi(6, 0, 0.5, SEED);
    assertThatThrownBy(
            () -> new BalanceAnnealing(empty, SEED).runTo(Measure.ETA, 0.9, Schedule.authors(), 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no feed-forward loop");
    assertThatThrownBy(() ->
            new BalanceAnnealing(start(50, SEED), SEED)
                .runTo(Measure.ETA, 1.5, Schedule.authors(), 0))
        .isInstanceOf(UserError.class);
    SignedDigraph start = start(60, SEED);
    Result result =
        new BalanceAnnealing(start, SEED)
            .runTo(Measure.POOLED, 1, Schedule.constant(1e-6, 10_000_000), 3000);
    assertThat(result.end()).isIn(End.NO_ACCEPTANCE, End.GOAL);
    assertThatThrownBy(() ->
            new BalanceAnnealing(
                new SignedArcs(2, new int[2], new int[] {1, 1}, new byte[] {1, 1}), 1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 -> 1 occurs twice");
  }

  @Test
  void theSameSeedGivesTheSameNetwork() {
    SignedDigraph start = start(100, SEED);
    SignedDigraph first =
        new BalanceAnnealing(start, SEED).run(Schedule.authors()).network().toDigraph();
    SignedDigraph second =
        new BalanceAnnealing(start, SEED).run(Schedule.authors()).network().toDigraph();
    SignedDigraph other =
        new BalanceAnnealing(start, SEED + 1).run(Schedule.authors()).network().toDigraph();
    assertThat(first).isEqualTo(second).isNotEqualTo(other);
  }
}
