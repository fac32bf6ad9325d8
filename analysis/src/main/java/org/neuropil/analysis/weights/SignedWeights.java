package org.neuropil.analysis.weights;

import java.util.Arrays;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.io.CsrArrays;

/**
 * A signed graph with the weights of its edges; self loops are left out, as the graph leaves them
 * out.
 *
 * @param graph the signs
 * @param weights the weight of each edge in edge order; held by reference
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier; never compared.
public record SignedWeights(SignedDigraph graph, float[] weights) {
  /** Checks the length. */
  public SignedWeights {
    if (weights.length != graph.edges()) {
      throw new IllegalArgumentException(
          "%d edges, %d weights".formatted(graph.edges(), weights.length));
    }
  }

  /**
   * The graph of a recurrent weight matrix, row = receiving node.
   *
   * @throws UserError data, if the matrix is not square or a weight is NaN
   */
  public static SignedWeights of(SparseMatrix w) {
    return of(
        SignedDigraph.fromSparse(w),
        w.pattern().rowOffsets(),
        w.pattern().columns(),
        w.values(),
        true);
  }

  /**
   * The graph of a matrix in compressed rows.
   *
   * @param receiverRows true: M[i][j] is the edge j -> i, as in weight files; false: i -> j
   * @throws UserError data, if the matrix is not square or a weight is NaN
   */
  public static SignedWeights of(CsrArrays matrix, boolean receiverRows) {
    return of(
        SignedDigraph.fromCsr(matrix, receiverRows),
        matrix.rowOffsets(),
        matrix.columns(),
        matrix.values(),
        receiverRows);
  }

  private static SignedWeights of(
      SignedDigraph graph, int[] offsets, int[] columns, float[] values, boolean receiverRows) {
    float[] weights = new float[graph.edges()];
    int[] next = Arrays.copyOf(graph.outOffsets(), graph.nodes());
    for (int row = 0; row < graph.nodes(); row++) {
      for (int e = offsets[row]; e < offsets[row + 1]; e++) {
        if (values[e] != 0 && columns[e] != row) {
          // Rows come in ascending order, so each source meets its targets in ascending order.
          weights[next[receiverRows ? columns[e] : row]++] = values[e];
        }
      }
    }
    return new SignedWeights(graph, weights);
  }

  /** The weights of a matrix that are not 0, self loops included, row by row. */
  public static double[] nonzero(SparseMatrix w) {
    double[] kept = new double[w.values().length];
    int count = 0;
    for (float value : w.values()) {
      if (value != 0) {
        kept[count++] = value;
      }
    }
    return Arrays.copyOf(kept, count);
  }

  /** Quantiles of |w| over the weights that are not 0, self loops included. */
  public static double[] magnitudeQuantiles(SparseMatrix w, double... quantiles) {
    return Descriptive.quantiles(Arrays.stream(nonzero(w)).map(Math::abs).toArray(), quantiles);
  }
}
