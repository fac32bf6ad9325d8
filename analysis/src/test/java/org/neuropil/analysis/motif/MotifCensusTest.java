package org.neuropil.analysis.motif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.error.UserError;

class MotifCensusTest {
  private static final long SEED = 31;

  /** Every way of counting, each named for messages. */
  private static Map<String, MotifCensus> everyWay(SignedDigraph graph) {
    double much = 1e12;
    return Map.of(
        "marker", new MotifCounter(1).count(graph, false, much),
        "marker, 3 threads", new MotifCounter(3).count(graph, false, much),
        "scalar planes", new MotifCounter(1, new ScalarBitCounter()).count(graph, true, much),
        "vector planes", new MotifCounter(1, new VectorBitCounter()).count(graph, true, much),
        "vector planes, 3 threads",
            new MotifCounter(3, new VectorBitCounter()).count(graph, true, much),
        "chosen", new MotifCounter(2).count(graph));
  }

  @Test
  void everyWayAgreesWithEnumerationOnRandomGraphs() {
    for (int index = 0; index < 1000; index++) {
      SignedDigraph graph = TestGraphs.random(SEED, index);
      MotifCensus census = MotifCensus.of(graph);
      checkAgainstEnumeration(graph, census, "seed " + SEED + ", graph " + index);
      assertThat(new MotifCounter(1).count(graph, true, 0))
          .as("seed %d, graph %d, planes", SEED, index)
          .isEqualTo(census);
      assertThat(new MotifCounter(1).countLoops(graph, true, 0))
          .as("seed %d, graph %d, planes", SEED, index)
          .isEqualTo(census.all());
      if (index % 10 == 0) {
        everyWay(graph)
            .forEach((way, other) ->
                assertThat(other).as("seed %d, %s, %s", SEED, graph, way).isEqualTo(census));
        for (BitCounter bits : List.of(new ScalarBitCounter(), new VectorBitCounter())) {
          assertThat(new MotifCounter(2, bits).countLoops(graph, true, 1e12))
              .isEqualTo(census.all());
        }
      }
    }
  }

  private static void checkAgainstEnumeration(
      SignedDigraph graph, MotifCensus census, String which) {
    ReferenceCensus reference = new ReferenceCensus(graph);
    long[] all = new long[8];
    long[][] byClass = new long[TriadClass.values().length][8];
    for (ReferenceCensus.Loop loop : reference.loops()) {
      all[loop.type().ordinal()]++;
      byClass[loop.triad().ordinal()][loop.type().ordinal()]++;
    }
    assertThat(census.all()).as(which).isEqualTo(new LoopCounts(all));
    assertThat(census.induced()).isEqualTo(census.loops(TriadClass.T030T));
    for (TriadClass triad : TriadClass.values()) {
      assertThat(census.loops(triad))
          .as("%s, %s", which, triad)
          .isEqualTo(new LoopCounts(byClass[triad.ordinal()]));
    }
    assertThat(census.cycles()).as(which).isEqualTo(reference.cycles(false));
    assertThat(census.inducedCycles()).as(which).isEqualTo(reference.cycles(true));
    assertThat(triads(census)).as(which).isEqualTo(reference.triads());
  }

  private static long[] triads(MotifCensus census) {
    return Arrays.stream(TriadClass.values()).mapToLong(census::triads).toArray();
  }

  @Test
  void countsTheWorkedGraph() {
    SignedDigraph graph = TestGraphs.worked();
    assertThat(graph.edges()).isEqualTo(45);
    assertThat(graph.positive()).isEqualTo(29);
    assertThat(graph.mutualPairs()).isEqualTo(11);
    everyWay(graph)
        .forEach((way, census) -> {
          assertThat(census.all()).as(way).isEqualTo(new LoopCounts(14, 7, 16, 3, 10, 8, 2, 4));
          assertThat(census.induced()).as(way).isEqualTo(new LoopCounts(0, 1, 2, 1, 4, 1, 0, 1));
          assertThat(census.triads(TriadClass.T030T)).isEqualTo(10);
          assertThat(census.triads(TriadClass.T120U)).isEqualTo(6);
          assertThat(census.triads(TriadClass.T120D)).isEqualTo(12);
          assertThat(census.triads(TriadClass.T300)).isEqualTo(3);
        });
  }

  @Test
  void isDefinedForGraphsWithoutLoops() {
    for (int nodes = 0; nodes < 5; nodes++) {
      SignedDigraph empty = SignedDigraph.of(nodes, new int[0], new int[0], new byte[0]);
      long triples = nodes * (nodes - 1) * (nodes - 2) / 6;
      everyWay(empty)
          .forEach((way, census) -> {
            assertThat(census.all().total()).as(way).isZero();
            assertThat(census.all().ratio()).as(way).isNaN();
            assertThat(census.triads(TriadClass.T003)).as(way).isEqualTo(triples);
          });
    }
    SignedDigraph pair = TestGraphs.fromMatrix(new byte[][] {{1, 1}, {-1, -1}});
    everyWay(pair)
        .forEach((way, census) -> assertThat(Arrays.stream(triads(census)).sum()).as(way).isZero());
    // Two halves with every edge from one to the other: no path of two edges.
    byte[][] bipartite = new byte[20][20];
    for (int i = 0; i < 10; i++) {
      Arrays.fill(bipartite[i], 10, 20, (byte) -1);
    }
    everyWay(TestGraphs.fromMatrix(bipartite))
        .forEach((way, census) -> {
          assertThat(census.all().total()).as(way).isZero();
          assertThat(census.triads(TriadClass.T021D)).as(way).isEqualTo(450);
          assertThat(census.triads(TriadClass.T021U)).as(way).isEqualTo(450);
          assertThat(census.triads(TriadClass.T003)).as(way).isEqualTo(240);
        });
  }

