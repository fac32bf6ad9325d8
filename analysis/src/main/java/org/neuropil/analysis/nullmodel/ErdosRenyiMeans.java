package org.neuropil.analysis.nullmodel;

import org.neuropil.analysis.motif.LoopType;

/**
 * The expected numbers of feed-forward loops in {@link NullModel#ERDOS_RENYI}, exactly: of the N =
 * n (n-1) places, P positive and Q negative connections take random ones. A given loop needs three
 * of them with given signs, and as an induced triad three more places empty.
 */
public final class ErdosRenyiMeans {
  private static final int LOOP = 3;

  private final long nodes;
  private final double places;
  private final long positive;
  private final long negative;

  /**
   * @param nodes number of nodes
   * @param positive number of positive connections
   * @param negative number of negative connections
   */
  public ErdosRenyiMeans(int nodes, long positive, long negative) {
    this.nodes = nodes;
    this.places = (double) nodes * Math.max(0, nodes - 1);
    this.positive = positive;
    this.negative = negative;
    if (nodes < 0 || positive < 0 || negative < 0 || positive + negative > places) {
      throw new IllegalArgumentException(
          "%d positive and %d negative connections among %d nodes"
              .formatted(positive, negative, nodes));
    }
  }

  /** The expected number of feed-forward loops of a type. */
  public double all(LoopType type) {
    return expected(type, 0);
  }

  /** The expected number of triads that are a feed-forward loop of a type and nothing else. */
  public double induced(LoopType type) {
    return expected(type, LOOP);
  }

  private double expected(LoopType type, int empty) {
    // Three different nodes in order.
    double expected = (double) nodes * (nodes - 1) * (nodes - 2);
    int minus = Integer.bitCount(type.ordinal());
    double left = places;
    for (int i = 0; i < LOOP - minus; i++) {
      expected *= (positive - i) / left--;
    }
    for (int i = 0; i < minus; i++) {
      expected *= (negative - i) / left--;
    }
    for (int i = 0; i < empty; i++) {
      expected *= (places - positive - negative - i) / left--;
    }
    // Too few of a kind, or too few nodes: a factor was 0 on the way, whatever came after it.
    return nodes < LOOP
            || positive < LOOP - minus
            || negative < minus
            || places - positive - negative < empty
        ? 0
        : expected;
  }
}
