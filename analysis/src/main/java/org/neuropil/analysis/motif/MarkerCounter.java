package org.neuropil.analysis.motif;

import java.util.Arrays;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.graph.Workers;

/**
 * Counts triples of nodes by marking the neighbours of a node i and walking its paths i -> j -> k,
 * the way for graphs with few edges a node. Scratch memory is kept from call to call.
 *
 * <p>Cost: the number of paths of two edges.
 */
final class MarkerCounter {
  private static final int CHUNK = 64;

  /** Marks: no edge, then single out, single in (two signs each), then mutual (four). */
  private static final int MARKS = 16;

  private static final int IN_MARK = 3;
  private static final int MUTUAL_MARK = 5;

  private final Scratch[] scratch;
  private byte[] kinds = new byte[0];

  private static final class Scratch {
    byte[] marks = new byte[0];
    final long[] counts = new long[16 * MARKS];
    final long[] tally = new long[Tally.LENGTH];
  }

  MarkerCounter(int threads) {
    scratch = new Scratch[threads];
    for (int t = 0; t < threads; t++) {
      scratch[t] = new Scratch();
    }
  }

  /** Writes the census of the graph to {@code tally}. */
  void census(SignedDigraph graph, long[] tally, int threads) {
    if (kinds.length < graph.edges()) {
      kinds = new byte[graph.edges()];
    }
    for (int t = 0; t < threads; t++) {
      if (scratch[t].marks.length < graph.nodes()) {
        scratch[t].marks = new byte[graph.nodes()];
      }
      Arrays.fill(scratch[t].counts, 0);
      Arrays.fill(scratch[t].tally, 0);
    }
    Workers.run(
        threads,
        graph.nodes(),
        CHUNK,
        (worker, from, to) -> {
          for (int i = from; i < to; i++) {
            findKinds(graph, i, scratch[worker]);
          }
        });
    Workers.run(
        threads,
        graph.nodes(),
        CHUNK,
        (worker, from, to) -> {
          for (int i = from; i < to; i++) {
            walk(graph, i, scratch[worker]);
          }
        });
    Arrays.fill(tally, 0);
    for (int t = 0; t < threads; t++) {
      resolveMarks(scratch[t].counts, scratch[t].tally);
      Tally.add(scratch[t].tally, tally);
    }
  }

  private static void mark(SignedDigraph graph, int i, byte[] marks) {
    int[] targets = graph.outTargets();
    byte[] signs = graph.outSigns();
    for (int e = graph.outOffsets()[i]; e < graph.outOffsets()[i + 1]; e++) {
      marks[targets[e]] = (byte) (1 + (signs[e] >>> 31));
    }
    int[] sources = graph.inSources();
    byte[] inSigns = graph.inSigns();
    for (int e = graph.inOffsets()[i]; e < graph.inOffsets()[i + 1]; e++) {
      int out = marks[sources[e]];
      int first = out == 0 ? IN_MARK : MUTUAL_MARK + 2 * (out - 1);
      marks[sources[e]] = (byte) (first + (inSigns[e] >>> 31));
    }
  }

  private static void unmark(SignedDigraph graph, int i, byte[] marks) {
    int[] targets = graph.outTargets();
    for (int e = graph.outOffsets()[i]; e < graph.outOffsets()[i + 1]; e++) {
      marks[targets[e]] = 0;
    }
    int[] sources = graph.inSources();
    for (int e = graph.inOffsets()[i]; e < graph.inOffsets()[i + 1]; e++) {
      marks[sources[e]] = 0;
    }
  }

  private void findKinds(SignedDigraph graph, int i, Scratch own) {
    mark(graph, i, own.marks);
    int mutual = 0;
    for (int e = graph.outOffsets()[i]; e < graph.outOffsets()[i + 1]; e++) {
      int both = own.marks[graph.outTargets()[e]] >= MUTUAL_MARK ? 1 : 0;
      kinds[e] = (byte) ((graph.outSigns()[e] >>> 31) + 2 * both);
      mutual += both;
    }
    unmark(graph, i, own.marks);
    Tally.addDyads(own.tally, graph.outDegree(i) - mutual, graph.inDegree(i) - mutual, mutual);
  }

  private void walk(SignedDigraph graph, int i, Scratch own) {
    byte[] marks = own.marks;
    long[] counts = own.counts;
    byte[] kinds = this.kinds;
    int[] offsets = graph.outOffsets();
    int[] targets = graph.outTargets();
    mark(graph, i, marks);
    for (int e = offsets[i]; e < offsets[i + 1]; e++) {
      int j = targets[e];
      int first = kinds[e] * (4 * MARKS);
      int end = offsets[j + 1];
      for (int f = offsets[j]; f < end; f++) {
        // Node i itself is never marked, so the path back to it counts as no triple.
        counts[first + kinds[f] * MARKS + marks[targets[f]]]++;
      }
    }
    unmark(graph, i, marks);
  }

  private static void resolveMarks(long[] counts, long[] tally) {
    for (int path = 0; path < 16; path++) {
      int from = path * MARKS;
      int to = path * 8;
      for (int sign = 0; sign < 2; sign++) {
        tally[to + sign] += counts[from + 1 + sign];
        tally[to + 4 + sign] += counts[from + IN_MARK + sign];
      }
      for (int both = 0; both < 4; both++) {
        long count = counts[from + MUTUAL_MARK + both];
        tally[to + 2 + (both >> 1)] += count;
        tally[to + 6 + (both & 1)] += count;
      }
    }
  }

  /**
   * For every node i the triples with an edge from {@code lists} i - j, an edge j -> k and an edge
   * i -> k of the graph, by their signs: place {@code 8 i + 4 a + 2 b + c}.
   */
  static long[] byNode(SignedDigraph graph, SignedDigraph lists, int threads) {
    long[] byNode = new long[Math.multiplyExact(graph.nodes(), 8)];
    byte[][] allMarks = new byte[threads][graph.nodes()];
    Workers.run(
        threads,
        graph.nodes(),
        CHUNK,
        (worker, from, to) -> {
          byte[] marks = allMarks[worker];
          long[] counts = new long[12];
          for (int i = from; i < to; i++) {
            Arrays.fill(counts, 0);
            walkOut(graph, lists, i, marks, counts);
            for (int ab = 0; ab < 4; ab++) {
              byNode[8 * i + 2 * ab] = counts[3 * ab + 1];
              byNode[8 * i + 2 * ab + 1] = counts[3 * ab + 2];
            }
          }
        });
    return byNode;
  }

  private static void walkOut(
      SignedDigraph graph, SignedDigraph lists, int i, byte[] marks, long[] counts) {
    int[] offsets = graph.outOffsets();
    int[] targets = graph.outTargets();
    byte[] signs = graph.outSigns();
    for (int e = offsets[i]; e < offsets[i + 1]; e++) {
      marks[targets[e]] = (byte) (1 + (signs[e] >>> 31));
    }
    for (int e = lists.outOffsets()[i]; e < lists.outOffsets()[i + 1]; e++) {
      int j = lists.outTargets()[e];
      int first = (lists.outSigns()[e] >>> 31) * 6;
      for (int f = offsets[j]; f < offsets[j + 1]; f++) {
        counts[first + (signs[f] >>> 31) * 3 + marks[targets[f]]]++;
      }
    }
    for (int e = offsets[i]; e < offsets[i + 1]; e++) {
      marks[targets[e]] = 0;
    }
  }
}
