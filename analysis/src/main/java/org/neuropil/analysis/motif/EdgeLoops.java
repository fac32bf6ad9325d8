package org.neuropil.analysis.motif;

import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.graph.Workers;

/** The feed-forward loops that single edges are part of. */
public final class EdgeLoops {
  private static final int CHUNK = 64;

  private EdgeLoops() {}

  /** Takes the loops one by one. */
  public interface Visitor {
    /** A loop i -> j, j -> k, i -> k. */
    void loop(int i, int j, int k, LoopType type);
  }

  /**
   * Visits every loop that contains the edge {@code source -> target}: first those where it is i ->
   * j, then j -> k, then the direct edge i -> k; each by ascending third node. Takes time
   * proportional to the degrees of the two nodes.
   *
   * @throws IllegalArgumentException if there is no such edge
   */
  public static void visit(SignedDigraph graph, int source, int target, Visitor visitor) {
    int sign = graph.sign(source, target);
    if (sign == 0) {
      throw new IllegalArgumentException("no edge from " + source + " to " + target);
    }
    Side out = new Side(graph.outOffsets(), graph.outTargets(), graph.outSigns());
    Side in = new Side(graph.inOffsets(), graph.inSources(), graph.inSigns());
    common(
        out,
        source,
        out,
        target,
        (k, direct, second) -> visitor.loop(source, target, k, LoopType.of(sign, second, direct)));
    common(
        in,
        source,
        in,
        target,
        (i, first, direct) -> visitor.loop(i, source, target, LoopType.of(first, sign, direct)));
    common(
        out,
        source,
        in,
        target,
        (j, first, second) -> visitor.loop(source, j, target, LoopType.of(first, second, sign)));
  }

  /** The loops that contain an edge, by type. */
  public static LoopCounts count(SignedDigraph graph, int source, int target) {
    long[] counts = new long[8];
    visit(graph, source, target, (i, j, k, type) -> counts[type.ordinal()]++);
    return new LoopCounts(counts);
  }

  /**
   * Balanced and unbalanced loops for every edge of the graph.
   *
   * @param balanced balanced loops that contain each edge, in edge order
   * @param unbalanced unbalanced loops that contain each edge, in edge order
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record ByEdge(long[] balanced, long[] unbalanced) {}

  /** Balanced and unbalanced loops for every edge, counted on up to {@code threads} threads. */
  public static ByEdge all(SignedDigraph graph, int threads) {
    long[] balanced = new long[graph.edges()];
    long[] unbalanced = new long[graph.edges()];
    Workers.run(
        threads,
        graph.nodes(),
        CHUNK,
        (worker, from, to) -> {
          for (int source = from; source < to; source++) {
            for (int e = graph.outOffsets()[source]; e < graph.outOffsets()[source + 1]; e++) {
              int edge = e;
              visit(
                  graph,
                  source,
                  graph.outTargets()[e],
                  (i, j, k, type) -> {
                    if (type.balanced()) {
                      balanced[edge]++;
                    } else {
                      unbalanced[edge]++;
                    }
                  });
            }
          }
        });
    return new ByEdge(balanced, unbalanced);
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Side(int[] offsets, int[] neighbours, byte[] signs) {}

  private interface Common {
    void node(int node, int firstSign, int secondSign);
  }

  /** Walks the sorted neighbours of two nodes and reports those that both have. */
  private static void common(Side a, int atA, Side b, int atB, Common common) {
    int f = b.offsets[atB];
    int last = b.offsets[atB + 1];
    for (int e = a.offsets[atA]; e < a.offsets[atA + 1] && f < last; e++) {
      int node = a.neighbours[e];
      while (f < last && b.neighbours[f] < node) {
        f++;
      }
      if (f < last && b.neighbours[f] == node) {
        common.node(node, a.signs[e], b.signs[f]);
      }
    }
  }
}
