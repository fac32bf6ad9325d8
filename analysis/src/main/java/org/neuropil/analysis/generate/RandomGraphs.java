package org.neuropil.analysis.generate;

import java.util.Arrays;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/**
 * Random signed directed graphs without self loops. Every connection is positive with one chance,
 * independently. The same seed gives the same graph everywhere.
 */
public final class RandomGraphs {
  private static final int CONNECTIONS = 0;
  private static final int SIGNS = 1;
  private static final int MOST_NODES = 1 << 24;

  private RandomGraphs() {}

  /**
   * The directed Erdos-Renyi graph G(n, p): each of the n (n-1) possible connections exists with
   * chance {@code density}, independently.
   *
   * @param positive the chance that a connection is positive; Zhang et al. (2023) have 0.5
   * @throws UserError if an argument is out of range
   */
  public static SignedDigraph erdosRenyi(int nodes, double density, double positive, long seed) {
    checkNodes(nodes);
    checkChance(density, "density");
    long places = (long) nodes * Math.max(0, nodes - 1);
    double expected = places * density;
    Growing arcs = new Growing((long) (expected + 6 * Math.sqrt(expected) + 16));
    Philox random = stream(seed, CONNECTIONS);
    double scale = StrictMath.log1p(-density);
    // From one connection to the next in row order: the gaps have a geometric distribution.
    for (long place = gap(random, density, scale);
        place < places;
        place += 1 + gap(random, density, scale)) {
      int source = (int) (place / (nodes - 1));
      int target = (int) (place % (nodes - 1));
      arcs.add(source, target + (target >= source ? 1 : 0));
    }
    return arcs.graph(nodes, positive, seed);
  }

  private static long gap(Philox random, double density, double scale) {
    if (density == 0) {
      return Long.MAX_VALUE >>> 1;
    }
    return density == 1
        ? 0
        : (long) Math.min(StrictMath.log(1 - random.nextDouble()) / scale, 0x1p62);
  }

  /**
   * A directed Watts-Strogatz graph. Watts and Strogatz (1998) have undirected edges; here every
   * node sends {@code k} connections to its nearest neighbours on a ring, alternately to the right
   * and to the left, and each connection gets, with chance {@code rewiring}, another target,
   * uniformly among the nodes that its source does not reach yet. All out-degrees stay k.
   *
   * @param k connections that leave every node, 0 to n-1; the density is k / (n-1)
   * @throws UserError if an argument is out of range
   */
  public static SignedDigraph wattsStrogatz(
      int nodes, int k, double rewiring, double positive, long seed) {
    checkNodes(nodes);
    checkChance(rewiring, "rewiring chance");
    if (k < 0 || (k > 0 && k >= nodes)) {
      throw UserError.usage(
          k + " connections a node among " + nodes + " nodes", "give 0 to nodes - 1");
    }
    Growing arcs = new Growing((long) nodes * k);
    Philox random = stream(seed, CONNECTIONS);
    boolean[] reached = new boolean[nodes];
    int[] targets = new int[k];
    for (int source = 0; source < nodes; source++) {
      for (int e = 0; e < k; e++) {
        int distance = e / 2 + 1;
        targets[e] = Math.floorMod(source + (e % 2 == 0 ? distance : -distance), nodes);
        reached[targets[e]] = true;
      }
      for (int e = 0; e < k && k < nodes - 1; e++) {
        if (random.nextDouble() < rewiring) {
          int other;
          do {
            other = random.nextInt(nodes);
          } while (other == source || reached[other]);
          reached[targets[e]] = false;
          reached[other] = true;
          targets[e] = other;
        }
      }
      for (int target : targets) {
        arcs.add(source, target);
        reached[target] = false;
      }
    }
    return arcs.graph(nodes, positive, seed);
  }

