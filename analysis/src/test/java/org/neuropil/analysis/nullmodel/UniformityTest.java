package org.neuropil.analysis.nullmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/**
 * On graphs so small that every graph of the model can be listed, all come up about equally often:
 * chi-square against the uniform distribution, with a fixed seed.
 */
class UniformityTest {
  private static final long SEED = 5;

  /** Many, since on such small graphs few switches succeed. */
  private static final int SWEEPS = 60;

  private static final int SAMPLES = 20_000;

  private static SignedDigraph graph(int nodes, int[]... arcs) {
    int[] sources = new int[arcs.length];
    int[] targets = new int[arcs.length];
    byte[] signs = new byte[arcs.length];
    for (int e = 0; e < arcs.length; e++) {
      sources[e] = arcs[e][0];
      targets[e] = arcs[e][1];
      signs[e] = (byte) arcs[e][2];
    }
    return SignedDigraph.of(nodes, sources, targets, signs);
  }

  /** How many graphs came up, after checking that they did so equally often. */
  private static int uniform(SignedDigraph graph, NullOptions options, double tolerance) {
    Sampler sampler = Sampler.of(Arcs.of(graph), options);
    Map<SignedDigraph, Integer> seen = new HashMap<>();
    for (int k = 0; k < SAMPLES; k++) {
      sampler.sample(new Philox(options.seed(), Purpose.REWIRE, k));
      seen.merge(sampler.arcs.toDigraph(), 1, Integer::sum);
    }
    double expected = (double) SAMPLES / seen.size();
    double chiSquare = 0;
    for (int count : seen.values()) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    double freedom = seen.size() - 1.0;
    System.out.printf(
        "uniformity %s, %d attempts: seed %d, %d graphs, chi-square %.1f%n",
        options.model().id(), options.attempts(), options.seed(), seen.size(), chiSquare);
    // Mean and four standard deviations of the distribution, times what the model is allowed.
    assertThat(chiSquare).isLessThan(tolerance * (freedom + 4 * Math.sqrt(2 * freedom)));
    return seen.size();
  }

  private static NullOptions options(NullModel model, int attempts) {
    return new NullOptions(model, 2, SWEEPS, attempts, SEED);
  }

  /** Out- and in-degree 1 everywhere: the permutations without a fixed point. */
  private static SignedDigraph ring(int nodes) {
    int[][] arcs = new int[nodes][];
    for (int i = 0; i < nodes; i++) {
      arcs[i] = new int[] {i, (i + 1) % nodes, i == 0 ? -1 : 1};
    }
    return graph(nodes, arcs);
  }

  @Test
  void degreesOnly() {
    // 44 permutations of 5 without a fixed point, times 5 places of the one negative sign.
    assertThat(uniform(ring(5), options(NullModel.DEGREE, 1), 1)).isEqualTo(220);
  }

  @Test
  void degreesAndMutualPairs() {
    // Without a 2-cycle, of 6: 120 rings and 40 pairs of 3-rings, times 6.
    assertThat(uniform(ring(6), options(NullModel.DEGREE_MUTUAL, 1), 1)).isEqualTo(960);
    // With the sign at node 0 only the wiring is left.
    assertThat(uniform(ring(6), options(NullModel.SIGNS_AT_SOURCE, 1), 1)).isEqualTo(160);
  }

  @Test
  void mutualPairsThemselves() {
    SignedDigraph pairs =
        graph(
            6,
            new int[] {0, 1, 1},
            new int[] {1, 0, 1},
            new int[] {2, 3, 1},
            new int[] {3, 2, 1},
            new int[] {4, 5, 1},
            new int[] {5, 4, -1});
    // 15 ways to pair six nodes, times 6 places of the negative sign.
    assertThat(uniform(pairs, options(NullModel.DEGREE_MUTUAL, 1), 1)).isEqualTo(90);
    assertThat(uniform(pairs, options(NullModel.SIGNS_AT_SOURCE, 1), 1)).isEqualTo(15);
  }

  /** Repeating an attempt until it succeeds favours some graphs a little; this bounds how much. */
  @Test
  void fanmodsThreeAttempts() {
    assertThat(uniform(ring(6), options(NullModel.DEGREE_MUTUAL, 3), 3)).isEqualTo(960);
  }

  @Test
  void signsAndErdosRenyi() {
    SignedDigraph graph =
        graph(
            3,
            new int[] {0, 1, 1},
            new int[] {1, 2, 1},
            new int[] {2, 0, -1},
            new int[] {0, 2, -1});
    assertThat(uniform(graph, options(NullModel.SIGNS, 1), 1)).isEqualTo(6);
    // Four of six places, two of four signs; more than half full, so the empty ones are drawn.
    assertThat(uniform(graph, options(NullModel.ERDOS_RENYI, 1), 1)).isEqualTo(15 * 6);
    SignedDigraph sparse = graph(4, new int[] {0, 1, 1}, new int[] {1, 2, -1});
    assertThat(uniform(sparse, options(NullModel.ERDOS_RENYI, 1), 1)).isEqualTo(66 * 2);
  }
}
