package org.neuropil.analysis.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.neuropil.analysis.generate.BalanceRatios.Measure;
import org.neuropil.analysis.generate.Motif.Classified;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.SparsityPattern;

/** Graphs with removable loops, and ladders. */
class LesionGraphTest {
  private static final long SEED = 23;

  private static boolean[][] connected(SparsityPattern pattern) {
    boolean[][] from = new boolean[pattern.rows()][pattern.rows()];
    for (int row = 0; row < pattern.rows(); row++) {
      for (int e = pattern.rowStart(row); e < pattern.rowStart(row + 1); e++) {
        from[pattern.column(e)][row] = true;
      }
    }
    return from;
  }

  @Test
  void peripheralNodesBelongToOneLoopAndNothingElse() {
    for (int nodes : new int[] {128, 150, 45}) {
      for (long seed = SEED; seed < SEED + 5; seed++) {
        LesionGraph graph = LesionGraph.draw(nodes, 0.05, 15, seed);
        boolean[][] from = connected(graph.pattern());
        assertThat(graph.motifs()).hasSize(15);
        assertThat(graph.peripheral()).hasSize(30).isSorted().doesNotHaveDuplicates();
        Set<Integer> outside = new HashSet<>();
        Arrays.stream(graph.peripheral()).forEach(outside::add);
        Set<Integer> core = new HashSet<>();
        Set<Integer> used = new HashSet<>();
        for (Motif motif : graph.motifs()) {
          assertThat(from[motif.source()][motif.middle()]).isTrue();
          assertThat(from[motif.middle()][motif.sink()]).isTrue();
          assertThat(from[motif.source()][motif.sink()]).isTrue();
          for (int node : new int[] {motif.source(), motif.middle(), motif.sink()}) {
            (outside.contains(node) ? used : core).add(node);
          }
        }
        assertThat(used).isEqualTo(outside);
        assertThat(core).hasSize(15);
        for (int node = 0; node < nodes; node++) {
          assertThat(from[node][node]).isFalse();
          int degree = 0;
          for (int other = 0; other < nodes; other++) {
            degree += (from[node][other] ? 1 : 0) + (from[other][node] ? 1 : 0);
          }
          if (outside.contains(node)) {
            assertThat(degree).isEqualTo(2);
          }
        }
        // The core is that of the random graph: nothing was lost or added there.
        SignedDigraph start = RandomGraphs.erdosRenyi(nodes, 0.05, 1, seed);
        for (int i = 0; i < nodes; i++) {
          for (int j = 0; j < nodes; j++) {
            if (!outside.contains(i) && !outside.contains(j)) {
              assertThat(from[i][j]).isEqualTo(start.hasEdge(i, j));
            }
          }
        }
      }
    }
  }

  @Test
  void rolesAreRandom() {
    // Which of the three roles the core node has: a third each over many motifs.
    int[] roles = new int[3];
    for (long seed = 0; seed < 100; seed++) {
      LesionGraph graph = LesionGraph.draw(90, 0.05, 30, seed);
      for (Motif motif : graph.motifs()) {
        int[] nodes = {motif.source(), motif.middle(), motif.sink()};
        for (int role = 0; role < 3; role++) {
          roles[role] += Arrays.binarySearch(graph.peripheral(), nodes[role]) < 0 ? 1 : 0;
        }
      }
    }
    assertThat(Arrays.stream(roles).sum()).isEqualTo(3000);
    // Five standard deviations of a third of 3000.
    for (int role : roles) {
      assertThat(role).isBetween(1000 - 130, 1000 + 130);
    }
  }

