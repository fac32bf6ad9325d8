package org.neuropil.sparsify;

import java.util.Optional;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * DeepR of Bellec et al. 2018, a change after every optimiser step. A connection has a fixed sign
 * and a parameter theta >= 0, w = sign theta. The optimiser has taken the step along the gradient;
 * here follows {@code theta -= eta alpha - sqrt(2 eta T) nu}, nu standard normal. A connection with
 * theta &lt; 0 falls asleep, and random sleeping ones wake up until K = int(p N) are active.
 *
 * <p>A connection that wakes up, or whose theta comes out as 0, gets 1e-12, so that its weight
 * shows its sign; so the weights of a checkpoint tell all that there is to remember.
 */
final class DeepRSteps implements Sparsifier {
  private final SparsifySpec spec;
  private final SignAt initialSign;
  private boolean[] negative = new boolean[0];

  DeepRSteps(SparsifySpec spec, SignAt initialSign) {
    this.spec = spec;
    this.initialSign = initialSign;
  }

  @Override
  public void epochBegins(int epoch, SparsityPattern pattern, float[] values) {
    remember(values);
  }

  @Override
  public void resume(SparsityPattern pattern, float[] values, float[] memory) {
    remember(values);
  }

  private void remember(float[] values) {
    negative = new boolean[values.length];
    for (int e = 0; e < values.length; e++) {
      negative[e] = values[e] < 0;
    }
  }

  @Override
  public boolean actsAfterStep(long step) {
    return true;
  }

  @Override
  public Optional<PatternChange> stepEnds(long step, SparsityPattern pattern, float[] values) {
    PatternEdit edit = new PatternEdit(pattern);
    Philox random = new Philox(spec.seed(), Philox.Purpose.SPARSIFY, Math.toIntExact(step));
    double shrink = spec.learningRate() * spec.l1();
    double scale = Math.sqrt(2 * spec.learningRate() * spec.noise());
    float[] moved = new float[values.length];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        double theta = (negative[e] ? -values[e] : values[e]) - shrink;
        if (scale > 0) {
          random.seek(4 * ((long) i * pattern.cols() + pattern.column(e)));
          theta += scale * random.nextGaussian();
        }
        if (!(theta < 0)) {
          edit.keep(e);
          float magnitude = Math.max((float) theta, DeepR.NEW);
          moved[e] = negative[e] ? -magnitude : magnitude;
        }
      }
    }
    random.seek(4L * pattern.rows() * pattern.cols());
    int missing =
        Math.max(0, DeepR.connections(spec, pattern.rows(), pattern.cols()) - edit.kept());
    PatternChange change =
        edit.kept() == values.length && missing == 0
            ? PatternChange.ofValues(pattern, moved)
            : edit.grow(missing, random, moved, (i, j) -> DeepR.fresh(initialSign, i, j));
    remember(change.values());
    return Optional.of(change);
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
    return true;
  }
}
