package org.neuropil.compute;

/**
 * Running totals of loss and hits on the device, added to by {@link Backend#softmaxCrossEntropy}
 * and {@link Backend#squaredError}, and read when the host wants them.
 */
public interface Metrics extends AutoCloseable {
  /** Sets the totals to zero. */
  void reset();

  /** Sets the totals, so that a resumed sum goes on with the same rounding. */
  void restore(Totals totals);

  /** The totals since the last reset; waits for the device. */
  Totals read();

  @Override
  void close();

  /**
   * Sums over samples; where every step has a label, each of them is a sample.
   *
   * @param samples number of samples
   * @param correct samples whose prediction is the label; the prediction is the lowest index of the
   *     largest logit, and the first NaN where there is one; 0 of squared errors
   * @param lossSum sum of -log P[label], or of each sample's squared error
   * @param nanCount samples with at least one NaN or infinite logit or output
   */
  record Totals(long samples, long correct, double lossSum, long nanCount) {
    /** Mean loss per sample; NaN when there are no samples. */
    public double meanLoss() {
      return lossSum / samples;
    }

    /** Fraction of correct predictions. */
    public double accuracy() {
      return (double) correct / samples;
    }
  }
}
