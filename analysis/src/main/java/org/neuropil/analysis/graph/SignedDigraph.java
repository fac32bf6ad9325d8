package org.neuropil.analysis.graph;

import java.util.Arrays;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.io.CsrArrays;

/**
 * An immutable directed graph whose edges carry a sign, without self loops and without parallel
 * edges. It is held twice: by source (CSR) and by target (CSC), both sorted. Edges are numbered by
 * source, then target; this number indexes {@link #outTargets()} and {@link #outSigns()}.
 *
 * <p>What construction does with entries that are no edge:
 *
 * <ul>
 *   <li>sign or weight 0 (also -0.0): no edge, counted in {@link #zeroWeights()}, wherever it
 *       stands;
 *   <li>a self loop: dropped before any analysis (Zhang et al. 2023), counted in {@link
 *       #selfLoops()};
 *   <li>an edge given again with the same sign: kept once, the others counted in {@link
 *       #duplicates()};
 *   <li>an edge given with both signs: an error that names it, since neither sign can be preferred.
 * </ul>
 */
public final class SignedDigraph {
  private final int nodes;
  private final SignedAdjacency out;
  private final SignedAdjacency in;
  private final int positive;
  private final int mutualPairs;
  private final Dropped dropped;

  /** Entries that did not become an edge. */
  record Dropped(long zeroWeights, long selfLoops, long duplicates) {
    static final Dropped NONE = new Dropped(0, 0, 0);
  }

  private SignedDigraph(SignedAdjacency out, SignedAdjacency in, int mutualPairs, Dropped dropped) {
    this.nodes = out.nodes();
    this.out = out;
    this.in = in;
    this.positive = out.positive();
    this.mutualPairs = mutualPairs;
    this.dropped = dropped;
  }

  private static SignedDigraph ofBoth(SignedAdjacency out, SignedAdjacency in, Dropped dropped) {
    return new SignedDigraph(out, in, SignedAdjacency.countShared(out, in) / 2, dropped);
  }

  /**
   * A graph from edges in any order.
   *
   * @param nodes number of nodes; ids are 0 .. nodes-1
   * @param sources the node each edge leaves
   * @param targets the node each edge enters
   * @param signs above 0 positive, below 0 negative, 0 absent
   * @throws UserError if an id is out of range or an edge has both signs
   */
  public static SignedDigraph of(int nodes, int[] sources, int[] targets, byte[] signs) {
    if (nodes < 0 || sources.length != targets.length || sources.length != signs.length) {
      throw new IllegalArgumentException(
          "%d nodes with %d sources, %d targets, %d signs"
              .formatted(nodes, sources.length, targets.length, signs.length));
    }
    long zeroWeights = 0;
    long selfLoops = 0;
    for (int e = 0; e < signs.length; e++) {
      if (sources[e] < 0 || sources[e] >= nodes || targets[e] < 0 || targets[e] >= nodes) {
        throw UserError.data(
            "edge %d goes from node %d to node %d, but the graph has nodes 0 to %d"
                .formatted(e, sources[e], targets[e], nodes - 1),
            "raise the number of nodes or mend the edge");
      }
      zeroWeights += signs[e] == 0 ? 1 : 0;
      selfLoops += signs[e] != 0 && sources[e] == targets[e] ? 1 : 0;
    }
    // Ordering by target and then, stably, by source sorts both keys without a comparison sort.
    SignedAdjacency byTarget = SignedAdjacency.grouped(nodes, targets, sources, signs);
    SignedAdjacency sorted = byTarget.transpose();
    SignedAdjacency out = sorted.withoutRepeats();
    long duplicates = sorted.edges() - out.edges();
    return ofBoth(out, out.transpose(), new Dropped(zeroWeights, selfLoops, duplicates));
  }

  /**
   * The graph of a recurrent weight matrix, row = receiving node: W[i][j] is the edge j -> i.
   *
   * @throws UserError if the matrix is not square or a weight is NaN
   */
  public static SignedDigraph fromSparse(SparseMatrix w) {
    return fromRows(
        w.pattern().rows(),
        w.pattern().cols(),
        w.pattern().rowOffsets(),
        w.pattern().columns(),
        w.values(),
        true);
  }

  /**
   * The graph of a matrix in compressed rows.
   *
   * @param receiverRows true: M[i][j] is the edge j -> i, as in weight files; false: i -> j
   * @throws UserError if the matrix is not square or a weight is NaN
   */
  public static SignedDigraph fromCsr(CsrArrays matrix, boolean receiverRows) {
    return fromRows(
        matrix.rows(),
        matrix.cols(),
        matrix.rowOffsets(),
        matrix.columns(),
        matrix.values(),
        receiverRows);
  }

