package org.neuropil.analysis.nullmodel;

import java.util.Arrays;

/**
 * Counts the feed-forward loops of many graphs of one size without allocating: every path i -> j ->
 * k is followed, and a mark tells in one look-up whether i -> k exists and of what kind.
 *
 * <p>A connection's kind is [negative] + 2 [part of a mutual pair]; the kinds of a loop's three
 * connections decide its type and its triad class.
 */
final class SampleCensus {
  private static final int KIND_BITS = 2;
  private static final int PLACES = 128;

  private final int nodes;
  private final int[] outStart;
  private final int[] inStart;
  private final int[] next;

  /** Connections by source: target and kind in one number. */
  private final int[] out;

  private final int[] inSource;
  private final byte[] mark;
  private final long[] counts = new long[PLACES];

  SampleCensus(int nodes, int arcs) {
    this.nodes = nodes;
    this.outStart = new int[nodes + 1];
    this.inStart = new int[nodes + 1];
    this.next = new int[nodes + 1];
    this.out = new int[arcs];
    this.inSource = new int[arcs];
    this.mark = new byte[nodes];
  }

  /** Where loops of these kinds are counted. */
  static int place(int first, int second, int third) {
    return first << 5 | second << 3 | third + 1;
  }

  /** How often each combination of kinds occurs; valid until the next call. */
  long[] count(Arcs arcs) {
    group(arcs);
    markMutual();
    Arrays.fill(counts, 0);
    for (int i = 0; i < nodes; i++) {
      follow(i);
    }
    return counts;
  }

  private void group(Arcs arcs) {
    Arrays.fill(outStart, 0);
    Arrays.fill(inStart, 0);
    for (int arc = 0; arc < arcs.count(); arc++) {
      outStart[arcs.source[arc] + 1]++;
      inStart[arcs.target[arc] + 1]++;
    }
    for (int i = 0; i < nodes; i++) {
      outStart[i + 1] += outStart[i];
      inStart[i + 1] += inStart[i];
    }
    System.arraycopy(outStart, 0, next, 0, nodes);
    for (int arc = 0; arc < arcs.count(); arc++) {
      out[next[arcs.source[arc]]++] = arcs.target[arc] << KIND_BITS | (arcs.sign[arc] < 0 ? 1 : 0);
    }
    System.arraycopy(inStart, 0, next, 0, nodes);
    for (int arc = 0; arc < arcs.count(); arc++) {
      inSource[next[arcs.target[arc]]++] = arcs.source[arc];
    }
  }

  private void markMutual() {
    for (int i = 0; i < nodes; i++) {
      for (int e = inStart[i]; e < inStart[i + 1]; e++) {
        mark[inSource[e]] = 2;
      }
      for (int e = outStart[i]; e < outStart[i + 1]; e++) {
        out[e] |= mark[out[e] >>> KIND_BITS];
      }
      for (int e = inStart[i]; e < inStart[i + 1]; e++) {
        mark[inSource[e]] = 0;
      }
    }
  }

  private void follow(int i) {
    int from = outStart[i];
    int to = outStart[i + 1];
    for (int e = from; e < to; e++) {
      // 0 stands for no connection.
      mark[out[e] >>> KIND_BITS] = (byte) ((out[e] & 3) + 1);
    }
    for (int e = from; e < to; e++) {
      int j = out[e] >>> KIND_BITS;
      int first = (out[e] & 3) << 5;
      int end = outStart[j + 1];
      for (int f = outStart[j]; f < end; f++) {
        int third = mark[out[f] >>> KIND_BITS];
        if (third != 0) {
          counts[first | (out[f] & 3) << 3 | third]++;
        }
      }
    }
    for (int e = from; e < to; e++) {
      mark[out[e] >>> KIND_BITS] = 0;
    }
  }
}
