package org.neuropil.analysis.generate;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparseMatrix;

/**
 * One feed-forward loop: source -> middle, middle -> sink, source -> sink.
 *
 * @param source i
 * @param middle j
 * @param sink k
 */
public record Motif(int source, int middle, int sink) {
  /**
   * Motifs by what they are in a network; each list keeps the given order.
   *
   * @param balanced the product of the three signs is positive
   * @param unbalanced the product is negative
   * @param broken a connection is missing or has weight 0
   */
  public record Classified(List<Motif> balanced, List<Motif> unbalanced, List<Motif> broken) {
    /** Copies the lists. */
    public Classified {
      balanced = List.copyOf(balanced);
      unbalanced = List.copyOf(unbalanced);
      broken = List.copyOf(broken);
    }
  }

  /** The product of the signs of the three connections: +1, -1, or 0 if one is missing. */
  public int balance(SignedDigraph graph) {
    return graph.sign(source, middle) * graph.sign(middle, sink) * graph.sign(source, sink);
  }

  /** Sorts motifs by their signs in a graph. */
  public static Classified classify(SignedDigraph graph, List<Motif> motifs) {
    List<List<Motif>> lists = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Motif motif : motifs) {
      lists.get(motif.balance(graph) + 1).add(motif);
    }
    return new Classified(lists.get(2), lists.get(0), lists.get(1));
  }

  /**
   * Sorts motifs by the signs of trained weights.
   *
   * @param w row = receiving node
   * @throws UserError data, if the matrix is not square or a weight is NaN
   */
  public static Classified classify(SparseMatrix w, List<Motif> motifs) {
    return classify(SignedDigraph.fromSparse(w), motifs);
  }

  /** A copy of weights (row = receiving node) in which the connections of motifs are 0. */
  public static SparseMatrix remove(SparseMatrix w, List<Motif> motifs) {
    float[] values = w.values().clone();
    for (Motif motif : motifs) {
      for (int[] arc :
          new int[][] {
            {motif.source, motif.middle}, {motif.middle, motif.sink}, {motif.source, motif.sink}
          }) {
        int entry = w.pattern().find(arc[1], arc[0]);
        if (entry >= 0) {
          values[entry] = 0;
        }
      }
    }
    return new SparseMatrix(w.pattern(), values);
  }
}
