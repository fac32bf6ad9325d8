package org.neuropil.analysis.nullmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neuropil.analysis.generate.RandomGraphs;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.error.UserError;

/** Each model keeps what it says and changes the rest. */
class NullModelTest {
  private static final long SEED = 17;

  @ParameterizedTest
  @EnumSource(NullModel.class)
  void keepsWhatItSays(NullModel model) {
    System.out.println("null model " + model.id() + ": seed " + SEED);
    for (double density : new double[] {0.02, 0.1, 0.4, 0.8}) {
      for (int nodes : new int[] {10, 41, 70}) {
        SignedDigraph graph = RandomGraphs.erdosRenyi(nodes, density, 0.7, SEED + nodes);
        for (int index = 0; index < 4; index++) {
          check(model, graph, NullEnsemble.sample(graph, NullOptions.of(model, 2, SEED), index));
        }
      }
    }
  }

  private static void check(NullModel model, SignedDigraph graph, SignedDigraph sample) {
    assertThat(sample.nodes()).isEqualTo(graph.nodes());
    // No self loops and no parallel connections: else connections would be missing.
    assertThat(sample.edges()).isEqualTo(graph.edges());
    assertThat(sample.positive()).isEqualTo(graph.positive());
    if (model == NullModel.ERDOS_RENYI) {
      return;
    }
    assertThat(degrees(sample, true, 0)).isEqualTo(degrees(graph, true, 0));
    assertThat(degrees(sample, false, 0)).isEqualTo(degrees(graph, false, 0));
    if (model == NullModel.DEGREE) {
      return;
    }
    assertThat(sample.mutualPairs()).isEqualTo(graph.mutualPairs());
    assertThat(mutualDegrees(sample)).isEqualTo(mutualDegrees(graph));
    if (model == NullModel.SIGNS_AT_SOURCE) {
      assertThat(degrees(sample, true, 1)).isEqualTo(degrees(graph, true, 1));
    }
    if (model == NullModel.SIGNS) {
      assertThat(sample.outTargets()).isEqualTo(graph.outTargets());
    }
  }

  /** Degrees by node; sign 0 counts all connections, 1 the positive ones. */
  private static int[] degrees(SignedDigraph graph, boolean out, int sign) {
    int[] degrees = new int[graph.nodes()];
    for (int i = 0; i < graph.nodes(); i++) {
      for (int j = 0; j < graph.nodes(); j++) {
        int found = out ? graph.sign(i, j) : graph.sign(j, i);
        degrees[i] += found != 0 && (sign == 0 || found == sign) ? 1 : 0;
      }
    }
    return degrees;
  }

  private static int[] mutualDegrees(SignedDigraph graph) {
    int[] degrees = new int[graph.nodes()];
    for (int i = 0; i < graph.nodes(); i++) {
      for (int j = 0; j < graph.nodes(); j++) {
        degrees[i] += graph.hasEdge(i, j) && graph.hasEdge(j, i) ? 1 : 0;
      }
    }
    return degrees;
  }

  @ParameterizedTest
  @EnumSource(NullModel.class)
  void changesTheRest(NullModel model) {
    SignedDigraph graph = RandomGraphs.erdosRenyi(60, 0.1, 0.5, SEED);
    NullOptions options = NullOptions.of(model, 2, SEED);
    SignedDigraph first = NullEnsemble.sample(graph, options, 0);
    SignedDigraph second = NullEnsemble.sample(graph, options, 1);
    assertThat(first).isNotEqualTo(graph).isNotEqualTo(second);
    assertThat(NullEnsemble.sample(graph, options, 0)).isEqualTo(first);
    if (model != NullModel.SIGNS) {
      assertThat(shared(graph, first)).isLessThan(graph.edges() / 2);
    }
    if (model == NullModel.DEGREE) {
      assertThat(first.mutualPairs()).isNotEqualTo(graph.mutualPairs());
    }
    if (model != NullModel.SIGNS_AT_SOURCE) {
      assertThat(degrees(first, true, 1)).isNotEqualTo(degrees(graph, true, 1));
    }
  }

  private static int shared(SignedDigraph a, SignedDigraph b) {
    int shared = 0;
    for (int i = 0; i < a.nodes(); i++) {
      for (int j = 0; j < a.nodes(); j++) {
        shared += a.hasEdge(i, j) && b.hasEdge(i, j) ? 1 : 0;
      }
    }
    return shared;
  }

  @ParameterizedTest
  @EnumSource(NullModel.class)
  void graphsWithNothingToExchange(NullModel model) {
    for (int nodes : new int[] {0, 1, 2, 3, 4}) {
      for (double density : new double[] {0, 1}) {
        SignedDigraph graph = RandomGraphs.erdosRenyi(nodes, density, 1, SEED);
        assertThat(NullEnsemble.sample(graph, NullOptions.of(model, 2, SEED), 0)).isEqualTo(graph);
      }
    }
  }

  @Test
  void names() {
    assertThat(NullModel.named("degree-mutual")).isEqualTo(NullModel.DEGREE_MUTUAL);
    assertThat(Arrays.stream(NullModel.values()).map(NullModel::preserves)).doesNotHaveDuplicates();
    assertThatThrownBy(() -> NullModel.named("x"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("expected degree-mutual, signs-at-source, degree, signs, erdos");
  }
}
