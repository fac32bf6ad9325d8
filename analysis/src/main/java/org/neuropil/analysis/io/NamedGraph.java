package org.neuropil.analysis.io;

import java.util.Arrays;
import java.util.List;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.matrix.io.CsrArrays;

/**
 * The signs of a network, as analysis takes them, and what its nodes are called.
 *
 * @param graph the signed connections; self loops are dropped and counted there
 * @param names one name for each node, or none where nodes are called by their numbers from 0
 * @param facts what was met while reading
 */
public record NamedGraph(SignedDigraph graph, List<String> names, ReadFacts facts) {
  /** Checks the number of names. */
  public NamedGraph {
    names = List.copyOf(names);
    if (!names.isEmpty() && names.size() != graph.nodes()) {
      throw new IllegalArgumentException(
          graph.nodes() + " nodes with " + names.size() + " names, expected as many or none");
    }
  }

  /** A graph whose nodes are called by their numbers. */
  public static NamedGraph of(SignedDigraph graph) {
    return new NamedGraph(graph, List.of(), new ReadFacts("memory", 0, 0));
  }

  /** What a node is called. */
  public String name(int node) {
    return names.isEmpty() ? Integer.toString(node) : names.get(node);
  }

  /** The same connections with the weights +1 and -1. */
  public WeightedNetwork weighted() {
    byte[] signs = graph.outSigns();
    float[] values = new float[graph.outTargets().length];
    for (int e = 0; e < values.length; e++) {
      values[e] = signs[e];
    }
    CsrArrays matrix =
        new CsrArrays(
            graph.nodes(),
            graph.nodes(),
            graph.outOffsets().clone(),
            Arrays.copyOf(graph.outTargets(), values.length),
            values);
    return new WeightedNetwork(matrix, false, names, facts);
  }
}
