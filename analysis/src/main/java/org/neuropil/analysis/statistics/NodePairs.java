package org.neuropil.analysis.statistics;

import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/**
 * Pairs of nodes.
 *
 * @param first one node of each pair
 * @param second the other
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of indices; never compared.
public record NodePairs(int[] first, int[] second) {
  /** Tie-breaking noise has the streams from 0 on. */
  private static final int STREAM = -1;

  /** Checks the lengths. */
  public NodePairs {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          "%d first nodes, %d second nodes".formatted(first.length, second.length));
    }
  }

  /** Number of pairs. */
  public int count() {
    return first.length;
  }

  /**
   * Pairs of two different nodes, drawn uniformly and independently, so that a pair may come again.
   * From the stream (seed, PAIRS, -1).
   *
   * @throws UserError usage, if there are not two nodes to pair
   */
  public static NodePairs random(int nodes, int count, long seed) {
    if (nodes < 2 && count > 0) {
      throw UserError.usage(
          "pairs among " + nodes + " nodes", "give a network of two nodes or more");
    }
    Philox random = new Philox(seed, Purpose.PAIRS, STREAM);
    int[] first = new int[count];
    int[] second = new int[count];
    for (int p = 0; p < count; p++) {
      first[p] = random.nextInt(nodes);
      int other = random.nextInt(nodes - 1);
      second[p] = other + (other >= first[p] ? 1 : 0);
    }
    return new NodePairs(first, second);
  }

  /** Every pair of two different nodes once, the first being the smaller. */
  public static NodePairs all(int nodes) {
    int count = Math.toIntExact((long) nodes * (nodes - 1) / 2);
    int[] first = new int[count];
    int[] second = new int[count];
    int p = 0;
    for (int i = 0; i < nodes; i++) {
      for (int j = i + 1; j < nodes; j++) {
        first[p] = i;
        second[p++] = j;
      }
    }
    return new NodePairs(first, second);
  }
}
