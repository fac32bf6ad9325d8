package org.neuropil.analysis.motif;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.analysis.graph.SignedDigraph;

/**
 * The same counts as {@link MotifCounter}, {@link NodeRoles} and {@link EdgeLoops}, straight from
 * their definitions: every ordered triple of nodes is looked at. It takes time n^3 and shares no
 * code with the fast ways; it is there to check them.
 */
public final class ReferenceCensus {
  private final int nodes;
  private final int[][] sign;

  /** The counts of one graph. */
  public ReferenceCensus(SignedDigraph graph) {
    nodes = graph.nodes();
    sign = new int[nodes][nodes];
    for (int i = 0; i < nodes; i++) {
      for (int j = 0; j < nodes; j++) {
        sign[i][j] = graph.sign(i, j);
      }
    }
  }

  /** One feed-forward loop: edges i -> j, j -> k, i -> k. */
  public record Loop(int i, int j, int k, LoopType type, TriadClass triad) {}

  /** Every feed-forward loop, found by looking at every ordered triple of nodes. */
  public List<Loop> loops() {
    List<Loop> loops = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      for (int j = 0; j < nodes; j++) {
        for (int k = 0; k < nodes; k++) {
          if (sign[i][j] != 0 && sign[j][k] != 0 && sign[i][k] != 0) {
            LoopType type = LoopType.of(sign[i][j], sign[j][k], sign[i][k]);
            loops.add(new Loop(i, j, k, type, triad(i, j, k)));
          }
        }
      }
    }
    return loops;
  }

  /** Cycles i -> j -> k -> i by number of negative edges; with {@code induced} only class 030C. */
  public long[] cycles(boolean induced) {
    long[] cycles = new long[4];
    for (int i = 0; i < nodes; i++) {
      // With i the smallest of the three, every cycle is met once.
      for (int j = i + 1; j < nodes; j++) {
        for (int k = i + 1; k < nodes; k++) {
          if (sign[i][j] != 0 && sign[j][k] != 0 && sign[k][i] != 0) {
            int sum = sign[i][j] + sign[j][k] + sign[k][i];
            if (!induced || triad(i, j, k) == TriadClass.T030C) {
              cycles[(3 - sum) / 2]++;
            }
          }
        }
      }
    }
    return cycles;
  }

  /** Triads by class, in the order of {@link TriadClass}. */
  public long[] triads() {
    long[] triads = new long[TriadClass.values().length];
    for (int a = 0; a < nodes; a++) {
      for (int b = a + 1; b < nodes; b++) {
        for (int c = b + 1; c < nodes; c++) {
          triads[triad(a, b, c).ordinal()]++;
        }
      }
    }
    return triads;
  }

  /** The class of three different nodes. */
  public TriadClass triad(int a, int b, int c) {
    int mutual = mutual(a, b) + mutual(b, c) + mutual(a, c);
    int single = single(a, b) + single(b, c) + single(a, c);
    String numbers = "" + mutual + single + (3 - mutual - single);
    String letter =
        switch (numbers) {
          case "021" -> mostOut(a, b, c, 2) ? "D" : mostIn(a, b, c, 2) ? "U" : "C";
          // The lone edge points at the pair (a <-> b <- c) or away from it.
          case "111" -> mostIn(a, b, c, 2) ? "D" : "U";
          case "030" -> mostOut(a, b, c, 2) ? "T" : "C";
          // The node outside the pair sends two edges, receives two, or one of each.
          case "120" -> singleOut(a, b, c) == 2 ? "D" : singleOut(a, b, c) == -2 ? "U" : "C";
          default -> "";
        };
    return TriadClass.valueOf("T" + numbers + letter);
  }

  private int has(int a, int b) {
    return sign[a][b] != 0 ? 1 : 0;
  }

  private int mutual(int a, int b) {
    return has(a, b) * has(b, a);
  }

  private int single(int a, int b) {
    return has(a, b) ^ has(b, a);
  }

  private boolean mostOut(int a, int b, int c, int degree) {
    return has(a, b) + has(a, c) == degree
        || has(b, a) + has(b, c) == degree
        || has(c, a) + has(c, b) == degree;
  }

  private boolean mostIn(int a, int b, int c, int degree) {
    return has(b, a) + has(c, a) == degree
        || has(a, b) + has(c, b) == degree
        || has(a, c) + has(b, c) == degree;
  }

  /** Out minus in of the node without a mutual edge, in a triad with one mutual pair. */
  private int singleOut(int a, int b, int c) {
    int lone = mutual(b, c) == 1 ? a : mutual(a, c) == 1 ? b : c;
    int other = lone == a ? b : a;
    int third = lone == c ? b : c;
    return has(lone, other) + has(lone, third) - has(other, lone) - has(third, lone);
  }
}
