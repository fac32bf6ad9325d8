package org.neuropil.sparsify;

import java.util.Arrays;
import java.util.Optional;
import org.neuropil.matrix.SparsityPattern;

/**
 * Pruning I of Narang et al. 2017: every {@code freq} steps between start and end the connections
 * of magnitude below eps are masked; eps as in {@link PruningOne}, with start at the beginning of
 * epoch e0, the end at that of e_end, and the ramp halfway to it. Masked connections are set to
 * zero after each step, but as in that paper the step has moved them before the next mask is made,
 * so that one whose single step exceeds eps comes back. Until the end the pattern therefore is
 * dense; then the mask becomes the pattern.
 *
 * <p>The paper takes q from a network that was trained before, with all its connections. Here it is
 * the (1-p) quantile of the magnitudes at the start, once; so the final density is near p only as
 * far as magnitudes do not change much afterwards.
 */
final class NarangPruning implements Sparsifier {
  private final SparsifySpec spec;
  private final long start;
  private final long ramp;
  private final long end;
  private double q = Double.NaN;
  private boolean[] masked = new boolean[0];

  NarangPruning(SparsifySpec spec) {
    this.spec = spec;
    long f = spec.stepsPerEpoch();
    this.start = spec.startEpoch() * f;
    this.ramp = spec.rampEpoch() * f;
    this.end = spec.lastEpoch() * f;
  }

  @Override
  public boolean actsAfterStep(long step) {
    return step >= start && step <= end;
  }

  @Override
  public Optional<PatternChange> stepEnds(long step, SparsityPattern pattern, float[] values) {
    if (Double.isNaN(q)) {
      q = PruningOne.quantile(spec, pattern, values);
    }
    if (masked.length != values.length) {
      masked = new boolean[values.length];
    }
    if (step % spec.frequency() == 0 && start < step && step < end) {
      double eps = q * PruningOne.thresholdPerQ(step, start, ramp, end, spec.frequency());
      for (int e = 0; e < values.length; e++) {
        masked[e] = Math.abs(values[e]) < eps;
      }
    }
    if (step == end) {
      q = Double.NaN;
      PatternEdit edit = new PatternEdit(pattern);
      for (int e = 0; e < values.length; e++) {
        if (!masked[e]) {
          edit.keep(e);
        }
      }
      masked = new boolean[0];
      return edit.shrink(values);
    }
    float[] zeroed = values.clone();
    for (int e = 0; e < zeroed.length; e++) {
      if (masked[e]) {
        zeroed[e] = 0;
      }
    }
    return Arrays.equals(zeroed, values)
        ? Optional.empty()
        : Optional.of(PatternChange.ofValues(pattern, zeroed));
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

  /** q, and the mask as ones and zeros. */
  @Override
  public float[] memory() {
    float[] memory = new float[1 + masked.length];
    memory[0] = (float) q;
    for (int e = 0; e < masked.length; e++) {
      memory[1 + e] = masked[e] ? 1 : 0;
    }
    return memory;
  }

  @Override
  public void resume(SparsityPattern pattern, float[] values, float[] memory) {
    if (memory.length < 1) {
      throw new IllegalArgumentException("expected a quantile and a mask, found nothing");
    }
    q = memory[0];
    masked = new boolean[memory.length - 1];
    for (int e = 0; e < masked.length; e++) {
      masked[e] = memory[1 + e] != 0;
    }
  }
}
