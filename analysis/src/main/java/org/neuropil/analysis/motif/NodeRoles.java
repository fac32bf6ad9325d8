package org.neuropil.analysis.motif;

import java.util.Arrays;
import org.neuropil.analysis.graph.SignedDigraph;

/**
 * How often every node is the source i, the middle j and the sink k of a feed-forward loop i -> j,
 * j -> k, i -> k, by the loop's type. All loops count; for those of class 030T only, ask for the
 * roles in {@link SignedDigraph#singleEdges()}.
 */
public final class NodeRoles {
  /** A node's place in a loop. */
  public enum Role {
    /** i: sends both of its edges. */
    SOURCE,
    /** j: receives one edge and sends one. */
    MIDDLE,
    /** k: receives both of its edges. */
    SINK
  }

  private final int nodes;
  private final long[][] counts;

  private NodeRoles(int nodes, long[][] counts) {
    this.nodes = nodes;
    this.counts = counts;
  }

  /** The roles of all nodes, counted on up to {@code threads} threads. */
  public static NodeRoles of(SignedDigraph graph, int threads) {
    BitCounter bits = BitCounter.best();
    boolean planes = MotifCounter.prefersPlanes(graph, 2, bits.words());
    return of(graph, planes, bits, threads);
  }

  static NodeRoles of(SignedDigraph graph, boolean planes, BitCounter bits, int threads) {
    SignedDigraph reversed = graph.reversed();
    // Seen from the middle j, the edges are i -> j from j's own list, i -> k from i's row, and
    // j -> k from j's own row. Seen from the sink they are, reversed, k -> j, j -> i, k -> i.
    long[] source = byNode(graph, graph, planes, bits, threads);
    long[] middle = byNode(graph, reversed, planes, bits, threads);
    long[] sink = byNode(reversed, reversed, planes, bits, threads);
    long[] middleByType = new long[middle.length];
    long[] sinkByType = new long[sink.length];
    for (int place = 0; place < source.length; place++) {
      int first = place >> 2 & 1;
      int second = place >> 1 & 1;
      int third = place & 1;
      int node = place & ~7;
      middleByType[node + (first << 2 | third << 1 | second)] = middle[place];
      sinkByType[node + (second << 2 | first << 1 | third)] = sink[place];
    }
    return new NodeRoles(graph.nodes(), new long[][] {source, middleByType, sinkByType});
  }

  private static long[] byNode(
      SignedDigraph graph, SignedDigraph lists, boolean planes, BitCounter bits, int threads) {
    return planes
        ? new PlaneCounter(graph, new EdgeGroups(lists, false, threads), bits, threads).byNode()
        : MarkerCounter.byNode(graph, lists, threads);
  }

  /** Number of nodes. */
  public int nodes() {
    return nodes;
  }

  /** Loops of one type in which a node has a role. */
  public long get(int node, Role role, LoopType type) {
    return counts[role.ordinal()][8 * node + type.ordinal()];
  }

  /** The loops in which a node has a role. */
  public LoopCounts get(int node, Role role) {
    return new LoopCounts(Arrays.copyOfRange(counts[role.ordinal()], 8 * node, 8 * node + 8));
  }

  /** Number of loops in which a node has a role. */
  public long total(int node, Role role) {
    long sum = 0;
    for (int place = 8 * node; place < 8 * node + 8; place++) {
      sum += counts[role.ordinal()][place];
    }
    return sum;
  }
}