  private static SignedDigraph fromRows(
      int rows, int cols, int[] offsets, int[] columns, float[] values, boolean receiverRows) {
    if (rows != cols) {
      throw UserError.data(
          "a matrix of %d x %d is no network of one set of nodes".formatted(rows, cols),
          "give a square matrix, such as the recurrent weights");
    }
    long zeroWeights = 0;
    long selfLoops = 0;
    int[] newOffsets = new int[rows + 1];
    int kept = 0;
    for (int row = 0; row < rows; row++) {
      for (int e = offsets[row]; e < offsets[row + 1]; e++) {
        if (Float.isNaN(values[e])) {
          throw UserError.data(
              "the weight in row %d, column %d is NaN".formatted(row, columns[e]),
              "a NaN has no sign; look for diverged training");
        }
        if (values[e] == 0) {
          zeroWeights++;
        } else if (columns[e] == row) {
          selfLoops++;
        } else {
          kept++;
        }
      }
      newOffsets[row + 1] = kept;
    }
    int[] neighbours = new int[kept];
    byte[] signs = new byte[kept];
    int k = 0;
    for (int row = 0; row < rows; row++) {
      for (int e = offsets[row]; e < offsets[row + 1]; e++) {
        if (values[e] != 0 && columns[e] != row) {
          neighbours[k] = columns[e];
          signs[k++] = (byte) (values[e] > 0 ? 1 : -1);
        }
      }
    }
    SignedAdjacency byRow = new SignedAdjacency(newOffsets, neighbours, signs);
    SignedAdjacency byColumn = byRow.transpose();
    Dropped dropped = new Dropped(zeroWeights, selfLoops, 0);
    return receiverRows ? ofBoth(byColumn, byRow, dropped) : ofBoth(byRow, byColumn, dropped);
  }

  /** Number of nodes. */
  public int nodes() {
    return nodes;
  }

  /** Number of edges. */
  public int edges() {
    return out.edges();
  }

  /** Number of positive edges. */
  public int positive() {
    return positive;
  }

  /** Number of negative edges. */
  public int negative() {
    return edges() - positive;
  }

  /** Edges over possible edges, n (n-1); 0 below two nodes. */
  public double density() {
    return nodes < 2 ? 0 : (double) edges() / nodes / (nodes - 1);
  }

  /** Self loops that were dropped. */
  public long selfLoops() {
    return dropped.selfLoops;
  }

  /** Entries with sign or weight 0. */
  public long zeroWeights() {
    return dropped.zeroWeights;
  }

  /** Repetitions of an edge that were dropped. */
  public long duplicates() {
    return dropped.duplicates;
  }

  /** Number of unordered pairs of nodes with edges both ways, of whatever signs. */
  public int mutualPairs() {
    return mutualPairs;
  }

  /** Where each node's outgoing edges begin; length nodes+1. The array itself: read only. */
  public int[] outOffsets() {
    return out.offsets();
  }

  /** Target of each edge, ascending for each source. The array itself: read only. */
  public int[] outTargets() {
    return out.neighbours();
  }

  /** Sign of each edge, +1 or -1, in the order of outTargets. The array itself: read only. */
  public byte[] outSigns() {
    return out.signs();
  }

  /** Where each node's incoming edges begin; length nodes+1. The array itself: read only. */
  public int[] inOffsets() {
    return in.offsets();
  }

  /** Sources by target, ascending for each target. The array itself: read only. */
  public int[] inSources() {
    return in.neighbours();
  }

  /** Sign of each edge, +1 or -1, in the order of inSources. The array itself: read only. */
  public byte[] inSigns() {
    return in.signs();
  }

  /** Number of edges that leave node i. */
  public int outDegree(int i) {
    return out.degree(i);
  }

  /** Number of edges that enter node i. */
  public int inDegree(int i) {
    return in.degree(i);
  }

  /** The number of the edge i -> j, or -1. */
  public int edge(int i, int j) {
    return out.find(i, j);
  }

  /** Whether the edge i -> j exists. */
  public boolean hasEdge(int i, int j) {
    return edge(i, j) >= 0;
  }

  /** The sign of the edge i -> j, +1 or -1; 0 where there is none. */
  public int sign(int i, int j) {
    int e = edge(i, j);
    return e < 0 ? 0 : out.signs()[e];
  }

  /**
   * The same edges with other signs.
   *
   * @param signs one for each edge in edge order, above 0 positive, below 0 negative
   * @throws IllegalArgumentException if the length is wrong or a sign is 0
   */
  public SignedDigraph withSigns(byte[] signs) {
    if (signs.length != edges()) {
      throw new IllegalArgumentException("expected " + edges() + " signs, found " + signs.length);
    }
    byte[] own = new byte[signs.length];
    for (int e = 0; e < own.length; e++) {
      if (signs[e] == 0) {
        throw new IllegalArgumentException("sign of edge " + e + " is 0");
      }
      own[e] = (byte) (signs[e] > 0 ? 1 : -1);
    }
    SignedAdjacency newOut = new SignedAdjacency(out.offsets(), out.neighbours(), own);
    return new SignedDigraph(newOut, in.withSignsOf(newOut), mutualPairs, dropped);
  }

  /** The graph with every edge turned round. It shares this graph's arrays. */
  public SignedDigraph reversed() {
    return new SignedDigraph(in, out, mutualPairs, dropped);
  }

  /**
   * The edges i -> j without an edge j -> i. Three of them form a feed-forward loop here exactly
   * where three nodes induce a triad of class 030T in this graph.
   */
  public SignedDigraph singleEdges() {
    if (mutualPairs == 0) {
      return this;
    }
    return new SignedDigraph(
        SignedAdjacency.difference(out, in), SignedAdjacency.difference(in, out), 0, Dropped.NONE);
  }

  /** Whether nodes, edges and signs agree; what was dropped on construction does not matter. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SignedDigraph that && out.equals(that.out);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(out.offsets()) + positive;
  }

  /** The size, such as {@code 12 nodes, 45 edges (29 positive)}. */
  @Override
  public String toString() {
    return "%d nodes, %d edges (%d positive)".formatted(nodes, edges(), positive);
  }
}
