package org.neuropil.analysis.weights;

import java.util.Arrays;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.nullmodel.NullEnsemble;
import org.neuropil.analysis.nullmodel.NullModel;
import org.neuropil.analysis.nullmodel.NullOptions;
import org.neuropil.analysis.nullmodel.NullResult;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.error.UserError;

/**
 * How eta and the pooled ratio scatter over random networks G(n, m): so many connections at places
 * drawn uniformly without self loops, of which a fixed number, drawn uniformly, is positive.
 *
 * @param eta the scatter of eta
 * @param pooled the scatter of the pooled ratio
 */
public record RandomBalance(Band eta, Band pooled) {
  /**
   * One number over the networks for which it is defined; NaN where there are none.
   *
   * @param mean its mean
   * @param sd its sample standard deviation, with n - 1
   * @param low its 5 % quantile
   * @param high its 95 % quantile
   * @param defined networks for which it is defined
   */
  public record Band(double mean, double sd, double low, double high, int defined) {
    private static Band of(double[] values) {
      double[] kept = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
      double[] ends = Descriptive.quantiles(kept, 0.05, 0.95);
      return new Band(Descriptive.mean(kept), Descriptive.sd(kept), ends[0], ends[1], kept.length);
    }
  }

  /**
   * Draws networks. Sample k comes from the random stream (seed, REWIRE, k), so that the result
   * does not depend on the number of threads.
   *
   * @param nodes n
   * @param connections m, at most n (n - 1)
   * @param positive the share of positive connections; their number is rounded
   * @param samples networks to draw
   * @param threads networks at a time; 0 for as many as there are processors
   * @throws UserError usage, if there are no such networks
   */
  public static RandomBalance of(
      int nodes, int connections, double positive, int samples, long seed, int threads) {
    if (nodes < 0 || connections < 0 || connections > (long) nodes * (nodes - 1)) {
      throw UserError.usage(
          connections + " connections among " + nodes + " nodes", "give 0 to nodes (nodes - 1)");
    }
    if (!(positive >= 0 && positive <= 1)) {
      throw UserError.usage("a share of positive connections of " + positive, "give 0 to 1");
    }
    SignedDigraph any = any(nodes, connections, (int) Math.rint(positive * connections));
    try (NullEnsemble ensemble = new NullEnsemble(threads)) {
      NullResult result = ensemble.run(any, NullOptions.of(NullModel.ERDOS_RENYI, samples, seed));
      double[] eta = new double[samples];
      double[] pooled = new double[samples];
      for (int k = 0; k < samples; k++) {
        eta[k] = result.sample(k).eta();
        pooled[k] = result.sample(k).pooled();
      }
      return new RandomBalance(Band.of(eta), Band.of(pooled));
    }
  }

  /** Any graph of these sizes; the samples keep nothing else of it. */
  private static SignedDigraph any(int nodes, int connections, int positive) {
    int[] sources = new int[connections];
    int[] targets = new int[connections];
    byte[] signs = new byte[connections];
    for (int e = 0; e < connections; e++) {
      sources[e] = e / (nodes - 1);
      int other = e % (nodes - 1);
      targets[e] = other + (other >= sources[e] ? 1 : 0);
      signs[e] = (byte) (e < positive ? 1 : -1);
    }
    return SignedDigraph.of(nodes, sources, targets, signs);
  }
}
