package org.neuropil.analysis.io;

import org.jspecify.annotations.Nullable;

/**
 * How to take a network file.
 *
 * @param receiverRows plain matrices have the receiving node in the row, so that A[i][j] is the
 *     connection j -> i; weight files have that form in any case
 * @param fanmod edge lists carry FANMOD's labels, 1 = positive and 2 = negative
 * @param nodes the number of nodes, isolated ones included, or -1 to take it from the file
 * @param matrix which of several recurrent matrices of a weight file is meant, by name
 */
public record ReadOptions(
    boolean receiverRows, boolean fanmod, int nodes, @Nullable String matrix) {
  /** What {@link #nodes} is when the file decides. */
  public static final int NODES_FROM_FILE = -1;

  /** Checks the number of nodes. */
  public ReadOptions {
    if (nodes < NODES_FROM_FILE || nodes > EdgeBuffer.MOST_NODES) {
      throw new IllegalArgumentException("nodes must be -1 or 0 to 2^24, found " + nodes);
    }
  }

  /** Sending nodes in rows, signed values, as many nodes as the file has. */
  public static ReadOptions defaults() {
    return new ReadOptions(false, false, NODES_FROM_FILE, null);
  }

  /** The same with another {@link #receiverRows}. */
  public ReadOptions withReceiverRows(boolean rows) {
    return new ReadOptions(rows, fanmod, nodes, matrix);
  }

  /** The same with another {@link #fanmod}. */
  public ReadOptions withFanmod(boolean labels) {
    return new ReadOptions(receiverRows, labels, nodes, matrix);
  }

  /** The same with another {@link #nodes}. */
  public ReadOptions withNodes(int count) {
    return new ReadOptions(receiverRows, fanmod, count, matrix);
  }

  /** The same with another {@link #matrix}. */
  public ReadOptions withMatrix(@Nullable String name) {
    return new ReadOptions(receiverRows, fanmod, nodes, name);
  }
}
