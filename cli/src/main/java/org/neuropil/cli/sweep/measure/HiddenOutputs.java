package org.neuropil.cli.sweep.measure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.analysis.statistics.NodePairs;
import org.neuropil.analysis.statistics.Responses;
import org.neuropil.cli.engine.RunNetwork;
import org.neuropil.error.UserError;
import org.neuropil.matrix.io.ArrayFile;

/**
 * The hidden outputs of a network to its whole test set, within a limit of memory: where not all of
 * them fit, the network runs anew for every group of nodes that does. What comes out does not
 * depend on the limit.
 */
final class HiddenOutputs {
  private final RunNetwork network;
  private final int samples;

  /** How many nodes fit at a time. */
  private final int most;

  /** All outputs, from the first run on, where they fit. */
  private float @Nullable [][] all;

  /**
   * Outputs of at most {@code limit} bytes at a time.
   *
   * @throws UserError usage, if not even a pair of nodes fits
   */
  HiddenOutputs(RunNetwork network, long limit) {
    this.network = network;
    this.samples = network.samples();
    long bytes = (long) samples * Float.BYTES;
    if (limit < 2 * bytes) {
      throw UserError.usage(
          "measure representations may hold %d bytes of hidden outputs, and those of two nodes to"
                  .formatted(limit)
              + " %d test samples take %d".formatted(samples, 2 * bytes),
          "give it more memory-mb, or set test-samples");
    }
    this.most = (int) Math.min(network.nodes(), limit / bytes);
  }

  /** What they are like as a whole. Runs the network once. */
  Activity activity() {
    Activity.Counter counter = new Activity.Counter(network.nodes(), samples);
    boolean fit = most == network.nodes();
    float[][] rows = new float[fit ? most : 0][samples];
    network.visitHidden((first, columns, outputs) -> {
      counter.add(first, columns, outputs);
      for (int node = 0; node < rows.length; node++) {
        System.arraycopy(outputs, node * columns, rows[node], first, columns);
      }
    });
    all = fit ? rows : null;
    return counter.activity();
  }

  /** The outputs of some nodes, no more than fit; a row each. */
  private float[][] rows(int[] nodes) {
    float[][] known = all;
    if (known != null) {
      return Arrays.stream(nodes).mapToObj(node -> known[node]).toArray(float[][]::new);
    }
    float[][] rows = new float[nodes.length][samples];
    network.visitHidden((first, columns, outputs) -> {
      for (int k = 0; k < nodes.length; k++) {
        System.arraycopy(outputs, nodes[k] * columns, rows[k], first, columns);
      }
    });
    return rows;
  }

  /** Works on some pairs and the outputs of their nodes. */
  @FunctionalInterface
  interface PairWork {
    /**
     * Nodes keep their numbers; those that are in none of the pairs must not be asked for.
     *
     * @param first index of the first pair among all
     */
    void on(int first, NodePairs pairs, Responses responses);
  }

  /** Hands out all pairs in their order, as many at a time as have their nodes held. */
  void forPairs(NodePairs pairs, PairWork work) {
    for (int[] range : ranges(pairs, most)) {
      NodePairs some =
          new NodePairs(
              Arrays.copyOfRange(pairs.first(), range[0], range[1]),
              Arrays.copyOfRange(pairs.second(), range[0], range[1]));
      int[] nodes = nodes(some);
      work.on(range[0], some, of(nodes, rows(nodes)));
    }
  }

  private static int[] nodes(NodePairs pairs) {
    BitSet nodes = new BitSet();
    Arrays.stream(pairs.first()).forEach(nodes::set);
    Arrays.stream(pairs.second()).forEach(nodes::set);
    return nodes.stream().toArray();
  }

  /** Ranges of pairs, from and to, that have at most so many different nodes. */
  static List<int[]> ranges(NodePairs pairs, int most) {
    List<int[]> ranges = new ArrayList<>();
    BitSet nodes = new BitSet();
    int from = 0;
    for (int p = 0; p < pairs.count(); p++) {
      int fresh = (nodes.get(pairs.first()[p]) ? 0 : 1) + (nodes.get(pairs.second()[p]) ? 0 : 1);
      if (nodes.cardinality() + fresh > most) {
        ranges.add(new int[] {from, p});
        nodes.clear();
        from = p;
      }
      nodes.set(pairs.first()[p]);
      nodes.set(pairs.second()[p]);
    }
    if (from < pairs.count()) {
      ranges.add(new int[] {from, pairs.count()});
    }
    return ranges;
  }

  private Responses of(int[] nodes, float[][] rows) {
    int[] place = new int[network.nodes()];
    Arrays.fill(place, -1);
    for (int k = 0; k < nodes.length; k++) {
      place[nodes[k]] = k;
    }
    Responses held = Responses.of(rows);
    return new Responses() {
      @Override
      public int nodes() {
        return place.length;
      }

      @Override
      public int samples() {
        return samples;
      }

      @Override
      public void copy(int node, double[] into) {
        held.copy(place[node], into);
      }
    };
  }

  /** Writes all of them as float [nodes][samples], a group of nodes after the other. */
  void write(Path file) {
    float[][][] group = {new float[0][]};
    int[] begins = {0};
    ArrayFile.writeRows(
        file,
        network.nodes(),
        samples,
        node -> {
          if (node >= begins[0] + group[0].length) {
            begins[0] = node;
            int[] nodes = new int[Math.min(most, network.nodes() - node)];
            Arrays.setAll(nodes, k -> node + k);
            group[0] = rows(nodes);
          }
          return group[0][node - begins[0]];
        });
  }
}
