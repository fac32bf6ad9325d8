package org.neuropil.analysis.motif;

/**
 * The eight signed feed-forward loops. A loop (i, j, k) has the edges i -> j, j -> k, i -> k, and
 * its type is their signs in this order (Zhang et al. 2023). It is balanced if the product of the
 * three signs is positive: the way over j then acts with the sign of the direct edge.
 */
public enum LoopType {
  /** All positive; balanced. */
  PPP,
  /** Direct edge negative; unbalanced. */
  PPN,
  /** Second edge of the way over j negative; unbalanced. */
  PNP,
  /** Only the first edge positive; balanced. */
  PNN,
  /** First edge of the way over j negative; unbalanced. */
  NPP,
  /** Only the second edge of the way over j positive; balanced. */
  NPN,
  /** Only the direct edge positive; balanced. */
  NNP,
  /** All negative; unbalanced. */
  NNN;

  private static final LoopType[] ALL = values();

  private final String signs = name().replace('P', '+').replace('N', '-');

  /** The type with these signs, each above 0 for positive and below 0 for negative. */
  public static LoopType of(int firstSign, int secondSign, int directSign) {
    return ALL[index(firstSign, secondSign, directSign)];
  }

  /** The ordinal of the type with these signs, of which none is 0. */
  static int index(int firstSign, int secondSign, int directSign) {
    return (firstSign >>> 31) << 2 | (secondSign >>> 31) << 1 | directSign >>> 31;
  }

  /** Whether the product of the signs is positive. */
  public boolean balanced() {
    return (Integer.bitCount(ordinal()) & 1) == 0;
  }

  /** The signs of i -> j, j -> k, i -> k, such as {@code +--}. */
  public String signs() {
    return signs;
  }
}
