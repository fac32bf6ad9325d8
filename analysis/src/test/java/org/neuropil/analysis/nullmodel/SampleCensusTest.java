package org.neuropil.analysis.nullmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.neuropil.analysis.generate.RandomGraphs;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/** The sampler's census against enumeration. */
class SampleCensusTest {
  private static final long SEED = 31;

  private static SampleCounts count(SignedDigraph graph) {
    SampleCensus census = new SampleCensus(graph.nodes(), graph.edges());
    return new SampleCounts(SampleCounts.summary(census.count(Arcs.of(graph))));
  }

  @Test
  void workedGraph() {
    SignedDigraph graph = NaiveCounts.workedGraph();
    assertThat(graph.edges()).isEqualTo(45);
    assertThat(graph.positive()).isEqualTo(29);
    assertThat(graph.mutualPairs()).isEqualTo(11);
    SampleCounts counts = count(graph);
    assertThat(counts).isEqualTo(NaiveCounts.of(graph));
    long[] all = {14, 7, 16, 3, 10, 8, 2, 4};
    long[] induced = {0, 1, 2, 1, 4, 1, 0, 1};
    for (int type = 0; type < 8; type++) {
      assertThat(counts.all(type)).isEqualTo(all[type]);
      assertThat(counts.induced(type)).isEqualTo(induced[type]);
    }
    long[][] classes = {{2, 8}, {4, 8}, {10, 14}, {11, 7}};
    for (int triad = 0; triad < 4; triad++) {
      assertThat(counts.balanced(triad)).isEqualTo(classes[triad][0]);
      assertThat(counts.unbalanced(triad)).isEqualTo(classes[triad][1]);
    }
    assertThat(counts.eta()).isCloseTo(0.390278, within(5e-7));
    assertThat(counts.pooled()).isEqualTo(27 / 64.0);
  }

  @Test
  void randomGraphsOfAllDensities() {
    System.out.println("census: seed " + SEED);
    Philox random = new Philox(SEED, Purpose.TEST, 0);
    for (int graphs = 0; graphs < 300; graphs++) {
      int nodes = random.nextInt(24);
      double density = random.nextUnit();
      SignedDigraph graph =
          RandomGraphs.erdosRenyi(nodes, density * density, random.nextUnit(), random.nextLong());
      assertThat(count(graph)).as("graph %d", graphs).isEqualTo(NaiveCounts.of(graph));
    }
  }

  @Test
  void graphsWithoutLoops() {
    for (int nodes : new int[] {0, 1, 2, 3}) {
      SampleCounts counts = count(RandomGraphs.erdosRenyi(nodes, 0, 0.5, 1));
      assertThat(counts.eta()).isNaN();
      assertThat(counts.pooled()).isNaN();
    }
  }
}
