package org.neuropil.train;

import java.util.List;
import org.neuropil.compute.Metrics;

/**
 * Figures of a network on a data set.
 *
 * @param totals losses, and hits where targets are classes
 * @param accuracy fraction of correct answers; NaN where targets are values without a score
 * @param groups the same by groups of samples, where answers have a score; empty elsewhere
 */
public record Evaluation(Metrics.Totals totals, double accuracy, List<Group> groups) {
  /**
   * A group of samples.
   *
   * @param name its name
   * @param samples how many samples it has
   * @param correct how many of them were answered correctly
   */
  public record Group(String name, int samples, int correct) {
    /** Fraction of correct answers; NaN without samples. */
    public double accuracy() {
      return (double) correct / samples;
    }
  }

  /** Keeps a copy of the groups. */
  public Evaluation {
    groups = List.copyOf(groups);
  }

  /** How many samples, or labels where every step has one. */
  public long samples() {
    return totals.samples();
  }

  /** Mean loss per sample. */
  public double meanLoss() {
    return totals.meanLoss();
  }

  /** Samples with NaN or infinite outputs. */
  public long nanCount() {
    return totals.nanCount();
  }
}
