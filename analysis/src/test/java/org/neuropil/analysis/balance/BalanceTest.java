package org.neuropil.analysis.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.motif.ReferenceCensus;
import org.neuropil.analysis.motif.TestGraphs;
import org.neuropil.analysis.motif.TriadClass;

class BalanceTest {
  private static final long SEED = 53;

  @Test
  void hasTheFiguresOfTheWorkedGraph() {
    Balance balance = Balance.of(TestGraphs.worked());
    assertThat(balance.classes())
        .containsExactly(
            new ClassBalance(TriadClass.T030T, 10, 2, 8),
            new ClassBalance(TriadClass.T120U, 6, 4, 8),
            new ClassBalance(TriadClass.T120D, 12, 10, 14),
            new ClassBalance(TriadClass.T300, 3, 11, 7));
    assertThat(balance.get(TriadClass.T120D).ratio()).isEqualTo(10 / 24.0);
    assertThat(balance.eta()).isCloseTo(0.390278, within(5e-7));
    assertThat(balance.eta(EtaRule.PRESENT)).isEqualTo(balance.eta());
    assertThat(balance.eta(EtaRule.ALL)).isEqualTo(balance.eta());
    assertThat(balance.pooled()).isEqualTo(27 / 64.0);
    assertThatThrownBy(() -> balance.get(TriadClass.T210))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rulesDifferWhereClassesAreAbsentOrZero() {
    // One balanced 030T on 0, 1, 2; a 120U whose two loops are unbalanced on 3, 4, 5.
    byte[][] signs = new byte[6][6];
    signs[0][1] = 1;
    signs[1][2] = 1;
    signs[0][2] = 1;
    signs[3][4] = 1;
    signs[4][3] = 1;
    signs[3][5] = 1;
    signs[4][5] = -1;
    Balance balance = Balance.of(TestGraphs.fromMatrix(signs));
    assertThat(balance.get(TriadClass.T120U))
        .isEqualTo(new ClassBalance(TriadClass.T120U, 1, 0, 2));
    assertThat(balance.eta()).isEqualTo(1);
    assertThat(balance.eta(EtaRule.PRESENT)).isEqualTo(0.5);
    assertThat(balance.eta(EtaRule.ALL)).isEqualTo(0.25);
    assertThat(balance.pooled()).isEqualTo(1 / 3.0);
    assertThat(balance.get(TriadClass.T300).ratio()).isNaN();
  }

  @Test
  void isNanWithoutLoops() {
    Balance balance = Balance.of(SignedDigraph.of(1, new int[0], new int[0], new byte[0]));
    assertThat(balance.eta()).isNaN();
    assertThat(balance.eta(EtaRule.PRESENT)).isNaN();
    assertThat(balance.eta(EtaRule.ALL)).isZero();
    assertThat(balance.pooled()).isNaN();
  }

  @Test
  void signPatternsOfClosedTriads() {
    int[] complete = new int[7];
    int[] up = new int[3];
    int[] down = new int[3];
    for (int pattern = 0; pattern < 64; pattern++) {
      int[] s = new int[6];
      for (int edge = 0; edge < 6; edge++) {
        s[edge] = (pattern >> edge & 1) == 0 ? 1 : -1;
      }
      complete[SignedTriad.balanced(SignedTriad.code(s[0], s[1], s[2], s[3], s[4], s[5]))]++;
      if (pattern < 16) {
        up[SignedTriad.balanced(SignedTriad.code(s[0], s[1], s[2], 0, s[3], 0))]++;
        down[SignedTriad.balanced(SignedTriad.code(s[0], s[1], 0, s[2], 0, s[3]))]++;
      }
    }
    assertThat(complete).containsExactly(4, 0, 12, 32, 12, 0, 4);
    assertThat(up).containsExactly(4, 8, 4);
    assertThat(down).containsExactly(4, 8, 4);
  }

  @Test
  void agreesWithEnumerationGloballyAndAroundEveryConnection() {
    for (int index = 0; index < 100; index++) {
      SignedDigraph graph = TestGraphs.random(SEED, index);
      List<ReferenceCensus.Loop> loops =
          new ReferenceCensus(graph)
              .loops().stream().filter(loop -> Balance.CLASSES.contains(loop.triad())).toList();
      long balanced = loops.stream().filter(loop -> loop.type().balanced()).count();
      Balance balance = Balance.of(graph);
      assertThat(balance.balanced()).as("seed %d, graph %d", SEED, index).isEqualTo(balanced);
      assertThat(balance.unbalanced()).isEqualTo(loops.size() - balanced);
      // A loop belongs to the triads of the connections among its own three nodes.
      int n = graph.nodes();
      long[][] good = new long[n][n];
      long[][] bad = new long[n][n];
      for (ReferenceCensus.Loop loop : loops) {
        int[] nodes = {loop.i(), loop.j(), loop.k()};
        for (int s : nodes) {
          for (int t : nodes) {
            (loop.type().balanced() ? good : bad)[s][t]++;
          }
        }
      }
      double[] ratios = LocalBalance.ratios(graph, 2);
      for (int s = 0; s < n; s++) {
        for (int e = graph.outOffsets()[s]; e < graph.outOffsets()[s + 1]; e++) {
          int t = graph.outTargets()[e];
          LocalBalance local = LocalBalance.of(graph, s, t);
          assertThat(local)
              .as("seed %d, graph %d, %d -> %d", SEED, index, s, t)
              .isEqualTo(new LocalBalance(good[s][t], bad[s][t]));
          assertThat(ratios[e]).isEqualTo(local.ratio());
        }
      }
    }
  }

  @Test
  void ratioOfAPairOfConnections() {
    LocalBalance pair = new LocalBalance(1, 2).plus(new LocalBalance(2, 0));
    assertThat(pair.ratio()).isEqualTo(0.6);
    assertThat(new LocalBalance(0, 0).ratio()).isZero();
  }
}
