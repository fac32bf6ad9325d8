package org.neuropil.analysis.motif;

import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.matrix.Philox;

/** Graphs that several tests need. */
public final class TestGraphs {
  private TestGraphs() {}

  /** The worked graph of Zhang et al.'s specification: 12 nodes, 45 edges. */
  public static SignedDigraph worked() {
    byte[][] signs = new byte[12][12];
    for (int i = 0; i < 12; i++) {
      for (int j = 0; j < 12; j++) {
        if (i != j && (i * i + j + i * j) % 7 <= 1) {
          signs[i][j] = (byte) ((i + 2 * j + i * j) % 5 <= 2 ? 1 : -1);
        }
      }
    }
    return fromMatrix(signs);
  }

  /** Entry [i][j] is the sign of i -> j; the diagonal may hold self loops. */
  public static SignedDigraph fromMatrix(byte[][] signs) {
    int n = signs.length;
    int[] sources = new int[n * n];
    int[] targets = new int[n * n];
    byte[] flat = new byte[n * n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        sources[i * n + j] = i;
        targets[i * n + j] = j;
        flat[i * n + j] = signs[i][j];
      }
    }
    return SignedDigraph.of(n, sources, targets, flat);
  }

  /**
   * A graph of up to 40 nodes from a stream: any density from none to all, any share of negative
   * edges, often with more mutual pairs than chance, with self loops.
   */
  public static SignedDigraph random(long seed, int index) {
    Philox random = new Philox(seed, Philox.Purpose.TEST, index);
    int n = 3 + random.nextInt(38);
    double density = index % 10 == 0 ? 1 : random.nextUnit();
    double negative = random.nextUnit();
    double mutual = random.nextInt(3) == 0 ? random.nextUnit() : 0;
    byte[][] signs = new byte[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        boolean edge = random.nextUnit() < density;
        if (j < i && signs[j][i] != 0 && random.nextUnit() < mutual) {
          edge = true;
        }
        if (edge) {
          signs[i][j] = (byte) (random.nextUnit() < negative ? -1 : 1);
        }
      }
    }
    return fromMatrix(signs);
  }
}
