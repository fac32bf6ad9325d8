package org.neuropil.analysis.weights;

import java.util.Arrays;
import org.neuropil.analysis.balance.Balance;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.graph.Workers;
import org.neuropil.analysis.motif.LoopType;
import org.neuropil.analysis.motif.TriadClass;
import org.neuropil.analysis.statistics.Histogram;
import org.neuropil.error.UserError;

/**
 * The weights of feed-forward loops i -> j, j -> k, i -> k (Zhang et al. 2023): the connections
 * that lie in balanced and in unbalanced loops, and for every loop the value w_ij w_jk + w_ik, with
 * which k answers to i to first order.
 */
public final class LoopWeights {
  private static final int CHUNK = 16;

  private final float[] weights;
  private final boolean[] inBalanced;
  private final boolean[] inUnbalanced;
  private final double[] balanced;
  private final double[] unbalanced;

  /** Which loops take part. */
  public enum Scope {
    /** Those in triads of the classes of eta: 030T, 120U, 120D, 300. */
    BALANCE_CLASSES,
    /** All. */
    ALL
  }

  private LoopWeights(
      float[] weights,
      boolean[] inBalanced,
      boolean[] inUnbalanced,
      double[] balanced,
      double[] unbalanced) {
    this.weights = weights;
    this.inBalanced = inBalanced;
    this.inUnbalanced = inUnbalanced;
    this.balanced = balanced;
    this.unbalanced = unbalanced;
  }

  /**
   * Lists the loops on up to {@code threads} threads; takes 8 bytes a loop.
   *
   * @throws UserError environment, if there are more loops than fit into memory
   */
  public static LoopWeights of(SignedWeights network, Scope scope, int threads) {
    SignedDigraph graph = network.graph();
    boolean[] mutual = mutual(graph);
    boolean[] inBalanced = new boolean[graph.edges()];
    boolean[] inUnbalanced = new boolean[graph.edges()];
    long[][] starts = new long[2][graph.nodes() + 1];
    int[][] marks = new int[threads][graph.nodes()];
    // Counted first, so that every node knows where its loops go, whatever thread it falls to.
    Workers.run(
        threads,
        graph.nodes(),
        CHUNK,
        (worker, from, to) -> {
          for (int i = from; i < to; i++) {
            int source = i;
            visit(
                graph,
                mutual,
                scope,
                i,
                marks[worker],
                (first, second, direct, type) -> {
                  boolean[] members = type.balanced() ? inBalanced : inUnbalanced;
                  // Threads may meet at a place, but all of them write the same.
                  members[first] = true;
                  members[second] = true;
                  members[direct] = true;
                  starts[type.balanced() ? 0 : 1][source + 1]++;
                });
          }
        });
    double[][] values = new double[2][];
    for (int group = 0; group < 2; group++) {
      for (int i = 0; i < graph.nodes(); i++) {
        starts[group][i + 1] += starts[group][i];
      }
      values[group] = allocate(starts[group][graph.nodes()]);
    }
    float[] weights = network.weights();
    Workers.run(
        threads,
        graph.nodes(),
        CHUNK,
        (worker, from, to) -> {
          int[] next = new int[2];
          for (int i = from; i < to; i++) {
            next[0] = (int) starts[0][i];
            next[1] = (int) starts[1][i];
            visit(
                graph,
                mutual,
                scope,
                i,
                marks[worker],
                (first, second, direct, type) -> {
                  int group = type.balanced() ? 0 : 1;
                  values[group][next[group]++] =
                      (double) weights[first] * weights[second] + weights[direct];
                });
          }
        });
    return new LoopWeights(weights, inBalanced, inUnbalanced, values[0], values[1]);
  }

  private static double[] allocate(long loops) {
    try {
      if (loops <= Integer.MAX_VALUE - 8) {
        return new double[(int) loops];
      }
    } catch (OutOfMemoryError e) {
      throw tooMany(loops);
    }
    throw tooMany(loops);
  }

