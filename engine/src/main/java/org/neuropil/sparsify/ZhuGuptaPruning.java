package org.neuropil.sparsify;

import java.util.Optional;
import org.neuropil.matrix.SparsityPattern;

/**
 * Pruning II of Zhu and Gupta 2017: at the steps t0, t0 + dt, ..., t0 + n dt the fraction of absent
 * connections becomes
 *
 * <pre>
 * s = s_f + (0 - s_f) (1 - (t - t0) / (n dt))^gamma,  s_f = 1 - p
 * </pre>
 *
 * <p>by removing the int(s N) connections of smallest magnitude, those already absent counted in.
 * t0 is the beginning of epoch e0, dt the frequency, and n as large as fits before epoch e_end.
 * Removed connections do not come back.
 */
final class ZhuGuptaPruning implements Sparsifier {
  private final SparsifySpec spec;
  private final long start;
  private final long events;

  ZhuGuptaPruning(SparsifySpec spec) {
    this.spec = spec;
    this.start = (long) spec.startEpoch() * spec.stepsPerEpoch();
    this.events = ((long) spec.lastEpoch() * spec.stepsPerEpoch() - start) / spec.frequency();
  }

  /** n. */
  long events() {
    return events;
  }

  @Override
  public boolean actsAfterStep(long step) {
    long t = step - start;
    return t >= 0 && t % spec.frequency() == 0 && t <= events * spec.frequency();
  }

  @Override
  public Optional<PatternChange> stepEnds(long step, SparsityPattern pattern, float[] values) {
    double left = 1 - (double) (step - start) / (events * spec.frequency());
    double absent = (1 - spec.density()) * (1 - Math.pow(left, spec.gamma()));
    long places = (long) pattern.rows() * pattern.cols();
    PatternEdit edit = new PatternEdit(pattern);
    long present = places - (long) (absent * places);
    edit.keepLargest(
        values, Magnitudes.Part.ALL, Math.toIntExact(Math.min(values.length, present)));
    return edit.shrink(values);
  }

  @Override
  public Optional<PatternChange> epochEnds(int epoch, SparsityPattern pattern, float[] values) {
    return Optional.empty();
  }

  @Override
  public boolean restartsOptimiser(int epoch, boolean changed) {
    return false;
  }

  @Override
  public boolean recordsBeforeChange() {
    return false;
  }
}
