package org.neuropil.cli.sweep.measure;

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

  /** Measures outputs [nodes][samples]. */
  static Activity of(float[][] outputs) {
    int samples = outputs[0].length;
    int[] active = new int[samples];
    Histogram.Counter counter = new Histogram.Counter(edges());
    double sum = 0;
    long finite = 0;
    long notFinite = 0;
    int silent = 0;
    for (float[] node : outputs) {
      boolean speaks = false;
      for (int s = 0; s < samples; s++) {
        double size = Math.abs(node[s]);
        if (size == 0) {
          continue;
        }
        speaks = true;
        active[s]++;
        if (Double.isFinite(size)) {
          counter.add(size);
          sum += size;
          finite++;
        } else {
          notFinite++;
        }
      }
      silent += speaks ? 0 : 1;
    }
    double[] shares = new double[samples];
    for (int s = 0; s < samples; s++) {
      shares[s] = (double) active[s] / outputs.length;
    }
    return new Activity(
        Descriptive.mean(shares),
        Descriptive.sd(shares),
        sum / finite,
        silent,
        notFinite,
        counter.histogram());
  }
}
