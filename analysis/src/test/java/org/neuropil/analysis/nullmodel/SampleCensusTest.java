package org.neuropil.analysis.nullmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.neuropil.analysis.generate.RandomGraphs;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.motif.LoopType;
import org.neuropil.analysis.motif.MotifCensus;
import org.neuropil.analysis.motif.TriadClass;
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
    for (LoopType type : LoopType.values()) {
      assertThat(counts.all(type)).isEqualTo(all[type.ordinal()]);
      assertThat(counts.induced(type)).isEqualTo(induced[type.ordinal()]);
    }
    long[][] classes = {{2, 8}, {4, 8}, {10, 14}, {11, 7}};
    for (int i = 0; i < 4; i++) {
      assertThat(counts.balanced(SampleCounts.CLASSES.get(i))).isEqualTo(classes[i][0]);
      assertThat(counts.unbalanced(SampleCounts.CLASSES.get(i))).isEqualTo(classes[i][1]);
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
  void agreesWithTheCensusOfWholeNetworks() {
    Philox random = new Philox(SEED, Purpose.TEST, 1);
    for (int graphs = 0; graphs < 60; graphs++) {
      int nodes = 3 + random.nextInt(150);
      double density = random.nextUnit();
      SignedDigraph graph =
          RandomGraphs.erdosRenyi(nodes, density * density, 0.5, random.nextLong());
      SampleCounts counts = count(graph);
      MotifCensus census = MotifCensus.of(graph);
      for (LoopType type : LoopType.values()) {
        assertThat(counts.all(type)).isEqualTo(census.all().get(type));
        assertThat(counts.induced(type)).isEqualTo(census.induced().get(type));
      }
      for (TriadClass triad : SampleCounts.CLASSES) {
        assertThat(counts.balanced(triad)).isEqualTo(census.loops(triad).balanced());
        assertThat(counts.unbalanced(triad)).isEqualTo(census.loops(triad).unbalanced());
      }
    }
    SampleCounts worked = count(NaiveCounts.workedGraph());
    assertThatThrownBy(() -> worked.balanced(TriadClass.T210))
        .isInstanceOf(IllegalArgumentException.class);
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
