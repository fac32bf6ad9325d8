package org.neuropil.analysis.balance;

import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.graph.Workers;

/**
 * The balance around one connection s -> t (Zhang et al. 2023, the authors' code): the loops of all
 * triads {s, t, x} of the four classes, x being connected with both s and t in either direction.
 * Loops of such a triad that do not use s -> t count too.
 *
 * @param balanced balanced loops in these triads
 * @param unbalanced unbalanced loops in these triads
 */
public record LocalBalance(long balanced, long unbalanced) {
  private static final int CHUNK = 64;

  /** Balanced loops over all loops; 0 without loops, as in the authors' code. */
  public double ratio() {
    return balanced + unbalanced == 0 ? 0 : (double) balanced / (balanced + unbalanced);
  }

  /** Two connections taken together; a triad that both share counts twice. */
  public LocalBalance plus(LocalBalance other) {
    return new LocalBalance(balanced + other.balanced, unbalanced + other.unbalanced);
  }

  /** The balance around the connection between two different nodes, in time of their degrees. */
  public static LocalBalance of(SignedDigraph graph, int s, int t) {
    long packed = count(graph, s, t);
    return new LocalBalance(packed >>> 32, packed & 0xFFFFFFFFL);
  }

  /** The ratio around every connection, in edge order, on up to {@code threads} threads. */
  public static double[] ratios(SignedDigraph graph, int threads) {
    double[] ratios = new double[graph.edges()];
    Workers.run(
        threads,
        graph.nodes(),
        CHUNK,
        (worker, from, to) -> {
          for (int s = from; s < to; s++) {
            for (int e = graph.outOffsets()[s]; e < graph.outOffsets()[s + 1]; e++) {
              ratios[e] = of(graph, s, graph.outTargets()[e]).ratio();
            }
          }
        });
    return ratios;
  }

  /**
   * Balanced loops in the upper half, unbalanced in the lower; nodes have fewer than 2^29 common
   * neighbours, with six loops each, since a graph has fewer than 2^31 edges.
   */
  private static long count(SignedDigraph graph, int s, int t) {
    int st = graph.sign(s, t);
    int ts = graph.sign(t, s);
    int[] out = graph.outTargets();
    int[] in = graph.inSources();
    int sOut = graph.outOffsets()[s];
    int sIn = graph.inOffsets()[s];
    int tOut = graph.outOffsets()[t];
    int tIn = graph.inOffsets()[t];
    int sOutEnd = graph.outOffsets()[s + 1];
    int sInEnd = graph.inOffsets()[s + 1];
    int tOutEnd = graph.outOffsets()[t + 1];
    int tInEnd = graph.inOffsets()[t + 1];
    long balanced = 0;
    long unbalanced = 0;
    // Four sorted lists are read side by side; x is the next neighbour of s in either direction.
    while (sOut < sOutEnd || sIn < sInEnd) {
      int nextOut = sOut < sOutEnd ? out[sOut] : Integer.MAX_VALUE;
      int nextIn = sIn < sInEnd ? in[sIn] : Integer.MAX_VALUE;
      int x = Math.min(nextOut, nextIn);
      int sx = nextOut == x ? graph.outSigns()[sOut++] : 0;
      int xs = nextIn == x ? graph.inSigns()[sIn++] : 0;
      while (tOut < tOutEnd && out[tOut] < x) {
        tOut++;
      }
      while (tIn < tInEnd && in[tIn] < x) {
        tIn++;
      }
      int tx = tOut < tOutEnd && out[tOut] == x ? graph.outSigns()[tOut] : 0;
      int xt = tIn < tInEnd && in[tIn] == x ? graph.inSigns()[tIn] : 0;
      // At x = t the node t has no edge to itself, so nothing is counted.
      if (tx != 0 || xt != 0) {
        int code = SignedTriad.code(st, ts, tx, xt, sx, xs);
        balanced += SignedTriad.balanced(code);
        unbalanced += SignedTriad.unbalanced(code);
      }
    }
    return balanced << 32 | unbalanced;
  }
}
