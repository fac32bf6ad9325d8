package org.neuropil.analysis.motif;

import java.util.Arrays;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.graph.Workers;

/**
 * Counts triples of nodes by bit planes, the way for graphs with many edges a node. For a node i
 * and its neighbours j of kind a, the bit counter adds the rows of all j in the plane of kind b and
 * reads the sums under node i's own rows, its masks of kind c; so it finds, for all j and k at
 * once, the triples with edges of kinds (a, b, c).
 *
 * <p>Cost: edges x planes x nodes / (64 W) vector additions.
 */
final class PlaneCounter {
  /** Nodes between two planes: few enough that threads share the work, many enough to keep one. */
  private static final int CHUNK = 128;

  private final SignedDigraph graph;
  private final EdgeGroups groups;
  private final BitCounter counter;
  private final int threads;
  private final int summed;
  private final int masks;

  /**
   * @param graph whose rows are added and serve as masks
   * @param groups the lists of rows to add for each node, which may come from another graph on the
   *     same nodes
   */
  PlaneCounter(SignedDigraph graph, EdgeGroups groups, BitCounter counter, int threads) {
    this.graph = graph;
    this.groups = groups;
    this.counter = counter;
    this.threads = threads;
    this.summed = groups.kinds;
    this.masks = groups.kinds == 4 ? 8 : 2;
  }

  /** Numbers of results: kinds of list x planes added x masks. */
  int results() {
    return groups.kinds * summed * masks;
  }

  /** Counts over all nodes, at place {@code (list kind * planes + plane) * masks + mask}. */
  long[] totals() {
    int lanes = results() * counter.words();
    long[][] sums = new long[threads][lanes];
    run((worker, i, scratch, plane) -> tally(i, plane, scratch, sums[worker]));
    long[] totals = new long[results()];
    for (long[] own : sums) {
      addLanes(own, totals, 0);
    }
    return totals;
  }

  /** The same for every node on its own, node after node. */
  long[] byNode() {
    int lanes = results() * counter.words();
    long[][] sums = new long[threads][lanes];
    long[] byNode = new long[Math.multiplyExact(graph.nodes(), results())];
    run((worker, i, scratch, plane) -> {
      Arrays.fill(sums[worker], 0);
      tally(i, plane, scratch, sums[worker]);
      addLanes(sums[worker], byNode, i * results());
    });
    return byNode;
  }

  private interface Step {
    void run(int worker, int node, BitCounter.Scratch scratch, Plane plane);
  }

  private record Plane(BitTile tile, int number) {}

  private void run(Step step) {
    int words = counter.words();
    int nodes = graph.nodes();
    BitTile tile = new BitTile(graph, masks, words);
    BitCounter.Scratch[] scratch = new BitCounter.Scratch[threads];
    for (int t = 0; t < threads; t++) {
      scratch[t] = counter.scratch(nodes + BitCounter.BLOCK);
    }
    for (long column = 0; column < nodes; column += 64L * words) {
      tile.fill((int) column, threads);
      Workers.run(
          threads,
          nodes,
          CHUNK,
          (worker, from, to) -> {
            for (int number = 0; number < summed; number++) {
              Plane plane = new Plane(tile, number);
              for (int i = from; i < to; i++) {
                step.run(worker, i, scratch[worker], plane);
              }
            }
          });
    }
  }

  private void tally(int i, Plane plane, BitCounter.Scratch scratch, long[] sums) {
    BitTile tile = plane.tile;
    int mask = tile.base(0) + i * counter.words();
    for (int kind = 0; kind < groups.kinds; kind++) {
      int from = groups.starts[i * groups.kinds + kind];
      int to = groups.starts[i * groups.kinds + kind + 1];
      if (from < to) {
        counter.tally(
            tile.bits(),
            tile.base(plane.number),
            groups.neighbours,
            from,
            to,
            mask,
            tile.planeWords(),
            masks,
            scratch,
            sums,
            (kind * summed + plane.number) * masks * counter.words());
      }
    }
  }

  private void addLanes(long[] sums, long[] into, int at) {
    int words = counter.words();
    for (int lane = 0; lane < sums.length; lane++) {
      into[at + lane / words] += sums[lane];
    }
  }
}