  /**
   * A directed Barabasi-Albert graph. Barabasi and Albert (1999) have undirected edges: the first
   * {@code m} nodes are not connected, node m is joined to all of them, and every later node to m
   * different earlier ones, drawn with chances proportional to their degrees. Here each edge gets
   * one of its two directions with equal chance. There are (n - m) m connections.
   *
   * @param m edges that every later node brings, 1 to n-1
   * @throws UserError if an argument is out of range
   */
  public static SignedDigraph barabasiAlbert(int nodes, int m, double positive, long seed) {
    checkNodes(nodes);
    if (m < 1 || m >= nodes) {
      throw UserError.usage(
          m + " edges a new node among " + nodes + " nodes", "give 1 to nodes - 1");
    }
    long count = (long) (nodes - m) * m;
    if (count > (Integer.MAX_VALUE >> 1) - 8) {
      throw UserError.usage(count + " connections are too many", "give fewer nodes or edges");
    }
    Growing arcs = new Growing(count);
    Philox random = stream(seed, CONNECTIONS);
    // Every node once for each edge end: a uniform draw from it is proportional to the degree.
    int[] ends = new int[(int) (2 * count)];
    int filled = 0;
    int[] partners = new int[m];
    int[] joinedTo = new int[nodes];
    Arrays.fill(joinedTo, -1);
    for (int node = m; node < nodes; node++) {
      for (int e = 0; e < m; e++) {
        int partner = e;
        if (node > m) {
          do {
            partner = ends[random.nextInt(filled)];
          } while (joinedTo[partner] == node);
        }
        joinedTo[partner] = node;
        partners[e] = partner;
      }
      for (int partner : partners) {
        boolean away = random.nextInt() < 0;
        arcs.add(away ? node : partner, away ? partner : node);
        ends[filled++] = node;
        ends[filled++] = partner;
      }
    }
    return arcs.graph(nodes, positive, seed);
  }

  /**
   * The m for which {@link #barabasiAlbert} comes closest to a density.
   *
   * @throws UserError if the density is beyond what any m gives, about 0.25
   */
  public static int barabasiAlbertEdges(int nodes, double density) {
    checkNodes(nodes);
    double wanted = density * nodes * (nodes - 1.0);
    double root = (double) nodes * nodes - 4 * wanted;
    // The densest graph has m = n/2.
    if (nodes < 2 || !(density >= 0) || (root < 0 && wanted > nodes / 2 * (nodes - nodes / 2L))) {
      throw UserError.usage(
          "no Barabasi-Albert graph of %d nodes has the density %s".formatted(nodes, density),
          "give at most 0.25");
    }
    long m = Math.round((nodes - Math.sqrt(Math.max(0, root))) / 2);
    return (int) Math.max(1, m);
  }

  private static Philox stream(long seed, int index) {
    return new Philox(seed, Purpose.GENERATE, index);
  }

  private static void checkNodes(int nodes) {
    if (nodes < 0 || nodes > MOST_NODES) {
      throw UserError.usage(nodes + " nodes", "give 0 to " + MOST_NODES);
    }
  }

  private static void checkChance(double chance, String what) {
    if (!(chance >= 0 && chance <= 1)) {
      throw UserError.usage("a " + what + " of " + chance, "give 0 to 1");
    }
  }

  /** Connections whose number is known only at the end. */
  private static final class Growing {
    private int[] sources;
    private int[] targets;
    private int size;

    Growing(long capacity) {
      if (capacity > Integer.MAX_VALUE - 8) {
        throw UserError.usage(capacity + " connections are too many", "give fewer");
      }
      sources = new int[(int) capacity];
      targets = new int[(int) capacity];
    }

    void add(int source, int target) {
      if (size == sources.length) {
        int more = Math.addExact(size, size / 2 + 16);
        sources = Arrays.copyOf(sources, more);
        targets = Arrays.copyOf(targets, more);
      }
      sources[size] = source;
      targets[size++] = target;
    }

    SignedDigraph graph(int nodes, double positive, long seed) {
      checkChance(positive, "share of positive connections");
      Philox random = stream(seed, SIGNS);
      byte[] signs = new byte[size];
      for (int e = 0; e < size; e++) {
        signs[e] = (byte) (random.nextUnit() < positive ? 1 : -1);
      }
      return SignedDigraph.of(
          nodes, Arrays.copyOf(sources, size), Arrays.copyOf(targets, size), signs);
    }
  }
}
