package org.neuropil.analysis.motif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.neuropil.analysis.graph.SignedDigraph;

/** Which nodes and edges the loops consist of. */
class LoopMembersTest {
  private static final long SEED = 47;

  @Test
  void rolesAgreeWithEnumeration() {
    for (int index = 0; index < 100; index++) {
      SignedDigraph graph = TestGraphs.random(SEED, index);
      for (SignedDigraph one : List.of(graph, graph.singleEdges())) {
        long[][] expected = new long[3][8 * one.nodes()];
        for (ReferenceCensus.Loop loop : new ReferenceCensus(one).loops()) {
          int type = loop.type().ordinal();
          expected[0][8 * loop.i() + type]++;
          expected[1][8 * loop.j() + type]++;
          expected[2][8 * loop.k() + type]++;
        }
        for (NodeRoles roles :
            List.of(
                NodeRoles.of(one, 1),
                NodeRoles.of(one, false, new ScalarBitCounter(), 2),
                NodeRoles.of(one, true, new ScalarBitCounter(), 2),
                NodeRoles.of(one, true, new VectorBitCounter(), 2))) {
          for (NodeRoles.Role role : NodeRoles.Role.values()) {
            for (int node = 0; node < one.nodes(); node++) {
              long[] counts = roles.get(node, role).toArray();
              assertThat(counts)
                  .as("seed %d, graph %d, node %d, %s", SEED, index, node, role)
                  .isEqualTo(Arrays.copyOfRange(expected[role.ordinal()], 8 * node, 8 * node + 8));
              assertThat(roles.get(node, role, LoopType.PNN)).isEqualTo(counts[3]);
              assertThat(roles.total(node, role)).isEqualTo(roles.get(node, role).total());
            }
          }
        }
      }
    }
  }

  @Test
  void loopsOfAnEdgeAgreeWithEnumeration() {
    for (int index = 0; index < 60; index++) {
      SignedDigraph graph = TestGraphs.random(SEED, index);
      List<ReferenceCensus.Loop> loops = new ReferenceCensus(graph).loops();
      List<List<String>> expected = new ArrayList<>();
      for (int e = 0; e < graph.edges(); e++) {
        expected.add(new ArrayList<>());
      }
      for (ReferenceCensus.Loop loop : loops) {
        String text = text(loop.i(), loop.j(), loop.k(), loop.type());
        expected.get(graph.edge(loop.i(), loop.j())).add(text);
        expected.get(graph.edge(loop.j(), loop.k())).add(text);
        expected.get(graph.edge(loop.i(), loop.k())).add(text);
      }
      EdgeLoops.ByEdge byEdge = EdgeLoops.all(graph, 2);
      for (int source = 0; source < graph.nodes(); source++) {
        for (int e = graph.outOffsets()[source]; e < graph.outOffsets()[source + 1]; e++) {
          int target = graph.outTargets()[e];
          List<String> found = new ArrayList<>();
          EdgeLoops.visit(graph, source, target, (i, j, k, type) -> found.add(text(i, j, k, type)));
          assertThat(found)
              .as("seed %d, graph %d, edge %d -> %d", SEED, index, source, target)
              .containsExactlyInAnyOrderElementsOf(expected.get(e));
          LoopCounts counts = EdgeLoops.count(graph, source, target);
          assertThat(counts.total()).isEqualTo(found.size());
          assertThat(byEdge.balanced()[e]).isEqualTo(counts.balanced());
          assertThat(byEdge.unbalanced()[e]).isEqualTo(counts.unbalanced());
        }
      }
    }
  }

  private static String text(int i, int j, int k, LoopType type) {
    return i + " " + j + " " + k + " " + type.signs();
  }

  @Test
  void refusesEdgesThatDoNotExist() {
    SignedDigraph graph = TestGraphs.fromMatrix(new byte[][] {{0, 1}, {0, 0}});
    assertThatThrownBy(() -> EdgeLoops.count(graph, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 0");
  }
}
