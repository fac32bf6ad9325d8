package org.neuropil.analysis.nullmodel;

import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/**
 * Times ensembles of every null model on a random network, samples and all their statistics: {@code
 * NullBench NODES DENSITY SAMPLES THREADS}. The first round warms up and is not printed.
 */
final class NullBench {
  private static final int ROUNDS = 3;

  private NullBench() {}

  public static void main(String[] arguments) {
    int nodes = Integer.parseInt(arguments[0]);
    double density = Double.parseDouble(arguments[1]);
    int samples = Integer.parseInt(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    SignedDigraph graph = graph(nodes, density);
    System.out.printf("%s, %d mutual pairs, %d threads%n", graph, graph.mutualPairs(), threads);
    for (NullModel model : NullModel.values()) {
      double best = Double.MAX_VALUE;
      for (int round = 0; round < ROUNDS; round++) {
        long start = System.nanoTime();
        try (NullEnsemble ensemble = new NullEnsemble(threads)) {
          NullResult result = ensemble.run(graph, NullOptions.of(model, samples, round));
          if (Double.isNaN(result.pooled().mean())) {
            System.out.println("no loops");
          }
        }
        if (round > 0) {
          best = Math.min(best, (System.nanoTime() - start) * 1e-9);
        }
      }
      System.out.printf("%-16s %d samples in %.3f s%n", model.id(), samples, best);
    }
  }

  private static SignedDigraph graph(int nodes, double density) {
    Philox random = new Philox(1, Purpose.TEST, 0);
    byte[] signs = new byte[nodes * nodes];
    int[] sources = new int[signs.length];
    int[] targets = new int[signs.length];
    for (int place = 0; place < signs.length; place++) {
      sources[place] = place / nodes;
      targets[place] = place % nodes;
      boolean present = random.nextUnit() < density;
      signs[place] = (byte) (present ? (random.nextInt() < 0 ? -1 : 1) : 0);
    }
    return SignedDigraph.of(nodes, sources, targets, signs);
  }
}
