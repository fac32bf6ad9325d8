package org.neuropil.analysis.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.neuropil.analysis.graph.Workers;

/**
 * Pearson's correlation of the outputs of pairs of nodes over samples.
 *
 * @param all one coefficient for each pair, in the order of the pairs; NaN where it is left out
 * @param constantPairs pairs left out because a node gives the same output to every sample
 * @param undefinedPairs pairs left out because an output is not finite
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of results; never compared.
public record PairCorrelations(double[] all, int constantPairs, int undefinedPairs) {
  private static final int CHUNK = 16;

  /** Sums run in this many lanes, which are added up at the end: a fixed order that is fast. */
  private static final int LANES = 4;

  /** The coefficients that are defined, in the order of their pairs. */
  public double[] defined() {
    return Arrays.stream(all).filter(r -> !Double.isNaN(r)).toArray();
  }

  /**
   * Correlates pairs on up to {@code threads} threads; the result does not depend on it. Only nodes
   * that belong to a pair are asked for.
   */
  public static PairCorrelations of(Responses responses, NodePairs pairs, int threads) {
    int samples = responses.samples();
    State[] states = new State[responses.nodes()];
    int[] used =
        IntStream.concat(Arrays.stream(pairs.first()), Arrays.stream(pairs.second()))
            .sorted()
            .distinct()
            .toArray();
    double[][] buffers = new double[2 * threads][];
    Workers.run(
        threads,
        used.length,
        CHUNK,
        (worker, from, to) -> {
          double[] x = buffer(buffers, worker, samples);
          for (int k = from; k < to; k++) {
            responses.copy(used[k], x);
            states[used[k]] = State.of(x);
          }
        });
    double[] all = new double[pairs.count()];
    Workers.run(
        threads,
        all.length,
        CHUNK,
        (worker, from, to) -> {
          double[] x = buffer(buffers, 2 * worker, samples);
          double[] y = buffer(buffers, 2 * worker + 1, samples);
          for (int p = from; p < to; p++) {
            State a = states[pairs.first()[p]];
            State b = states[pairs.second()[p]];
            if (a.defined() && b.defined()) {
              responses.copy(pairs.first()[p], x);
              responses.copy(pairs.second()[p], y);
              double r = products(x, a.mean, y, b.mean) / (a.norm * b.norm);
              all[p] = Math.max(-1, Math.min(1, r));
            } else {
              all[p] = Double.NaN;
            }
          }
        });
    int constant = 0;
    int undefined = 0;
    for (int p = 0; p < all.length; p++) {
      State a = states[pairs.first()[p]];
      State b = states[pairs.second()[p]];
      if (!a.finite || !b.finite) {
        undefined++;
      } else if (Double.isNaN(all[p])) {
        constant++;
      }
    }
    return new PairCorrelations(all, constant, undefined);
  }

  private static double[] buffer(double[][] buffers, int place, int samples) {
    if (buffers[place] == null) {
      buffers[place] = new double[samples];
    }
    return buffers[place];
  }

  /** What one node's outputs are like; norm is the root of the sum of squared deviations. */
  private record State(boolean finite, boolean constant, double mean, double norm) {
    static State of(double[] x) {
      double sum = 0;
      for (double value : x) {
        sum += value;
      }
      if (!Double.isFinite(sum)) {
        return new State(false, false, sum, Double.NaN);
      }
      double mean = sum / x.length;
      return new State(
          true, Descriptive.isConstant(x), mean, Math.sqrt(products(x, mean, x, mean)));
    }

    boolean defined() {
      return finite && !constant && norm > 0;
    }
  }

  private static double products(double[] x, double meanX, double[] y, double meanY) {
    double[] lanes = new double[LANES];
    int s = 0;
    for (; s + LANES <= x.length; s += LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        lanes[lane] += (x[s + lane] - meanX) * (y[s + lane] - meanY);
      }
    }
    double rest = 0;
    for (; s < x.length; s++) {
      rest += (x[s] - meanX) * (y[s] - meanY);
    }
    return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]) + rest;
  }
}
