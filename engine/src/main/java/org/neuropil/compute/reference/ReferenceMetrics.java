package org.neuropil.compute.reference;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Indices;
import org.neuropil.compute.Metrics;

/** Totals of loss and hits, and the losses that add to them, sample by sample. */
final class ReferenceMetrics implements Metrics {
  private Totals totals = new Totals(0, 0, 0, 0);

  /**
   * One step: logits z and gradient d are [class][sample].
   *
   * @param d null for an evaluation only
   */
  void softmaxCrossEntropy(
      double[][] z,
      int[] labels,
      int columns,
      double scale,
      boolean twice,
      double @Nullable [][] d) {
    int classes = z.length;
    double[] logits = new double[classes];
    for (int k = 0; k < columns; k++) {
      int label = labels[k];
      double[] slope = new double[classes];
      if (label != Indices.NONE) {
        boolean finite = true;
        for (int c = 0; c < classes; c++) {
          logits[c] = z[c][k];
          finite &= Double.isFinite(logits[c]);
        }
        double[] p = softmax(logits);
        double loss;
        if (twice) {
          double[] q = softmax(p);
          loss = crossEntropy(p, label);
          double mean = 0;
          for (int c = 0; c < classes; c++) {
            mean += p[c] * (q[c] - (c == label ? 1 : 0));
          }
          for (int c = 0; c < classes; c++) {
            slope[c] = p[c] * (q[c] - (c == label ? 1 : 0) - mean);
          }
        } else {
          loss = crossEntropy(logits, label);
          for (int c = 0; c < classes; c++) {
            slope[c] = p[c] - (c == label ? 1 : 0);
          }
        }
        add(best(logits) == label, loss, !finite);
      }
      for (int c = 0; d != null && c < classes; c++) {
        d[c][k] = scale * slope[c];
      }
    }
    for (int c = 0; d != null && c < classes; c++) {
      Arrays.fill(d[c], columns, d[c].length, 0);
    }
  }

  /** All sequences are [step][node][sample]; weight may be null, d is null for an evaluation. */
  void squaredError(
      double[][][] z,
      int count,
      boolean sigmoid,
      double[][][] target,
      double @Nullable [][][] weight,
      int columns,
      double scale,
      double @Nullable [][][] d) {
    for (int k = 0; k < columns; k++) {
      double loss = 0;
      boolean finite = true;
      for (int s = 0; s < count; s++) {
        for (int i = 0; i < z[s].length; i++) {
          double x = z[s][i][k];
          double y = sigmoid ? 1 / (1 + Math.exp(-x)) : x;
          double slope = sigmoid ? y * (1 - y) : 1;
          double factor = weight == null ? 1 : weight[s][i][k];
          double e = (y - target[s][i][k]) * factor;
          finite &= Double.isFinite(x);
          loss += scale * e * e;
          if (d != null) {
            d[s][i][k] = scale * 2 * e * factor * slope / columns;
          }
        }
      }
      add(false, loss, !finite);
    }
    for (int s = 0; d != null && s < count; s++) {
      for (double[] row : d[s]) {
        Arrays.fill(row, columns, row.length, 0);
      }
    }
  }

  private static double[] softmax(double[] z) {
    double max = z[best(z)];
    double[] p = new double[z.length];
    double sum = 0;
    for (int c = 0; c < z.length; c++) {
      p[c] = Math.exp(z[c] - max);
      sum += p[c];
    }
    for (int c = 0; c < z.length; c++) {
      p[c] /= sum;
    }
    return p;
  }

  /** -log softmax(z)[label]. */
  private static double crossEntropy(double[] z, int label) {
    double max = z[best(z)];
    double sum = 0;
    for (double x : z) {
      sum += Math.exp(x - max);
    }
    return max + Math.log(sum) - z[label];
  }

  /** Lowest index of the largest, and the first NaN where there is one. */
  private static int best(double[] z) {
    int best = 0;
    for (int c = 0; c < z.length; c++) {
      if (!Double.isNaN(z[best]) && (z[c] > z[best] || Double.isNaN(z[c]))) {
        best = c;
      }
    }
    return best;
  }

  private void add(boolean correct, double loss, boolean nonFinite) {
    totals =
        new Totals(
            totals.samples() + 1,
            totals.correct() + (correct ? 1 : 0),
            totals.lossSum() + loss,
            totals.nanCount() + (nonFinite ? 1 : 0));
  }

  @Override
  public void reset() {
    totals = new Totals(0, 0, 0, 0);
  }

  @Override
  public void restore(Totals saved) {
    totals = saved;
  }

  @Override
  public Totals read() {
    return totals;
  }

  @Override
  public void close() {}
}
