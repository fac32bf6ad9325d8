package org.neuropil.analysis.generate;

import java.util.Arrays;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.matrix.io.CsrArrays;

/**
 * A signed network as a list of connections, self loops included where there are any. The arrays
 * are held by reference.
 *
 * @param nodes number of nodes
 * @param sources the node each connection leaves
 * @param targets the node each connection enters
 * @param signs +1 or -1
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of results; never compared.
public record SignedArcs(int nodes, int[] sources, int[] targets, byte[] signs) {
  /** Checks the lengths. */
  public SignedArcs {
    if (sources.length != targets.length || sources.length != signs.length) {
      throw new IllegalArgumentException(
          "%d sources, %d targets, %d signs"
              .formatted(sources.length, targets.length, signs.length));
    }
  }

  /** The connections of a graph, in its order. */
  public static SignedArcs of(SignedDigraph graph) {
    int[] sources = new int[graph.edges()];
    for (int i = 0; i < graph.nodes(); i++) {
      Arrays.fill(sources, graph.outOffsets()[i], graph.outOffsets()[i + 1], i);
    }
    return new SignedArcs(
        graph.nodes(), sources, graph.outTargets().clone(), graph.outSigns().clone());
  }

  /** Number of connections, self loops included. */
  public int count() {
    return sources.length;
  }

  /** The network as analysis takes it, without self loops. */
  public SignedDigraph toDigraph() {
    return SignedDigraph.of(nodes, sources, targets, signs);
  }

  /** The matrix of the weights +1 and -1 with row = sending node, self loops included. */
  public CsrArrays toCsr() {
    int[] offsets = new int[nodes + 1];
    for (int source : sources) {
      offsets[source + 1]++;
    }
    for (int i = 0; i < nodes; i++) {
      offsets[i + 1] += offsets[i];
    }
    int[] next = offsets.clone();
    // A row's targets sort with their signs in the lowest bit.
    int[] keys = new int[sources.length];
    for (int e = 0; e < sources.length; e++) {
      keys[next[sources[e]]++] = targets[e] << 1 | (signs[e] < 0 ? 1 : 0);
    }
    int[] columns = new int[keys.length];
    float[] values = new float[keys.length];
    for (int i = 0; i < nodes; i++) {
      Arrays.sort(keys, offsets[i], offsets[i + 1]);
      for (int e = offsets[i]; e < offsets[i + 1]; e++) {
        columns[e] = keys[e] >>> 1;
        values[e] = (keys[e] & 1) == 0 ? 1 : -1;
      }
    }
    return new CsrArrays(nodes, nodes, offsets, columns, values);
  }
}
