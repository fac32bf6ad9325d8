package org.neuropil.analysis.motif;

/**
 * The raw numbers of a census, in one array that threads add up and callers reuse.
 *
 * <p>Places 0-127 count ordered triples (i, j, k) with edges i -> j of kind a and j -> k of kind b,
 * at {@code a * 32 + b * 8 + c}: c = 0..3 where i -> k exists with this kind, c = 4..7 where k -> i
 * exists with kind c - 4. A pair with both edges counts in both. A kind is 0 for positive, 1 for
 * negative, plus 2 where the edge the other way exists too. The places from {@link #DYADS} on
 * count, over all nodes, pairs of a node's neighbours by how they are connected to it.
 */
final class Tally {
  static final int TRIPLES = 128;

  /** Both by outgoing, both by incoming, one by each; mutual with out, with in, with mutual. */
  static final int DYADS = 128;

  static final int OUT_OUT = DYADS;
  static final int IN_IN = DYADS + 1;
  static final int OUT_IN = DYADS + 2;
  static final int MUTUAL_OUT = DYADS + 3;
  static final int MUTUAL_IN = DYADS + 4;
  static final int MUTUAL_MUTUAL = DYADS + 5;

  static final int LENGTH = DYADS + 6;

  private Tally() {}

  /** Adds one node's pairs of neighbours. */
  static void addDyads(long[] tally, long out, long in, long mutual) {
    tally[OUT_OUT] += out * (out - 1) / 2;
    tally[IN_IN] += in * (in - 1) / 2;
    tally[OUT_IN] += out * in;
    tally[MUTUAL_OUT] += mutual * out;
    tally[MUTUAL_IN] += mutual * in;
    tally[MUTUAL_MUTUAL] += mutual * (mutual - 1) / 2;
  }

  static void add(long[] from, long[] into) {
    for (int place = 0; place < LENGTH; place++) {
      into[place] += from[place];
    }
  }
}