  /** Every edge from a lower to a higher node: triples of nodes and loops are the same. */
  private static SignedDigraph tournament(int nodes, int negativeBelow) {
    int[] sources = new int[nodes * (nodes - 1) / 2];
    int[] targets = new int[sources.length];
    byte[] signs = new byte[sources.length];
    int e = 0;
    for (int i = 0; i < nodes; i++) {
      for (int j = i + 1; j < nodes; j++) {
        sources[e] = i;
        targets[e] = j;
        signs[e++] = (byte) (i < negativeBelow ? -1 : 1);
      }
    }
    return SignedDigraph.of(nodes, sources, targets, signs);
  }

  @Test
  void countsOneClassBeyondTwoToThe31() {
    // More triples than an int holds, all of one type.
    long n = 2346;
    MotifCensus census = new MotifCounter(2).count(tournament(2346, 0));
    assertThat(n * (n - 1) * (n - 2) / 6).isGreaterThan(1L << 31);
    assertThat(census.all())
        .isEqualTo(new LoopCounts(n * (n - 1) * (n - 2) / 6, 0, 0, 0, 0, 0, 0, 0));
    assertThat(census.triads(TriadClass.T030T)).isEqualTo(n * (n - 1) * (n - 2) / 6);
    assertThat(census.triads(TriadClass.T003)).isZero();
  }

  @Test
  void countsTheCompleteGraphOf3000Nodes() {
    int n = 3000;
    int edges = n * (n - 1);
    int[] sources = new int[edges];
    int[] targets = new int[edges];
    byte[] signs = new byte[edges];
    int e = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (i != j) {
          sources[e] = i;
          targets[e] = j;
          signs[e++] = 1;
        }
      }
    }
    SignedDigraph graph = SignedDigraph.of(n, sources, targets, signs);
    long ordered = (long) n * (n - 1) * (n - 2);
    MotifCensus census = new MotifCounter(2).count(graph);
    assertThat(census.all()).isEqualTo(new LoopCounts(ordered, 0, 0, 0, 0, 0, 0, 0));
    assertThat(census.loops(TriadClass.T300)).isEqualTo(census.all());
    assertThat(census.induced().total()).isZero();
    assertThat(census.triads(TriadClass.T300)).isEqualTo(ordered / 6);
    assertThat(census.cycles()).containsExactly(ordered / 3, 0, 0, 0);
    Arrays.fill(signs, (byte) -1);
    assertThat(new MotifCounter(2).countLoops(graph.withSigns(signs)))
        .isEqualTo(new LoopCounts(0, 0, 0, 0, 0, 0, 0, ordered));
  }

  @Test
  void countsListsOfEveryLength() {
    // Groups of 1 to 700 rows go through one, two and three lists of the bit counter, and nodes
    // beyond 512 through a second tile.
    for (int nodes : new int[] {2, 7, 9, 63, 64, 65, 129, 511, 513, 700}) {
      SignedDigraph graph = tournament(nodes, nodes / 2);
      MotifCensus expected = new MotifCounter(1).count(graph, false, 1e12);
      everyWay(graph).forEach((way, census) -> assertThat(census).as(way).isEqualTo(expected));
      long n = nodes;
      assertThat(expected.all().total()).isEqualTo(n * (n - 1) * (n - 2) / 6);
    }
  }

  @Test
  void countsColumnsThatEveryRowOfAListHas() {
    // i -> all j, all j -> k, i -> k: the sum in column k is the whole list, here a power of 8.
    for (int middle : new int[] {8, 64, 512}) {
      byte[][] signs = new byte[middle + 2][middle + 2];
      for (int j = 1; j <= middle; j++) {
        signs[0][j] = 1;
        signs[j][middle + 1] = -1;
      }
      signs[0][middle + 1] = 1;
      everyWay(TestGraphs.fromMatrix(signs))
          .forEach((way, census) ->
              assertThat(census.all())
                  .as(way)
                  .isEqualTo(new LoopCounts(0, 0, middle, 0, 0, 0, 0, 0)));
    }
  }

  @Test
  void aCounterMayBeUsedAgain() {
    MotifCounter counter = new MotifCounter(2);
    List<MotifCensus> first = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      for (int index = 0; index < 20; index++) {
        MotifCensus census = counter.count(TestGraphs.random(SEED, index));
        if (round == 0) {
          first.add(census);
        } else {
          assertThat(census).isEqualTo(first.get(index));
        }
      }
    }
  }

  @Test
  void refusesMoreTriplesThanALongHolds() {
    SignedDigraph graph = SignedDigraph.of(4_000_000, new int[0], new int[0], new byte[0]);
    assertThatThrownBy(() -> MotifCensus.of(graph))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("4000000 nodes");
  }

  @Test
  void namesTheTypes() {
    assertThat(Arrays.stream(LoopType.values()).map(LoopType::signs))
        .containsExactly("+++", "++-", "+-+", "+--", "-++", "-+-", "--+", "---");
    assertThat(Arrays.stream(LoopType.values()).filter(LoopType::balanced).map(LoopType::signs))
        .containsExactly("+++", "+--", "-+-", "--+");
    assertThat(LoopType.of(1, -1, -1)).isEqualTo(LoopType.PNN);
    assertThat(LoopType.of(-1, 1, -1)).isEqualTo(LoopType.NPN);
    assertThat(new LoopCounts(1, 2, 3, 4, 5, 6, 7, 8).balanced()).isEqualTo(1 + 4 + 6 + 7);
  }
}
