package org.neuropil.analysis.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.error.UserError;

/** The generators: sizes, degrees, chances, and what they refuse. */
class RandomGraphsTest {
  private static final long SEED = 3;

  @Test
  void erdosRenyiHasItsDensityAndShareOfPositives() {
    System.out.println("generators: seed " + SEED);
    for (double density : new double[] {0.001, 0.05, 0.5, 0.97}) {
      SignedDigraph graph = RandomGraphs.erdosRenyi(400, density, 0.3, SEED);
      double places = 400 * 399;
      double sd = Math.sqrt(places * density * (1 - density));
      assertThat((double) graph.edges()).isCloseTo(places * density, within(4 * sd));
      double signSd = Math.sqrt(graph.edges() * 0.21);
      assertThat((double) graph.positive()).isCloseTo(0.3 * graph.edges(), within(4 * signSd));
      assertThat(graph.selfLoops()).isZero();
      assertThat(graph.duplicates()).isZero();
      assertThat(RandomGraphs.erdosRenyi(400, density, 0.3, SEED)).isEqualTo(graph);
      assertThat(RandomGraphs.erdosRenyi(400, density, 0.3, SEED + 1)).isNotEqualTo(graph);
    }
    assertThat(RandomGraphs.erdosRenyi(30, 1, 1, SEED).edges()).isEqualTo(30 * 29);
    assertThat(RandomGraphs.erdosRenyi(30, 0, 1, SEED).edges()).isZero();
    assertThat(RandomGraphs.erdosRenyi(0, 0.5, 1, SEED).nodes()).isZero();
    assertThat(RandomGraphs.erdosRenyi(1, 0.5, 1, SEED).edges()).isZero();
  }

  @Test
  void erdosRenyiIsUniform() {
    // With p = 1/2 all 64 graphs of three nodes are equally likely.
    Map<SignedDigraph, Integer> seen = new HashMap<>();
    int samples = 12_800;
    for (int k = 0; k < samples; k++) {
      seen.merge(RandomGraphs.erdosRenyi(3, 0.5, 1, SEED + k), 1, Integer::sum);
    }
    assertThat(seen).hasSize(64);
    double chiSquare = 0;
    for (int count : seen.values()) {
      chiSquare += (count - 200.0) * (count - 200) / 200;
    }
    assertThat(chiSquare).isLessThan(63 + 4 * Math.sqrt(126));
  }

  @Test
  void wattsStrogatz() {
    SignedDigraph ring = RandomGraphs.wattsStrogatz(10, 3, 0, 0.5, SEED);
    for (int i = 0; i < 10; i++) {
      assertThat(ring.hasEdge(i, (i + 1) % 10)).isTrue();
      assertThat(ring.hasEdge(i, (i + 9) % 10)).isTrue();
      assertThat(ring.hasEdge(i, (i + 2) % 10)).isTrue();
    }
    SignedDigraph small = RandomGraphs.wattsStrogatz(200, 8, 0.2, 0.5, SEED);
    SignedDigraph random = RandomGraphs.wattsStrogatz(200, 8, 1, 0.5, SEED);
    for (SignedDigraph graph : new SignedDigraph[] {ring, small, random}) {
      for (int i = 0; i < graph.nodes(); i++) {
        assertThat(graph.outDegree(i)).isEqualTo(graph.edges() / graph.nodes());
      }
    }
    assertThat(near(small) / 1600.0).isBetween(0.77, 0.86);
    assertThat(near(random) / 1600.0).isLessThan(0.1);
    assertThat(RandomGraphs.wattsStrogatz(5, 4, 1, 1, SEED).edges()).isEqualTo(20);
    assertThat(RandomGraphs.wattsStrogatz(5, 0, 1, 1, SEED).edges()).isZero();
    assertThatThrownBy(() -> RandomGraphs.wattsStrogatz(5, 5, 0, 1, SEED))
        .isInstanceOf(UserError.class);
  }

  private static int near(SignedDigraph graph) {
    int near = 0;
    for (int i = 0; i < graph.nodes(); i++) {
      for (int j = 0; j < graph.nodes(); j++) {
        int distance = Math.min(Math.floorMod(i - j, 200), Math.floorMod(j - i, 200));
        near += graph.hasEdge(i, j) && distance <= 4 ? 1 : 0;
      }
    }
    return near;
  }

  @Test
  void barabasiAlbert() {
    SignedDigraph graph = RandomGraphs.barabasiAlbert(500, 4, 0.5, SEED);
    assertThat(graph.edges()).isEqualTo(496 * 4);
    assertThat(graph.mutualPairs()).isZero();
    int largest = 0;
    int away = 0;
    for (int i = 0; i < 500; i++) {
      int degree = graph.outDegree(i) + graph.inDegree(i);
      largest = Math.max(largest, degree);
      away += graph.outDegree(i);
      if (i >= 4) {
        assertThat(degree).isGreaterThanOrEqualTo(4);
      }
    }
    assertThat(away).isEqualTo(graph.edges());
    // A hub: a random graph of mean degree 8 would hardly reach 25.
    assertThat(largest).isGreaterThan(40);
    assertThat(RandomGraphs.barabasiAlbert(2, 1, 1, SEED).edges()).isEqualTo(1);
    assertThatThrownBy(() -> RandomGraphs.barabasiAlbert(5, 5, 1, SEED))
        .isInstanceOf(UserError.class);
  }

  @Test
  void barabasiAlbertByDensity() {
    for (double density : new double[] {0.01, 0.05, 0.1, 0.25}) {
      int m = RandomGraphs.barabasiAlbertEdges(200, density);
      SignedDigraph graph = RandomGraphs.barabasiAlbert(200, m, 0.5, SEED);
      assertThat(graph.density()).isCloseTo(density, within(0.003));
    }
    assertThatThrownBy(() -> RandomGraphs.barabasiAlbertEdges(200, 0.3))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("at most 0.25");
  }

  @Test
  void refusesWhatIsOutOfRange() {
    for (double chance : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> RandomGraphs.erdosRenyi(5, chance, 0.5, SEED))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("give 0 to 1");
      assertThatThrownBy(() -> RandomGraphs.erdosRenyi(5, 0.5, chance, SEED))
          .isInstanceOf(UserError.class);
    }
    assertThatThrownBy(() -> RandomGraphs.erdosRenyi(-1, 0.5, 0.5, SEED))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(() -> RandomGraphs.erdosRenyi(1 << 24, 0.5, 0.5, SEED))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("too many");
  }
}
