package org.neuropil.analysis.generate;

import org.neuropil.analysis.balance.EtaRule;
import org.neuropil.error.UserError;

/**
 * A signed network whose balance is kept up to date while connections come and go: each change
 * looks only at the triads it belongs to. Takes n^2 bytes and n^2 bits. Self loops are no part of
 * it.
 */
final class BalanceState {
  /** The square must be the length of an array. */
  private static final int MOST_NODES = 46_340;

  private static final int CLASSES = 4;

  private final int nodes;
  private final int stride;

  /** 0 = absent, 1 = positive, 2 = negative, by source and target. */
  private final byte[] arcs;

  /** Which nodes are joined in whatever direction. */
  private final long[] joined;

  private final long[] balanced = new long[CLASSES];
  private final long[] unbalanced = new long[CLASSES];

  /** The result of {@link #countAround}. */
  private int balancedAround;

  private int loopsAround;

  BalanceState(int nodes) {
    if (nodes > MOST_NODES) {
      throw UserError.usage(nodes + " nodes are too many to rewire", "give at most " + MOST_NODES);
    }
    this.nodes = nodes;
    this.stride = Math.ceilDiv(nodes, 64);
    try {
      this.arcs = new byte[nodes * nodes];
      this.joined = new long[nodes * stride];
    } catch (OutOfMemoryError e) {
      throw UserError.environment(
          "rewiring %d nodes takes %d MB".formatted(nodes, ((long) nodes * nodes * 9 / 8) >> 20),
          "give Java more memory with -Xmx",
          e);
    }
  }

  boolean has(int a, int b) {
    return arcs[a * nodes + b] != 0;
  }

  void add(int a, int b, byte sign) {
    change(a, b, sign > 0 ? 1 : 2);
  }

  void remove(int a, int b) {
    change(a, b, 0);
  }

  private void change(int a, int b, int value) {
    if (a == b) {
      return;
    }
    int ab = a * nodes + b;
    int before = arcs[ab];
    int rowA = a * stride;
    int rowB = b * stride;
    for (int word = 0; word < stride; word++) {
      long common = joined[rowA + word] & joined[rowB + word];
      while (common != 0) {
        int x = (word << 6) + Long.numberOfTrailingZeros(common);
        common &= common - 1;
        int rest = code(a, b, x) - before;
        count(rest + before, -1);
        count(rest + value, 1);
      }
    }
    arcs[ab] = (byte) value;
    if (value != 0 || arcs[b * nodes + a] != 0) {
      joined[rowA + (b >> 6)] |= 1L << b;
      joined[rowB + (a >> 6)] |= 1L << a;
    } else {
      joined[rowA + (b >> 6)] &= ~(1L << b);
      joined[rowB + (a >> 6)] &= ~(1L << a);
    }
  }

  private int code(int a, int b, int x) {
    return arcs[a * nodes + b]
        + 3 * arcs[b * nodes + a]
        + 9 * arcs[a * nodes + x]
        + 27 * arcs[x * nodes + a]
        + 81 * arcs[b * nodes + x]
        + 243 * arcs[x * nodes + b];
  }

  private void count(int code, int times) {
    int triad = TriadTable.CLASS[code];
    if (triad >= 0) {
      balanced[triad] += times * TriadTable.BALANCED[code];
      unbalanced[triad] += times * TriadTable.UNBALANCED[code];
    }
  }

  /**
   * The share of balanced loops in the triads of both a -> b and c -> d, a triad that both belong
   * to counted twice; 0 if there are none (Zhang et al. 2023, local balance ratio).
   */
  double localRatio(int a, int b, int c, int d) {
    balancedAround = 0;
    loopsAround = 0;
    countAround(a, b);
    countAround(c, d);
    return loopsAround == 0 ? 0 : (double) balancedAround / loopsAround;
  }

  private void countAround(int a, int b) {
    if (a == b) {
      return;
    }
    int rowA = a * stride;
    int rowB = b * stride;
    for (int word = 0; word < stride; word++) {
      long common = joined[rowA + word] & joined[rowB + word];
      while (common != 0) {
        int x = (word << 6) + Long.numberOfTrailingZeros(common);
        common &= common - 1;
        int code = code(a, b, x);
        balancedAround += TriadTable.BALANCED[code];
        loopsAround += TriadTable.BALANCED[code] + TriadTable.UNBALANCED[code];
      }
    }
  }

  /** The balance as it stands. */
  BalanceRatios ratios() {
    return new BalanceRatios(
        EtaRule.POSITIVE.eta(balanced, unbalanced), EtaRule.pooled(balanced, unbalanced));
  }

  long balanced(int triad) {
    return balanced[triad];
  }

  long unbalanced(int triad) {
    return unbalanced[triad];
  }
}
