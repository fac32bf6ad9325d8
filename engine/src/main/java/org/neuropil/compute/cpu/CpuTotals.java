package org.neuropil.compute.cpu;

import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Metrics;

/** Running totals of loss and hits, and the losses that add to them. */
final class CpuTotals implements Metrics {
  private long samples;
  private long correct;
  private double lossSum;
  private long nanCount;

  /** What one step adds. */
  static final class Part {
    long samples;
    long correct;
    double loss;
    long defective;
  }

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

  /** {@link org.neuropil.compute.Backend#softmaxCrossEntropy}; the steps are added in order. */
  void softmaxCrossEntropy(
      ThreadTeam team,
      CpuSequence logits,
      int count,
      CpuIndices labels,
      int columns,
      double scale,
      boolean twice,
      @Nullable CpuSequence gradient) {
    SoftmaxLoss loss = new SoftmaxLoss(logits, labels, columns, scale, twice, gradient);
    Part[] parts = new Part[count];
    double work = SoftmaxLoss.COST * (twice ? 20 : 1) * count * columns * logits.nodes();
    team.run(count, work, s -> parts[s] = loss.step(s));
    for (Part part : parts) {
      samples += part.samples;
      correct += part.correct;
      lossSum += part.loss;
      nanCount += part.defective;
    }
  }

  /** {@link org.neuropil.compute.Backend#squaredError}; the steps are added in order. */
  void squaredError(
      ThreadTeam team,
      CpuSequence z,
      int count,
      boolean sigmoid,
      CpuSequence target,
      @Nullable CpuSequence weight,
      int columns,
      double scale,
      @Nullable CpuSequence gradient) {
    SquaredLoss loss = new SquaredLoss(z, sigmoid, target, weight, columns, scale, gradient);
    double[] parts = new double[count];
    double work = SquaredLoss.COST * count * columns * z.nodes();
    team.run(count, work, s -> parts[s] = loss.step(s));
    double sum = 0;
    for (double part : parts) {
      sum += part;
    }
    samples += columns;
    lossSum += scale * sum;
    nanCount += loss.defective();
  }
}
