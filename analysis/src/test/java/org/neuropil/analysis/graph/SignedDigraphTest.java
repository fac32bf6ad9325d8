package org.neuropil.analysis.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.io.CsrArrays;

class SignedDigraphTest {
  private static SignedDigraph graph(int nodes, int[]... edges) {
    int[] sources = new int[edges.length];
    int[] targets = new int[edges.length];
    byte[] signs = new byte[edges.length];
    for (int e = 0; e < edges.length; e++) {
      sources[e] = edges[e][0];
      targets[e] = edges[e][1];
      signs[e] = (byte) edges[e][2];
    }
    return SignedDigraph.of(nodes, sources, targets, signs);
  }

  private static int[] e(int source, int target, int sign) {
    return new int[] {source, target, sign};
  }

  @Test
  void sortsBothWays() {
    SignedDigraph g = graph(4, e(2, 0, -5), e(0, 3, 1), e(0, 1, -1), e(1, 0, 7), e(2, 1, 1));
    assertThat(g.nodes()).isEqualTo(4);
    assertThat(g.edges()).isEqualTo(5);
    assertThat(g.positive()).isEqualTo(3);
    assertThat(g.negative()).isEqualTo(2);
    assertThat(g.mutualPairs()).isEqualTo(1);
    assertThat(g.outOffsets()).containsExactly(0, 2, 3, 5, 5);
    assertThat(g.outTargets()).containsExactly(1, 3, 0, 0, 1);
    assertThat(g.outSigns()).containsExactly(-1, 1, 1, -1, 1);
    assertThat(g.inOffsets()).containsExactly(0, 2, 4, 4, 5);
    assertThat(g.inSources()).containsExactly(1, 2, 0, 2, 0);
    assertThat(g.inSigns()).containsExactly(1, -1, -1, 1, 1);
    assertThat(g.sign(2, 0)).isEqualTo(-1);
    assertThat(g.sign(0, 2)).isZero();
    assertThat(g.hasEdge(0, 3)).isTrue();
    assertThat(g.hasEdge(3, 0)).isFalse();
    assertThat(g.edge(2, 1)).isEqualTo(4);
    assertThat(g.outDegree(0)).isEqualTo(2);
    assertThat(g.inDegree(3)).isEqualTo(1);
    assertThat(g.density()).isEqualTo(5 / 12.0);
  }

  @Test
  void dropsAndCountsWhatIsNoEdge() {
    SignedDigraph g =
        graph(3, e(0, 1, 1), e(1, 1, -1), e(0, 1, 1), e(2, 1, 0), e(2, 2, 0), e(0, 1, 2));
    assertThat(g.edges()).isEqualTo(1);
    assertThat(g.selfLoops()).isEqualTo(1);
    assertThat(g.zeroWeights()).isEqualTo(2);
    assertThat(g.duplicates()).isEqualTo(2);
    assertThat(g).isEqualTo(graph(3, e(0, 1, 1)));
    assertThat(g).hasSameHashCodeAs(graph(3, e(0, 1, 1)));
    assertThat(g).isNotEqualTo(graph(4, e(0, 1, 1)));
    assertThat(g).isNotEqualTo(graph(3, e(0, 1, -1)));
  }

  @Test
  void refusesEdgesWithBothSignsAndIdsOutOfRange() {
    assertThatThrownBy(() -> graph(3, e(2, 1, 1), e(2, 1, -1)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("from node 2 to node 1");
    assertThatThrownBy(() -> graph(3, e(0, 1, 1), e(2, 3, 1)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("edge 1 goes from node 2 to node 3");
    assertThatThrownBy(() -> SignedDigraph.of(2, new int[1], new int[2], new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsWeightsByReceiverOrBySender() {
    // Row 1 holds what node 1 receives: -0.5 from node 0, a self loop, an explicit zero.
    float[] dense = {0, 0, 2, -0.5f, 3, 0, 0, 0, 0};
    SignedDigraph weights = SignedDigraph.fromSparse(SparseMatrix.fromDense(3, 3, dense));
    assertThat(weights).isEqualTo(graph(3, e(2, 0, 1), e(0, 1, -1)));
    assertThat(weights.selfLoops()).isEqualTo(1);
    byte[] mask = {0, 0, 1, 1, 1, 1, 0, 0, 0};
    CsrArrays csr = CsrArrays.fromDense(3, 3, dense, mask);
    assertThat(SignedDigraph.fromCsr(csr, true)).isEqualTo(weights);
    assertThat(SignedDigraph.fromCsr(csr, true).zeroWeights()).isEqualTo(1);
    SignedDigraph bySender = SignedDigraph.fromCsr(csr, false);
    assertThat(bySender).isEqualTo(graph(3, e(0, 2, 1), e(1, 0, -1)));
    assertThat(bySender.reversed()).isEqualTo(weights);
  }

  @Test
  void refusesNanAndOblongMatrices() {
    CsrArrays nan = CsrArrays.fromDense(2, 2, new float[] {0, 1, Float.NaN, 0});
    assertThatThrownBy(() -> SignedDigraph.fromCsr(nan, true))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("row 1, column 0 is NaN");
    CsrArrays oblong = CsrArrays.fromDense(1, 2, new float[] {0, 1});
    assertThatThrownBy(() -> SignedDigraph.fromCsr(oblong, true))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("1 x 2");
  }

  @Test
  void exchangesSigns() {
    SignedDigraph g = graph(3, e(0, 1, 1), e(1, 0, 1), e(2, 0, -1));
    SignedDigraph other = g.withSigns(new byte[] {-3, 1, 1});
    assertThat(other).isEqualTo(graph(3, e(0, 1, -1), e(1, 0, 1), e(2, 0, 1)));
    assertThat(other.inSigns()).containsExactly(1, 1, -1);
    assertThat(other.mutualPairs()).isEqualTo(1);
    assertThatThrownBy(() -> g.withSigns(new byte[2])).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> g.withSigns(new byte[3])).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void leavesSingleEdges() {
    SignedDigraph g = graph(3, e(0, 1, 1), e(1, 0, 1), e(2, 0, -1), e(1, 2, 1));
    assertThat(g.singleEdges()).isEqualTo(graph(3, e(2, 0, -1), e(1, 2, 1)));
    assertThat(g.singleEdges().inOffsets()).containsExactly(0, 1, 1, 2);
    assertThat(g.singleEdges().singleEdges()).isEqualTo(g.singleEdges());
  }

  @Test
  void isDefinedWithoutNodesOrEdges() {
    assertThat(graph(0).edges()).isZero();
    assertThat(graph(0).density()).isZero();
    assertThat(graph(1).mutualPairs()).isZero();
    assertThat(graph(5)).hasToString("5 nodes, 0 edges (0 positive)");
  }
}
