package org.neuropil.cli.sweep.measure;

import java.util.Arrays;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.analysis.statistics.Histogram;
import org.neuropil.analysis.weights.LoopWeights;
import org.neuropil.analysis.weights.SignChanges;
import org.neuropil.analysis.weights.SignedWeights;
import org.neuropil.matrix.SparseMatrix;

/**
 * How the recurrent weights are distributed at the start, when the last connection is gone and at
 * the end, how many signs stayed, and how the weights of balanced and unbalanced feed-forward loops
 * differ (Zhang et al. 2023). It needs the weights of epochs along the way.
 */
final class WeightsMeasure implements Measure {
  private static final double[] QUANTILES = {0, 0.05, 0.5, 0.95, 1};
  private static final double NEAR_ZERO = 0.1;

  @Override
  public String name() {
    return "weights";
  }

  @Override
  public String description() {
    return "histograms and signs of weights over training, and weights of feed-forward loops";
  }

  @Override
  public void measure(MeasureContext context) {
    KeptWeights kept = new KeptWeights(context, name());
    SparseMatrix start = kept.at(0);
    SparseMatrix end = kept.read(context.weights());
    int prunedEpoch = kept.prunedEpoch(KeptWeights.nonzeros(end));
    SparseMatrix pruned = kept.at(prunedEpoch);
    context.put("first_epoch", kept.firstEpoch());
    context.put("pruned_epoch", prunedEpoch);
    distribution(context, "start", start);
    distribution(context, "pruned", pruned);
    distribution(context, "end", end);
    context.put("unchanged_from_start", SignChanges.between(start, end).unchangedShare());
    context.put(
        "unchanged_from_first",
        SignChanges.between(kept.at(kept.firstEpoch()), end).unchangedShare());
    context.put("unchanged_from_pruned", SignChanges.between(pruned, end).unchangedShare());
    loops(
        context,
        LoopWeights.of(
            SignedWeights.of(end), LoopWeights.Scope.BALANCE_CLASSES, context.threads()));
  }

  private static void distribution(MeasureContext context, String when, SparseMatrix weights) {
    double[] values = SignedWeights.nonzero(weights);
    context.put("links_" + when, (long) values.length);
    double[] quantiles = SignedWeights.magnitudeQuantiles(weights, QUANTILES);
    for (int q = 0; q < QUANTILES.length; q++) {
      context.put("quantile_" + Math.round(100 * QUANTILES[q]) + "_" + when, quantiles[q]);
    }
    double near = NEAR_ZERO * Descriptive.median(Arrays.stream(values).map(Math::abs).toArray());
    long small = Arrays.stream(values).filter(value -> Math.abs(value) < near).count();
    context.put("near_zero_" + when, (double) small / values.length);
    context.put("histogram_" + when, Histogram.of(LoopWeights.authorsEdges(), values).shares());
  }

  private static void loops(MeasureContext context, LoopWeights loops) {
    context.put("difference", loops.difference(LoopWeights.authorsEdges()));
    for (boolean balanced : new boolean[] {true, false}) {
      String kind = balanced ? "balanced" : "unbalanced";
      double[] links = loops.links(balanced);
      double[] values = loops.values(balanced);
      context.put("links_" + kind, (long) links.length);
      context.put("loops_" + kind, (long) values.length);
      context.put(
          "mean_link_" + kind, Descriptive.mean(Arrays.stream(links).map(Math::abs).toArray()));
      context.put("mean_loop_" + kind, loops.meanMagnitude(balanced));
      context.put(
          "histogram_links_" + kind,
          loops.histogram(balanced, LoopWeights.authorsEdges()).shares());
      context.put(
          "histogram_loops_" + kind, Histogram.of(LoopWeights.authorsEdges(), values).shares());
    }
  }
}
