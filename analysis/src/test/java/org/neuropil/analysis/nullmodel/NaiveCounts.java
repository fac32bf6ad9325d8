package org.neuropil.analysis.nullmodel;

import org.neuropil.analysis.graph.SignedDigraph;

/** The counts by trying every three nodes in order: slow and obviously right. */
final class NaiveCounts {
  private NaiveCounts() {}

  static SampleCounts of(SignedDigraph graph) {
    int n = graph.nodes();
    long[] values = new long[SampleCounts.LENGTH];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          if (i == j || j == k || i == k) {
            continue;
          }
          int first = graph.sign(i, j);
          int second = graph.sign(j, k);
          int third = graph.sign(i, k);
          if (first == 0 || second == 0 || third == 0) {
            continue;
          }
          int type = (first < 0 ? 4 : 0) + (second < 0 ? 2 : 0) + (third < 0 ? 1 : 0);
          values[type]++;
          int mutual =
              (graph.hasEdge(j, i) ? 1 : 0)
                  + (graph.hasEdge(k, j) ? 1 : 0)
                  + (graph.hasEdge(k, i) ? 1 : 0);
          boolean balanced = first * second * third > 0;
          if (mutual == 0) {
            values[8 + type]++;
          }
          int triad = -1;
          if (mutual == 0) {
            triad = 0;
          } else if (mutual == 1 && graph.hasEdge(j, i)) {
            triad = 1;
          } else if (mutual == 1 && graph.hasEdge(k, j)) {
            triad = 2;
          } else if (mutual == 3) {
            triad = 3;
          }
          if (triad >= 0) {
            values[(balanced ? 16 : 20) + triad]++;
          }
        }
      }
    }
    return new SampleCounts(values);
  }

  /** The worked graph of the specification, section 11. */
  static SignedDigraph workedGraph() {
    int n = 12;
    int[] sources = new int[n * n];
    int[] targets = new int[n * n];
    byte[] signs = new byte[n * n];
    int e = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        // Sign 0 stands for no connection.
        sources[e] = i;
        targets[e] = j;
        boolean present = i != j && (i * i + j + i * j) % 7 <= 1;
        int sign = (i + 2 * j + i * j) % 5 <= 2 ? 1 : -1;
        signs[e++] = (byte) (present ? sign : 0);
      }
    }
    return SignedDigraph.of(n, sources, targets, signs);
  }
}
