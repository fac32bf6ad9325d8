package org.neuropil.cli.sweep.measure;

import java.util.Arrays;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.analysis.statistics.Histogram;

/**
 * How active a hidden layer is over a test set. Sizes are magnitudes, which for ReLU are the
 * outputs themselves.
 *
 * @param nonzeroMean share of nodes whose output is not 0, mean over samples
 * @param nonzeroSd its standard deviation over samples
 * @param meanSize mean size of outputs that are not 0, the infinite ones left out
 * @param silentNodes nodes whose output is 0 for every sample
 * @param notFinite outputs that are infinite or NaN
 * @param sizes histogram of the sizes of outputs that are not 0
 */
record Activity(
    double nonzeroMean,
    double nonzeroSd,
    double meanSize,
    int silentNodes,
    long notFinite,
    Histogram sizes) {
  /** Ten bins a decade; the same for all networks, so that histograms can be compared. */
  private static final int BINS = 100;

  private static final double SMALLEST = 1e-6;
  private static final double LARGEST = 1e4;

  /** Edges of the histogram's bins. */
  static double[] edges() {
    return Histogram.logarithmicEdges(SMALLEST, LARGEST, BINS);
  }

  /** Takes outputs batch by batch; what comes out does not depend on the size of batches. */
  static final class Counter {
    private final Histogram.Counter sizes = new Histogram.Counter(edges());
    private final int[] activeOfSample;
    private final long[] activeOfNode;
    private final double[] sumOfNode;
    private long notFinite;

    Counter(int nodes, int samples) {
      this.activeOfSample = new int[samples];
      this.activeOfNode = new long[nodes];
      this.sumOfNode = new double[nodes];
    }

    /**
     * Counts the outputs to some samples, all of which must be shown once and in their order.
     *
     * @param first index of the first sample
     * @param columns samples
     * @param outputs of node i to sample first + k at i * columns + k
     */
    void add(int first, int columns, float[] outputs) {
      for (int node = 0; node < activeOfNode.length; node++) {
        for (int k = 0; k < columns; k++) {
          double size = Math.abs(outputs[node * columns + k]);
          if (size == 0) {
            continue;
          }
          activeOfSample[first + k]++;
          activeOfNode[node]++;
          if (Double.isFinite(size)) {
            sizes.add(size);
            sumOfNode[node] += size;
          } else {
            notFinite++;
          }
        }
      }
    }

    /** What was counted. */
    Activity activity() {
      double nodes = activeOfNode.length;
      double[] shares = Arrays.stream(activeOfSample).mapToDouble(n -> n / nodes).toArray();
      double sum = 0;
      for (double one : sumOfNode) {
        sum += one;
      }
      long finite = Arrays.stream(activeOfNode).sum() - notFinite;
      return new Activity(
          Descriptive.mean(shares),
          Descriptive.sd(shares),
          sum / finite,
          (int) Arrays.stream(activeOfNode).filter(n -> n == 0).count(),
          notFinite,
          sizes.histogram());
    }
  }
}
