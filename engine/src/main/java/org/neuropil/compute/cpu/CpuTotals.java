package org.neuropil.compute.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Metrics;

/** Running totals of loss and hits, and the softmax that adds to them. */
final class CpuTotals implements Metrics {
  private long samples;
  private long correct;
  private double lossSum;
  private long nanCount;

  @Override
  public void reset() {
    restore(new Totals(0, 0, 0, 0));
  }

  @Override
  public void restore(Totals totals) {
    samples = totals.samples();
    correct = totals.correct();
    lossSum = totals.lossSum();
    nanCount = totals.nanCount();
  }

  @Override
  public Totals read() {
    return new Totals(samples, correct, lossSum, nanCount);
  }

  @Override
  public void close() {}

  /**
   * Softmax with cross-entropy on one batch of logits [classes x columns]; writes {@code (P - Y) /
   * columns} to d unless d is null. In double, sample by sample: a batch has a few thousand logits
   * only.
   */
  void add(CpuSequence logits, int[] labels, int columns, @Nullable CpuSequence gradient) {
    float[] z = logits.data();
    int classes = logits.nodes();
    int stride = logits.stride();
    double[] p = new double[classes];
    for (int k = 0; k < columns; k++) {
      int at = logits.at(0) + k;
      int best = 0;
      boolean finite = true;
      for (int c = 0; c < classes; c++) {
        float logit = z[at + c * stride];
        float top = z[at + best * stride];
        finite &= Float.isFinite(logit);
        // The first NaN wins, as PyTorch's argmax has it; else the lowest index of the largest.
        if (!Float.isNaN(top) && (logit > top || Float.isNaN(logit))) {
          best = c;
        }
      }
      double max = z[at + best * stride];
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        p[c] = Math.exp(z[at + c * stride] - max);
        sum += p[c];
      }
      samples++;
      correct += best == labels[k] ? 1 : 0;
      nanCount += finite ? 0 : 1;
      lossSum += max + Math.log(sum) - z[at + labels[k] * stride];
      if (gradient != null) {
        float[] d = gradient.data();
        for (int c = 0; c < classes; c++) {
          d[gradient.at(0) + c * stride + k] =
              (float) ((p[c] / sum - (c == labels[k] ? 1 : 0)) / columns);
        }
      }
    }
    if (gradient != null) {
      for (int c = 0; c < classes; c++) {
        int row = gradient.at(0) + c * stride;
        Arrays.fill(gradient.data(), row + columns, row + stride, 0f);
      }
    }
  }
}
