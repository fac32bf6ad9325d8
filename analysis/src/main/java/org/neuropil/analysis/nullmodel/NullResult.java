package org.neuropil.analysis.nullmodel;

import java.util.function.ToDoubleFunction;
import org.neuropil.analysis.motif.LoopType;

/** The feed-forward loops of a network and of an ensemble of random graphs. */
public final class NullResult {
  private final NullOptions options;
  private final SampleCounts observed;
  private final SampleCounts[] samples;

  NullResult(NullOptions options, SampleCounts observed, SampleCounts[] samples) {
    this.options = options;
    this.observed = observed;
    this.samples = samples;
  }

  /** How the ensemble was drawn. */
  public NullOptions options() {
    return options;
  }

  /** The counts of the network itself. */
  public SampleCounts observed() {
    return observed;
  }

  /** How many random graphs there are. */
  public int samples() {
    return samples.length;
  }

  /** The counts of one random graph. */
  public SampleCounts sample(int index) {
    return samples[index];
  }

  /** All feed-forward loops of a type. */
  public NullStatistics all(LoopType type) {
    return of(counts -> counts.all(type));
  }

  /** Induced feed-forward loops of a type. */
  public NullStatistics induced(LoopType type) {
    return of(counts -> counts.induced(type));
  }

  /** The global balance ratio, over the random graphs that have one. */
  public NullStatistics eta() {
    return of(SampleCounts::eta);
  }

  /** The pooled ratio, over the random graphs that have one. */
  public NullStatistics pooled() {
    return of(SampleCounts::pooled);
  }

  /** Any number that follows from the counts. */
  public NullStatistics of(ToDoubleFunction<SampleCounts> measure) {
    double[] values = new double[samples.length];
    for (int sample = 0; sample < values.length; sample++) {
      values[sample] = measure.applyAsDouble(samples[sample]);
    }
    return NullStatistics.of(measure.applyAsDouble(observed), values);
  }
}
