package org.neuropil.analysis.statistics;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.neuropil.analysis.graph.Workers;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/**
 * The mutual information of the outputs of pairs of nodes, pairs in parallel. The noise that breaks
 * ties at node i comes from the stream (seed, PAIRS, i), so that each node is sorted once.
 */
public final class PairInformation {
  private static final int BYTES_PER_SAMPLE = 16;
  private static final int CHUNK = 4;

  private final Responses responses;
  private final long seed;
  private final AtomicReferenceArray<@Nullable KsgNode> prepared;

  /** How many nodes may be kept; others are sorted anew for each of their pairs. */
  private final int[] slot;

  private PairInformation(Responses responses, NodePairs pairs, long seed, long memory) {
    this.responses = responses;
    this.seed = seed;
    this.slot = new int[responses.nodes()];
    int[] uses = new int[slot.length];
    for (int p = 0; p < pairs.count(); p++) {
      uses[pairs.first()[p]]++;
      uses[pairs.second()[p]]++;
    }
    long most = memory / (BYTES_PER_SAMPLE * Math.max(1L, responses.samples()));
    int kept = 0;
    for (int node = 0; node < slot.length; node++) {
      slot[node] = uses[node] > 1 && kept < most ? kept++ : -1;
    }
    this.prepared = new AtomicReferenceArray<>(kept);
  }

  /**
   * The estimates for all pairs, by {@link MutualInformation}, in nats and in the order of the
   * pairs. They do not depend on the number of threads.
   *
   * @param neighbours k, such as {@link MutualInformation#NEIGHBOURS}
   * @throws UserError data, if an output is not finite or there are no more samples than neighbours
   */
  public static double[] of(
      Responses responses, NodePairs pairs, int neighbours, long seed, int threads) {
    return of(responses, pairs, neighbours, seed, threads, Runtime.getRuntime().maxMemory() / 4);
  }

  static double[] of(
      Responses responses, NodePairs pairs, int neighbours, long seed, int threads, long memory) {
    int samples = responses.samples();
    if (samples <= neighbours) {
      throw UserError.data(
          "mutual information from %d neighbours among %d samples".formatted(neighbours, samples),
          "give more samples");
    }
    PairInformation work = new PairInformation(responses, pairs, seed, memory);
    double[] found = new double[pairs.count()];
    @Nullable MutualInformation[] estimators = new @Nullable MutualInformation[threads];
    double[][] buffers = new double[threads][samples];
    Workers.run(
        threads,
        found.length,
        CHUNK,
        (worker, from, to) -> {
          MutualInformation estimator = estimators[worker];
          if (estimator == null) {
            estimator = new MutualInformation(samples, neighbours);
            estimators[worker] = estimator;
          }
          for (int p = from; p < to; p++) {
            KsgNode u = work.node(pairs.first()[p], buffers[worker]);
            KsgNode v = work.node(pairs.second()[p], buffers[worker]);
            found[p] = estimator.of(u, v);
          }
        });
    return found;
  }

  private KsgNode node(int node, double[] buffer) {
    KsgNode known = slot[node] < 0 ? null : prepared.get(slot[node]);
    if (known != null) {
      return known;
    }
    responses.copy(node, buffer);
    Responses.checkFinite(node, buffer);
    KsgNode fresh = KsgNode.of(buffer, new Philox(seed, Purpose.PAIRS, node));
    if (slot[node] >= 0) {
      prepared.set(slot[node], fresh);
    }
    return fresh;
  }
}
