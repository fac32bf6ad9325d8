package org.neuropil.sparsify;

import java.util.Optional;
import org.neuropil.matrix.SparsityPattern;

/**
 * Pruning II as the code of Zhang et al. 2023 has it: after epoch e the density falls to
 *
 * <pre>
 * d = p + (1-p) (1 - t/T)^gamma,  t = e - e0,  T = round(E/2) - e0
 * </pre>
 *
 * <p>by removing, for good, what does not exceed entry int((1-d) N) of all N magnitudes in
 * ascending order; so N - int((1-d) N) - 1 connections remain.
 */
final class PruningTwo implements Sparsifier {
  private final SparsifySpec spec;
  private final int duration;

  PruningTwo(SparsifySpec spec) {
    this.spec = spec;
    this.duration = spec.lastEpoch() - spec.startEpoch();
  }

  private boolean isEvent(int epoch) {
    int t = epoch - spec.startEpoch();
    return spec.exclusiveStart() ? 0 < t && t < duration : 0 <= t && t <= duration;
  }

  @Override
  public Optional<PatternChange> epochEnds(int epoch, SparsityPattern pattern, float[] values) {
    if (!isEvent(epoch)) {
      return Optional.empty();
    }
    double p = spec.density();
    double left = 1 - (double) (epoch - spec.startEpoch()) / duration;
    double density = p + (1 - p) * Math.pow(left, spec.gamma());
    long places = (long) pattern.rows() * pattern.cols();
    PatternEdit edit = new PatternEdit(pattern);
    edit.keepAbove(values, Magnitudes.entry(values, places, (long) ((1 - density) * places)));
    return edit.shrink(values);
  }

  @Override
  public boolean restartsOptimiser(int epoch, boolean changed) {
    return isEvent(epoch);
  }

  @Override
  public boolean recordsBeforeChange() {
    return false;
  }
}