  @Test
  void classesFollowTheWeights() {
    LesionGraph graph = LesionGraph.draw(100, 0.05, 20, SEED);
    SparsityPattern pattern = graph.pattern();
    float[] values = new float[pattern.nonzeros()];
    Philox random = new Philox(SEED, Purpose.TEST, 0);
    for (int e = 0; e < values.length; e++) {
      values[e] = (float) random.nextGaussian();
    }
    Motif cut = graph.motifs().get(3);
    values[pattern.find(cut.sink(), cut.middle())] = 0;
    SparseMatrix w = new SparseMatrix(pattern, values);
    Classified classified = Motif.classify(w, graph.motifs());
    List<Motif> balanced = new ArrayList<>();
    List<Motif> unbalanced = new ArrayList<>();
    for (Motif motif : graph.motifs()) {
      // Row = receiving node.
      float product =
          w.get(motif.middle(), motif.source())
              * w.get(motif.sink(), motif.middle())
              * w.get(motif.sink(), motif.source());
      if (product > 0) {
        balanced.add(motif);
      } else if (product < 0) {
        unbalanced.add(motif);
      }
    }
    assertThat(classified.balanced()).isEqualTo(balanced).isNotEmpty();
    assertThat(classified.unbalanced()).isEqualTo(unbalanced).isNotEmpty();
    assertThat(classified.broken()).containsExactly(cut);
    SparseMatrix without = Motif.remove(w, unbalanced);
    Classified after = Motif.classify(without, graph.motifs());
    assertThat(after.unbalanced()).isEmpty();
    assertThat(after.balanced()).isEqualTo(balanced);
    assertThat(after.broken()).hasSize(unbalanced.size() + 1);
    int changed = 0;
    for (int e = 0; e < values.length; e++) {
      changed += without.values()[e] != values[e] ? 1 : 0;
    }
    assertThat(changed).isEqualTo(3 * unbalanced.size());
  }

  @Test
  void argumentsOutOfRange() {
    assertThat(LesionGraph.draw(6, 0.5, 2, SEED).motifs()).hasSize(2);
    assertThat(LesionGraph.draw(5, 1, 0, SEED).pattern().nonzeros()).isEqualTo(20);
    assertThatThrownBy(() -> LesionGraph.draw(5, 0.5, 2, SEED)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> LesionGraph.draw(50, 1.5, 2, SEED)).isInstanceOf(UserError.class);
    assertThat(LesionGraph.draw(60, 0.1, 5, SEED).pattern())
        .isEqualTo(LesionGraph.draw(60, 0.1, 5, SEED).pattern())
        .isNotEqualTo(LesionGraph.draw(60, 0.1, 5, SEED + 1).pattern());
  }

  @Test
  void ladderFromOneStart() {
    BalanceLadder ladder = BalanceLadder.random(128, 0.05, Measure.POOLED, 0.8, 9, SEED);
    assertThat(ladder.complete()).isTrue();
    assertThat(ladder.rungs().getFirst().network().toDigraph()).isEqualTo(ladder.start());
    double bottom = ladder.rungs().getFirst().ratios().pooled();
    for (int rung = 0; rung < 9; rung++) {
      double level = bottom + (0.8 - bottom) * rung / 8;
      BalanceRatios ratios = ladder.rungs().get(rung).ratios();
      assertThat(ratios.pooled()).isBetween(level - 1e-12, level + 0.05);
      SignedDigraph network = ladder.rungs().get(rung).network().toDigraph();
      for (int node = 0; node < 128; node++) {
        assertThat(network.outDegree(node)).isEqualTo(ladder.start().outDegree(node));
        assertThat(network.inDegree(node)).isEqualTo(ladder.start().inDegree(node));
      }
    }
    SignedDigraph start = ladder.start();
    assertThatThrownBy(
            () -> BalanceLadder.climb(start, Measure.POOLED, 0.3, 5, Schedule.authors(), SEED))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("higher top");
    assertThatThrownBy(
            () -> BalanceLadder.climb(start, Measure.POOLED, 0.8, 1, Schedule.authors(), SEED))
        .isInstanceOf(UserError.class);
    BalanceLadder cutShort =
        BalanceLadder.climb(start, Measure.POOLED, 1, 9, Schedule.constant(0.05, 100), SEED);
    assertThat(cutShort.complete()).isFalse();
    assertThat(cutShort.rungs()).isNotEmpty();
  }
}
