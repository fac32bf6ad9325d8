package org.neuropil.analysis.io;

import java.util.List;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.matrix.io.CsrArrays;

/**
 * A network with its weights, as it goes from file to file. Self loops are connections like any
 * other here; no weight is 0 or NaN.
 *
 * @param matrix the square matrix of weights
 * @param receiverRows whether the row is the receiving node, so that matrix[i][j] is j -> i
 * @param names one name for each node, or none where nodes are called by their numbers from 0
 * @param facts what was met while reading
 */
public record WeightedNetwork(
    CsrArrays matrix, boolean receiverRows, List<String> names, ReadFacts facts) {
  /** Checks the sizes. */
  public WeightedNetwork {
    names = List.copyOf(names);
    if (matrix.rows() != matrix.cols()) {
      throw new IllegalArgumentException("not square: " + matrix);
    }
    if (!names.isEmpty() && names.size() != matrix.rows()) {
      throw new IllegalArgumentException(
          matrix.rows() + " nodes with " + names.size() + " names, expected as many or none");
    }
  }

  /** A network in memory whose nodes are called by their numbers; row = sending node. */
  public static WeightedNetwork of(CsrArrays matrix) {
    return new WeightedNetwork(matrix, false, List.of(), new ReadFacts("memory", 0, 0));
  }

  /** The number of nodes. */
  public int nodes() {
    return matrix.rows();
  }

  /** What a node is called. */
  public String name(int node) {
    return names.isEmpty() ? Integer.toString(node) : names.get(node);
  }

  /** The weights with row = sending node. */
  public CsrArrays senderRows() {
    return receiverRows ? matrix.transpose() : matrix;
  }

  /** The weights with row = receiving node, as PyTorch has them. */
  public CsrArrays receiverMatrix() {
    return receiverRows ? matrix : matrix.transpose();
  }

  /** The signs alone, for analysis; drops self loops. */
  public NamedGraph signs() {
    return new NamedGraph(SignedDigraph.fromCsr(matrix, receiverRows), names, facts);
  }
}
