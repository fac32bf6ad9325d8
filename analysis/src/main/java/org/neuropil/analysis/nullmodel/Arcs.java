package org.neuropil.analysis.nullmodel;

import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.matrix.Philox;

/**
 * The connections of one graph in arrays that a sampler changes in place. First come the single
 * connections; then the mutual pairs, the two directions of a pair next to each other.
 */
final class Arcs {
  final int nodes;

  /** How many of the connections are single; the rest are mutual pairs. */
  final int singles;

  final int[] source;
  final int[] target;
  final byte[] sign;

  private Arcs(int nodes, int singles, int count) {
    this.nodes = nodes;
    this.singles = singles;
    this.source = new int[count];
    this.target = new int[count];
    this.sign = new byte[count];
  }

  static Arcs of(SignedDigraph graph) {
    Arcs arcs = new Arcs(graph.nodes(), graph.edges() - 2 * graph.mutualPairs(), graph.edges());
    int single = 0;
    int mutual = arcs.singles;
    for (int i = 0; i < graph.nodes(); i++) {
      for (int e = graph.outOffsets()[i]; e < graph.outOffsets()[i + 1]; e++) {
        int j = graph.outTargets()[e];
        int back = graph.edge(j, i);
        if (back < 0) {
          arcs.set(single++, i, j, graph.outSigns()[e]);
        } else if (i < j) {
          arcs.set(mutual++, i, j, graph.outSigns()[e]);
          arcs.set(mutual++, j, i, graph.outSigns()[back]);
        }
      }
    }
    return arcs;
  }

  /** Arrays of the same lengths. */
  Arcs sameSize() {
    return new Arcs(nodes, singles, source.length);
  }

  int count() {
    return source.length;
  }

  /** Becomes equal to other arcs of the same lengths. */
  void copy(Arcs other) {
    System.arraycopy(other.source, 0, source, 0, source.length);
    System.arraycopy(other.target, 0, target, 0, target.length);
    System.arraycopy(other.sign, 0, sign, 0, sign.length);
  }

  void set(int arc, int from, int to, byte itsSign) {
    source[arc] = from;
    target[arc] = to;
    sign[arc] = itsSign;
  }

  void swapSigns(int arc, int other) {
    byte kept = sign[arc];
    sign[arc] = sign[other];
    sign[other] = kept;
  }

  /** Deals out all signs anew. */
  void shuffleSigns(Philox random) {
    for (int last = count() - 1; last > 0; last--) {
      swapSigns(last, random.nextInt(last + 1));
    }
  }

  SignedDigraph toDigraph() {
    return SignedDigraph.of(nodes, source, target, sign);
  }
}
