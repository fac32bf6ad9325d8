package org.neuropil.analysis.motif;

import org.neuropil.analysis.graph.SignedDigraph;

/**
 * Counts the signed motifs of graphs, one after another, and keeps its scratch memory in between.
 * It picks the way to count by the number of edges: bit planes for graphs with many edges a node,
 * marked neighbours otherwise. Not safe for use by several threads at once; a sampler gives each of
 * its threads one of these with one thread of its own.
 */
public final class MotifCounter {
  /**
   * The marker way takes this many times longer for a path of two edges than the plane way for one
   * vector addition, and the plane way this many additions to read out one node's sums in one tile.
   * Measured; see {@link CensusBench}.
   */
  private static final double PATH_COST = 1.0;

  private static final double READ_COST = 300;

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
    double paths = paths(graph);
    double additions = additions(graph, 4, bits.words());
    return count(graph, additions < paths * PATH_COST, Math.min(paths, additions));
  }

  MotifCensus count(SignedDigraph graph, boolean planes, double work) {
    int used = work < SMALL ? 1 : threads;
    if (planes) {
      EdgeGroups groups = new EdgeGroups(graph, true, used);
      java.util.Arrays.fill(tally, 0);
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
    double paths = paths(graph);
    double additions = additions(graph, 2, bits.words());
    return countLoops(graph, additions < paths * PATH_COST, Math.min(paths, additions));
  }

  LoopCounts countLoops(SignedDigraph graph, boolean planes, double work) {
    if (!planes) {
      return count(graph, false, work).all();
    }
    int used = work < SMALL ? 1 : threads;
    EdgeGroups groups = new EdgeGroups(graph, false, used);
    return new LoopCounts(new PlaneCounter(graph, groups, bits, used).totals());
  }

  /** Paths of two edges, what the marker way walks. */
  static double paths(SignedDigraph graph) {
    double paths = 0;
    for (int i = 0; i < graph.nodes(); i++) {
      paths += (double) graph.inDegree(i) * graph.outDegree(i);
    }
    return paths;
  }

  /** Vector additions of the plane way, with reading out the sums expressed as additions. */
  static double additions(SignedDigraph graph, int planes, int words) {
    double tiles = Math.ceil(graph.nodes() / (64.0 * words));
    double perNode = READ_COST * planes * planes / 16;
    return tiles * (planes * (double) graph.edges() + perNode * graph.nodes());
  }
}
