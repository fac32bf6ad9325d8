package org.neuropil.analysis.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.CsrArrays;

/**
 * A random pattern with feed-forward loops that can be taken out without touching anything else
 * (Zhang et al. 2023, lesion experiments): of G(n, p), 2m nodes lose all their connections; then m
 * loops are made, each of another remaining core node and of two of those, in random roles.
 *
 * @param pattern which connections exist, row = receiving node; no self loops
 * @param motifs the m loops
 * @param peripheral the 2m nodes, ascending; each has the two connections of its loop only
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of results; never compared.
public record LesionGraph(SparsityPattern pattern, List<Motif> motifs, int[] peripheral) {
  /** {@link RandomGraphs} has the streams 0 and 1. */
  private static final int STREAM = 2;

  /** Copies the list. */
  public LesionGraph {
    motifs = List.copyOf(motifs);
  }

  /**
   * Draws one; the same seed gives the same graph.
   *
   * @param nodes n, at least 3 m; Zhang et al. have 128 or 150
   * @param density p, of the graph to begin with; Zhang et al. have 0.05
   * @param motifs m; Zhang et al. have 15
   * @throws UserError usage, if an argument is out of range
   */
  public static LesionGraph draw(int nodes, double density, int motifs, long seed) {
    if (motifs < 0 || nodes < 3L * motifs) {
      throw UserError.usage(
          motifs + " motifs among " + nodes + " nodes", "give three nodes or more for each motif");
    }
    SignedDigraph start = RandomGraphs.erdosRenyi(nodes, density, 1, seed);
    Philox random = new Philox(seed, Purpose.GENERATE, STREAM);
    int[] nodesInOrder = new int[nodes];
    Arrays.setAll(nodesInOrder, node -> node);
    // A random order gives the peripheral nodes first and then the core nodes of the motifs.
    random.shuffle(nodesInOrder, 0, nodes);
    boolean[] outside = new boolean[nodes];
    for (int p = 0; p < 2 * motifs; p++) {
      outside[nodesInOrder[p]] = true;
    }
    int[] sources = new int[start.edges() + 3 * motifs];
    int[] targets = new int[sources.length];
    int count = 0;
    for (int i = 0; i < nodes; i++) {
      for (int e = start.outOffsets()[i]; e < start.outOffsets()[i + 1]; e++) {
        int j = start.outTargets()[e];
        if (!outside[i] && !outside[j]) {
          sources[count] = i;
          targets[count++] = j;
        }
      }
    }
    List<Motif> made = new ArrayList<>();
    for (int m = 0; m < motifs; m++) {
      int[] three = {nodesInOrder[2 * motifs + m], nodesInOrder[2 * m], nodesInOrder[2 * m + 1]};
      random.shuffle(three, 0, 3);
      made.add(new Motif(three[0], three[1], three[2]));
      for (int[] arc : new int[][] {{0, 1}, {1, 2}, {0, 2}}) {
        sources[count] = three[arc[0]];
        targets[count++] = three[arc[1]];
      }
    }
    byte[] signs = new byte[count];
    Arrays.fill(signs, (byte) 1);
    CsrArrays senders =
        new SignedArcs(nodes, Arrays.copyOf(sources, count), Arrays.copyOf(targets, count), signs)
            .toCsr();
    CsrArrays receivers = senders.transpose();
    int[] peripheral = Arrays.copyOf(nodesInOrder, 2 * motifs);
    Arrays.sort(peripheral);
    return new LesionGraph(
        SparsityPattern.of(nodes, nodes, receivers.rowOffsets(), receivers.columns()),
        made,
        peripheral);
  }
}