  private static UserError tooMany(long loops) {
    return UserError.environment(
        loops + " feed-forward loops are too many to list",
        "analyse a sparser network, or give Java more memory with -Xmx");
  }

  private static boolean[] mutual(SignedDigraph graph) {
    boolean[] mutual = new boolean[graph.edges()];
    for (int i = 0; i < graph.nodes(); i++) {
      for (int e = graph.outOffsets()[i]; e < graph.outOffsets()[i + 1]; e++) {
        mutual[e] = graph.hasEdge(graph.outTargets()[e], i);
      }
    }
    return mutual;
  }

  private interface Visitor {
    void loop(int first, int second, int direct, LoopType type);
  }

  /** The loops from node i, by j and then by k; {@code mark} is all 0 before and after. */
  private static void visit(
      SignedDigraph graph, boolean[] mutual, Scope scope, int i, int[] mark, Visitor visitor) {
    int[] offsets = graph.outOffsets();
    int[] targets = graph.outTargets();
    byte[] signs = graph.outSigns();
    for (int e = offsets[i]; e < offsets[i + 1]; e++) {
      mark[targets[e]] = e + 1;
    }
    for (int first = offsets[i]; first < offsets[i + 1]; first++) {
      int j = targets[first];
      for (int second = offsets[j]; second < offsets[j + 1]; second++) {
        int direct = mark[targets[second]] - 1;
        if (direct >= 0 && counts(scope, mutual[first], mutual[second], mutual[direct])) {
          visitor.loop(
              first, second, direct, LoopType.of(signs[first], signs[second], signs[direct]));
        }
      }
    }
    for (int e = offsets[i]; e < offsets[i + 1]; e++) {
      mark[targets[e]] = 0;
    }
  }

  private static boolean counts(Scope scope, boolean first, boolean second, boolean direct) {
    return scope == Scope.ALL || Balance.CLASSES.contains(TriadClass.ofLoop(first, second, direct));
  }

  /** The edges of Zhang et al.'s histograms of weights: 75 from -0.7 to 0.7. */
  public static double[] authorsEdges() {
    return Histogram.linearEdges(-0.7, 0.7, 74);
  }

  /**
   * w_ij w_jk + w_ik of every loop of one kind, by i, then j, then k.
   *
   * @param ofBalanced whether balanced loops are asked for
   */
  public double[] values(boolean ofBalanced) {
    return (ofBalanced ? balanced : unbalanced).clone();
  }

  /** The mean of |w_ij w_jk + w_ik| over the loops of one kind; NaN without any. */
  public double meanMagnitude(boolean ofBalanced) {
    double[] all = ofBalanced ? balanced : unbalanced;
    double sum = 0;
    for (double value : all) {
      sum += Math.abs(value);
    }
    return sum / all.length;
  }

  /**
   * The weights of the connections in loops of one kind, each once, in edge order. A connection may
   * lie in loops of both kinds.
   */
  public double[] links(boolean ofBalanced) {
    boolean[] members = ofBalanced ? inBalanced : inUnbalanced;
    double[] links = new double[members.length];
    int count = 0;
    for (int e = 0; e < members.length; e++) {
      if (members[e]) {
        links[count++] = weights[e];
      }
    }
    return Arrays.copyOf(links, count);
  }

  /** How the weights of {@link #links} are distributed. */
  public Histogram histogram(boolean ofBalanced, double[] edges) {
    return Histogram.of(edges, links(ofBalanced));
  }

  /**
   * The shares of the bins among links in balanced loops less those among links in unbalanced ones,
   * each group divided by its total within the edges; NaN if a group has none there.
   */
  public double[] difference(double[] edges) {
    double[] shares = histogram(true, edges).shares();
    double[] others = histogram(false, edges).shares();
    for (int bin = 0; bin < shares.length; bin++) {
      shares[bin] -= others[bin];
    }
    return shares;
  }
}
