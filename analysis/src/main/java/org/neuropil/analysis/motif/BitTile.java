package org.neuropil.analysis.motif;

import java.util.Arrays;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.graph.Workers;

/**
 * A strip of the adjacency matrix, 64 W columns wide, as bit planes: one bit for each node and
 * column, in one plane for each kind of edge. Only a strip is ever held, built from the sorted
 * neighbours as the counting moves over the columns; a plane of it (160 bytes for each 20 nodes and
 * 8 words) stays in a core's cache, which planes of the whole matrix do not.
 *
 * <p>With two planes they hold edges i -> k, positive and negative. With eight planes, 0-3 hold
 * edges i -> k and 4-7 edges k -> i, each as single positive, single negative, mutual positive,
 * mutual negative. Every plane ends with an empty row.
 */
final class BitTile {
  private static final int CHUNK = 512;

  /** Large arrays begin 16 bytes after a boundary of 64; six words on, rows lie within lines. */
  private static final int ORIGIN = 6;

  private final SignedDigraph graph;
  private final int words;
  private final int planes;
  private final long[] bits;
  private final int[] nextOut;
  private final int[] nextIn;

  BitTile(SignedDigraph graph, int planes, int words) {
    this.graph = graph;
    this.planes = planes;
    this.words = words;
    this.bits =
        new long[ORIGIN + Math.multiplyExact(Math.multiplyExact(graph.nodes() + 1, planes), words)];
    this.nextOut = Arrays.copyOf(graph.outOffsets(), graph.nodes());
    this.nextIn = planes == 8 ? Arrays.copyOf(graph.inOffsets(), graph.nodes()) : new int[0];
  }

  long[] bits() {
    return bits;
  }

  /** Where the row of node 0 of a plane begins. */
  int base(int plane) {
    return ORIGIN + plane * planeWords();
  }

  /** Words from a node's row in one plane to its row in the next. */
  int planeWords() {
    return (graph.nodes() + 1) * words;
  }

  /** Fills the strip with the columns from {@code column} on; strips must come in order. */
  void fill(int column, int threads) {
    long end = column + 64L * words;
    Workers.run(
        threads,
        graph.nodes(),
        CHUNK,
        (worker, from, to) -> {
          for (int plane = 0; plane < planes; plane++) {
            Arrays.fill(bits, base(plane) + from * words, base(plane) + to * words, 0);
          }
          int[] outEnds = graph.outOffsets();
          for (int i = from; i < to; i++) {
            nextOut[i] =
                set(
                    graph.outTargets(),
                    graph.outSigns(),
                    nextOut[i],
                    outEnds[i + 1],
                    column,
                    end,
                    base(0) + i * words);
          }
          if (planes == 8) {
            int[] inEnds = graph.inOffsets();
            for (int i = from; i < to; i++) {
              nextIn[i] =
                  set(
                      graph.inSources(),
                      graph.inSigns(),
                      nextIn[i],
                      inEnds[i + 1],
                      column,
                      end,
                      base(4) + i * words);
            }
            split(from * words, to * words);
          }
        });
  }

  /** Sets the bits of one node's edges in the strip; returns the first edge beyond it. */
  private int set(int[] others, byte[] signs, int e, int last, int column, long end, int row) {
    for (; e < last && others[e] < end; e++) {
      int bit = others[e] - column;
      int negative = signs[e] >>> 31;
      bits[row + negative * planeWords() + (bit >>> 6)] |= 1L << bit;
    }
    return e;
  }

  /** Moves the mutual edges, bits set in both directions, to planes of their own. */
  private void split(int from, int to) {
    int stride = planeWords();
    for (int at = ORIGIN + from; at < ORIGIN + to; at++) {
      long outPositive = bits[at];
      long outNegative = bits[at + stride];
      long inPositive = bits[at + 4 * stride];
      long inNegative = bits[at + 5 * stride];
      long mutual = (outPositive | outNegative) & (inPositive | inNegative);
      bits[at] = outPositive & ~mutual;
      bits[at + stride] = outNegative & ~mutual;
      bits[at + 2 * stride] = outPositive & mutual;
      bits[at + 3 * stride] = outNegative & mutual;
      bits[at + 4 * stride] = inPositive & ~mutual;
      bits[at + 5 * stride] = inNegative & ~mutual;
      bits[at + 6 * stride] = inPositive & mutual;
      bits[at + 7 * stride] = inNegative & mutual;
    }
  }
}
