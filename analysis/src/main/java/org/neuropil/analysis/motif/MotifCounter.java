package org.neuropil.analysis.motif;

import java.util.Arrays;
import org.neuropil.analysis.graph.SignedDigraph;

/**
 * Counts the signed motifs of graphs, one after another, and keeps its scratch memory in between.
 * It picks the way to count by the number of edges: bit planes for graphs with many edges a node,
 * marked neighbours otherwise. Not safe for use by several threads at once; a sampler gives each of
 * its threads one of these with one thread of its own.
 */
public final class MotifCounter {
  // Measured on AVX-512 with CensusBench, in the time of one vector addition (about 1 ns):
  // a path of two edges of the marker way, and the fixed cost of one call of the bit counter.
  private static final double PATH_COST = 1.5;

  private static final double CALL_COST = 70;

  /**
   * A strip of bit planes may take a gigabyte; only graphs of millions of nodes with hubs would.
   */
  private static final double MOST_TILE_WORDS = 1 << 27;

  /** Less work than this, in paths or vector additions, is not worth a second thread. */
  private static final double SMALL = 500_000;

  private final int threads;
  private final BitCounter bits;
  private final MarkerCounter marker;
  private final long[] tally = new long[Tally.LENGTH];

  /** A counter that uses up to {@code threads} threads for one graph. */
  public MotifCounter(int threads) {
    this(threads, BitCounter.best());
  }

  MotifCounter(int threads, BitCounter bits) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be positive, found " + threads);
    }
    this.threads = threads;
    this.bits = bits;
    this.marker = new MarkerCounter(threads);
  }

  /** Everything about a graph's three-node motifs. */
  public MotifCensus count(SignedDigraph graph) {
    boolean planes = prefersPlanes(graph, 4, bits.words());
    double work = planes ? additions(graph, 4, bits.words()) : PATH_COST * paths(graph);
    return count(graph, planes, work);
  }

  MotifCensus count(SignedDigraph graph, boolean planes, double work) {
    int used = work < SMALL ? 1 : threads;
    if (planes) {
      EdgeGroups groups = new EdgeGroups(graph, true, used);
      Arrays.fill(tally, 0);
      long[] triples = new PlaneCounter(graph, groups, bits, used).totals();
      System.arraycopy(triples, 0, tally, 0, Tally.TRIPLES);
      for (int i = 0; i < graph.nodes(); i++) {
        int mutual = groups.size(i, 2) + groups.size(i, 3);
        Tally.addDyads(tally, graph.outDegree(i) - mutual, graph.inDegree(i) - mutual, mutual);
      }
    } else {
      marker.census(graph, tally, used);
    }
    return new MotifCensus(graph, tally);
  }

  /**
   * Only the eight types over all feed-forward loops; on graphs with many edges a node, about half
   * the work of {@link #count(SignedDigraph)}.
   */
  public LoopCounts countLoops(SignedDigraph graph) {
    boolean planes = prefersPlanes(graph, 2, bits.words());
    double work = planes ? additions(graph, 2, bits.words()) : PATH_COST * paths(graph);
    return countLoops(graph, planes, work);
  }

  LoopCounts countLoops(SignedDigraph graph, boolean planes, double work) {
    if (!planes) {
      return count(graph, false, work).all();
    }
    int used = work < SMALL ? 1 : threads;
    EdgeGroups groups = new EdgeGroups(graph, false, used);
    return new LoopCounts(new PlaneCounter(graph, groups, bits, used).totals());
  }

  /** Whether bit planes take less work than marked neighbours. */
  static boolean prefersPlanes(SignedDigraph graph, int planes, int words) {
    return 8.0 * words * graph.nodes() <= MOST_TILE_WORDS
        && additions(graph, planes, words) < PATH_COST * paths(graph);
  }

  /** Paths of two edges, what the marker way walks. */
  private static double paths(SignedDigraph graph) {
    double paths = 0;
    for (int i = 0; i < graph.nodes(); i++) {
      paths += (double) graph.inDegree(i) * graph.outDegree(i);
    }
    return paths;
  }

  /** Vector additions of the plane way, with the cost of every call expressed as additions. */
  private static double additions(SignedDigraph graph, int planes, int words) {
    double tiles = Math.ceil(graph.nodes() / (64.0 * words));
    // For every node and tile, each list of rows is added in each plane.
    double perNode = CALL_COST * planes * planes;
    return tiles * (planes * (double) graph.edges() + perNode * graph.nodes());
  }
}
