package org.neuropil.analysis.motif;

import java.util.Arrays;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.graph.Workers;

/**
 * The neighbours of every node, grouped by the kind of their edge, so that inner loops need not ask
 * for it. A kind is 0 for a positive and 1 for a negative edge, plus 2, if kinds tell mutual edges
 * from single ones, where there is an edge the other way.
 *
 * <p>Every group is filled up to a multiple of {@link BitCounter#BLOCK} with the number of nodes,
 * which stands for an empty row.
 */
final class EdgeGroups {
  private static final int CHUNK = 256;

  /** Number of kinds, 2 or 4. */
  final int kinds;

  /** Where group {@code node * kinds + kind} begins; the next entry is where it ends. */
  final int[] starts;

  /** The neighbours, group by group. */
  final int[] neighbours;

  /** Edges by node and kind; the difference of starts includes the filling. */
  private final int[] sizes;

  /** The targets of every node's outgoing edges. */
  EdgeGroups(SignedDigraph graph, boolean tellMutual, int threads) {
    int nodes = graph.nodes();
    kinds = tellMutual ? 4 : 2;
    sizes = new int[Math.multiplyExact(nodes, kinds)];
    starts = new int[sizes.length + 1];
    Workers.run(
        threads,
        nodes,
        CHUNK,
        (worker, from, to) -> {
          for (int i = from; i < to; i++) {
            eachEdge(graph, i, (group, target) -> sizes[group]++);
          }
        });
    for (int group = 0; group < sizes.length; group++) {
      int padded = (sizes[group] + BitCounter.BLOCK - 1) & -BitCounter.BLOCK;
      starts[group + 1] = Math.addExact(starts[group], padded);
    }
    neighbours = new int[starts[sizes.length]];
    Workers.run(
        threads,
        nodes,
        CHUNK,
        (worker, from, to) -> {
          int[] next = new int[kinds];
          for (int i = from; i < to; i++) {
            int first = i * kinds;
            System.arraycopy(starts, first, next, 0, kinds);
            eachEdge(graph, i, (group, target) -> neighbours[next[group - first]++] = target);
            for (int kind = 0; kind < kinds; kind++) {
              Arrays.fill(neighbours, next[kind], starts[first + kind + 1], nodes);
            }
          }
        });
  }

  private interface EdgeVisitor {
    void visit(int group, int target);
  }

  private void eachEdge(SignedDigraph graph, int i, EdgeVisitor visitor) {
    int[] targets = graph.outTargets();
    byte[] signs = graph.outSigns();
    int[] sources = graph.inSources();
    int f = graph.inOffsets()[i];
    int last = graph.inOffsets()[i + 1];
    for (int e = graph.outOffsets()[i]; e < graph.outOffsets()[i + 1]; e++) {
      int group = i * kinds + (signs[e] >>> 31);
      if (kinds == 4) {
        while (f < last && sources[f] < targets[e]) {
          f++;
        }
        group += f < last && sources[f] == targets[e] ? 2 : 0;
      }
      visitor.visit(group, targets[e]);
    }
  }

  /** Number of node i's edges of a kind. */
  int size(int i, int kind) {
    return sizes[i * kinds + kind];
  }
}
