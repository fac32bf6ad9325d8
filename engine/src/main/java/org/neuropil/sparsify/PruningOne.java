package org.neuropil.sparsify;

import java.util.Optional;
import org.neuropil.matrix.SparsityPattern;

/**
 * Pruning I as the code of Zhang et al. 2023 has it: after every epoch e with e0 &lt; e &lt; e_end,
 * connections of magnitude up to eps are removed for good, where eps rises with slope theta, and
 * from the middle on with slope phi = 1.5 theta, towards the (1-p) quantile q of all magnitudes:
 *
 * <pre>
 * start = F, ramp = F round(E/4), end = F round(E/2), cur = e F
 * theta = 2 q F / (2 (ramp - start) + 3 (end - ramp))
 * eps = theta (cur - start + 1) / F                                  before the ramp
 *       (theta (ramp - start + 1) + phi (cur - ramp + 1)) / F        from there on
 * </pre>
 *
 * <p>q is taken anew from the weights each time, zeros of absent connections included. The last eps
 * is a little below q, so that the density ends a little above p.
 */
final class PruningOne implements Sparsifier {
  private final SparsifySpec spec;

  PruningOne(SparsifySpec spec) {
    this.spec = spec;
  }

  private boolean isEvent(int epoch) {
    return spec.startEpoch() < epoch && epoch < spec.lastEpoch();
  }

  /** The threshold at step {@code current} as a multiple of q, with events every F steps. */
  static double thresholdPerQ(long current, long start, long ramp, long end, long frequency) {
    double theta = 2.0 * frequency / (2.0 * (ramp - start) + 3.0 * (end - ramp));
    double phi = 1.5 * theta;
    return current < ramp
        ? theta * (current - start + 1) / frequency
        : (theta * (ramp - start + 1) + phi * (current - ramp + 1)) / frequency;
  }

  /** The threshold after an epoch as a multiple of q. */
  static double thresholdPerQ(SparsifySpec spec, int epoch) {
    long f = spec.stepsPerEpoch();
    return thresholdPerQ(epoch * f, f, spec.rampEpoch() * f, spec.lastEpoch() * f, f);
  }

  /** q: the entry that p of all magnitudes are not below, zeros included. */
  static double quantile(SparsifySpec spec, SparsityPattern pattern, float[] values) {
    long places = (long) pattern.rows() * pattern.cols();
    return Magnitudes.entry(values, places, (long) ((1 - spec.density()) * places));
  }

  @Override
  public Optional<PatternChange> epochEnds(int epoch, SparsityPattern pattern, float[] values) {
    if (!isEvent(epoch)) {
      return Optional.empty();
    }
    PatternEdit edit = new PatternEdit(pattern);
    edit.keepAbove(values, thresholdPerQ(spec, epoch) * quantile(spec, pattern, values));
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
