package org.neuropil.analysis.motif;

import java.util.Arrays;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.error.UserError;

/**
 * All signed three-node motifs of a graph: feed-forward loops by sign and by the triad class they
 * lie in, cycles of three edges by sign, and the sixteen triad classes. Every number is exact; self
 * loops do not exist in a {@link SignedDigraph} and take no part.
 */
public final class MotifCensus {
  private static final int MUTUAL = 2;

  private final long[] loops = new long[TriadClass.values().length * 8];
  private final long[] cycles = new long[4];
  private final long[] singleCycles = new long[4];
  private final long[] triads = new long[TriadClass.values().length];

  /** Derives everything from the raw numbers. */
  MotifCensus(SignedDigraph graph, long[] tally) {
    for (int place = 0; place < Tally.TRIPLES; place++) {
      int a = place >> 5;
      int b = place >> 3 & 3;
      int c = place & 3;
      if ((place & 4) == 0) {
        TriadClass in = TriadClass.ofLoop(a >= MUTUAL, b >= MUTUAL, c >= MUTUAL);
        int type = (a & 1) << 2 | (b & 1) << 1 | c & 1;
        loops[in.ordinal() * 8 + type] += tally[place];
      } else {
        int negatives = (a & 1) + (b & 1) + (c & 1);
        cycles[negatives] += tally[place];
        if (((a | b | c) & MUTUAL) == 0) {
          singleCycles[negatives] += tally[place];
        }
      }
    }
    // Every cycle was found from each of its three nodes.
    for (int negatives = 0; negatives < 4; negatives++) {
      cycles[negatives] /= 3;
      singleCycles[negatives] /= 3;
    }
    countTriads(graph, tally);
  }

  /** The census of a graph on one thread; for many graphs keep a {@link MotifCounter}. */
  public static MotifCensus of(SignedDigraph graph) {
    return new MotifCounter(1).count(graph);
  }

  private void countTriads(SignedDigraph graph, long[] tally) {
    for (TriadClass closed : TriadClass.values()) {
      if (closed.loops() > 0) {
        set(closed, loops(closed).total() / closed.loops());
      }
    }
    set(TriadClass.T030C, Arrays.stream(singleCycles).sum());
    long transitive = triads(TriadClass.T030T);
    long cyclic = triads(TriadClass.T030C);
    long down = triads(TriadClass.T120D);
    long up = triads(TriadClass.T120U);
    long chain = triads(TriadClass.T120C);
    long oneShort = triads(TriadClass.T210);
    long full = triads(TriadClass.T300);
    // A triad with two connected pairs has one node with two neighbours. Of all such pairs of
    // neighbours, those that are connected themselves belong to the classes counted above.
    set(TriadClass.T021D, tally[Tally.OUT_OUT] - transitive - down);
    set(TriadClass.T021U, tally[Tally.IN_IN] - transitive - up);
    set(TriadClass.T021C, tally[Tally.OUT_IN] - transitive - 3 * cyclic - chain);
    set(TriadClass.T111U, tally[Tally.MUTUAL_OUT] - 2 * up - chain - oneShort);
    set(TriadClass.T111D, tally[Tally.MUTUAL_IN] - 2 * down - chain - oneShort);
    set(TriadClass.T201, tally[Tally.MUTUAL_MUTUAL] - oneShort - 3 * full);
    // Every connected pair lies in n - 2 triads.
    long n = graph.nodes();
    long single = graph.edges() - 2L * graph.mutualPairs();
    long open2 = triads(TriadClass.T021D) + triads(TriadClass.T021U) + triads(TriadClass.T021C);
    long open11 = triads(TriadClass.T111D) + triads(TriadClass.T111U);
    long closed12 = down + up + chain;
    long others = Math.max(0, n - 2);
    set(
        TriadClass.T012,
        single * others - 2 * open2 - open11 - 3 * (transitive + cyclic) - 2 * closed12 - oneShort);
    set(
        TriadClass.T102,
        graph.mutualPairs() * others
            - open11
            - 2 * triads(TriadClass.T201)
            - closed12
            - 2 * oneShort
            - 3 * full);
    set(TriadClass.T003, nodeTriples(n) - Arrays.stream(triads).sum());
  }

  private static long nodeTriples(long n) {
    if (n < 3) {
      return 0;
    }
    try {
      long pairs = n * (n - 1) / 2;
      return pairs % 3 == 0
          ? Math.multiplyExact(pairs / 3, n - 2)
          : Math.multiplyExact(pairs, (n - 2) / 3);
    } catch (ArithmeticException e) {
      throw UserError.data(
          "%d nodes have more triples than a 64-bit number can count".formatted(n),
          "leave out isolated nodes");
    }
  }

  private void set(TriadClass triad, long count) {
    triads[triad.ordinal()] = count;
  }

  /** Every feed-forward loop, whatever other edges its nodes have. */
  public LoopCounts all() {
    long[] sum = new long[8];
    for (int place = 0; place < loops.length; place++) {
      sum[place & 7] += loops[place];
    }
    return new LoopCounts(sum);
  }

  /** Loops whose nodes have no other edge among them: class 030T, which is what FANMOD counts. */
  public LoopCounts induced() {
    return loops(TriadClass.T030T);
  }

  /** The loops in triads of one class. */
  public LoopCounts loops(TriadClass triad) {
    int at = triad.ordinal() * 8;
    return new LoopCounts(Arrays.copyOfRange(loops, at, at + 8));
  }

  /**
   * Cycles of three edges, whatever other edges their nodes have, by how many of the edges are
   * negative, 0 to 3; a copy. An even number makes positive feedback.
   */
  public long[] cycles() {
    return cycles.clone();
  }

  /** Cycles whose nodes have no other edge among them (class 030C), by negative edges; a copy. */
  public long[] inducedCycles() {
    return singleCycles.clone();
  }

  /** Number of triads of a class. */
  public long triads(TriadClass triad) {
    return triads[triad.ordinal()];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MotifCensus that
        && Arrays.equals(loops, that.loops)
        && Arrays.equals(cycles, that.cycles)
        && Arrays.equals(singleCycles, that.singleCycles)
        && Arrays.equals(triads, that.triads);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(loops);
  }

  /** All loops by type, and the triads. */
  @Override
  public String toString() {
    return "loops " + all() + ", triads " + Arrays.toString(triads);
  }
}
