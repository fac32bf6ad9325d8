package org.neuropil.sparsify;

import java.util.Optional;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * DeepR as the code of Zhang et al. 2023 has it: within an epoch the optimiser is free; after it
 * every weight becomes {@code w' = w + sigma nu - lambda sign(w)}, nu standard normal, connections
 * whose sign is not that of the beginning of the epoch go, and new ones come at random empty places
 * until there are K = int(p N). A new connection starts at 1e-12 times the sign that its place had
 * in the initial dense matrix.
 *
 * <p>The noise of place k = i cols + j is drawn at word 4 k of the stream (seed, SPARSIFY, epoch),
 * new places after all of these.
 */
final class DeepR implements Sparsifier {
  /** Magnitude of a new connection. */
  static final float NEW = 1e-12f;

  private final SparsifySpec spec;
  private final SignAt initialSign;
  private float[] epochBegin = new float[0];

  DeepR(SparsifySpec spec, SignAt initialSign) {
    this.spec = spec;
    this.initialSign = initialSign;
  }

  /** K. */
  static int connections(SparsifySpec spec, int rows, int cols) {
    return (int) (spec.density() * ((double) rows * cols));
  }

  /** The value of a new connection. */
  static float fresh(SignAt initialSign, int i, int j) {
    return initialSign.signAt(i, j) < 0 ? -NEW : NEW;
  }

  @Override
  public void epochBegins(int epoch, SparsityPattern pattern, float[] values) {
    epochBegin = values.clone();
  }

  @Override
  public Optional<PatternChange> epochEnds(int epoch, SparsityPattern pattern, float[] values) {
    requireMemory(pattern, epochBegin);
    PatternEdit edit = new PatternEdit(pattern);
    Philox random = new Philox(spec.seed(), Philox.Purpose.SPARSIFY, epoch);
    float[] moved = new float[values.length];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        random.seek(4 * ((long) i * pattern.cols() + pattern.column(e)));
        double noise = spec.noise() * random.nextGaussian();
        moved[e] = (float) (values[e] + noise - spec.l1() * Math.signum(values[e]));
        if (!((double) epochBegin[e] * moved[e] <= 0)) {
          edit.keep(e);
        }
      }
    }
    epochBegin = new float[0];
    random.seek(4L * pattern.rows() * pattern.cols());
    int missing = Math.max(0, connections(spec, pattern.rows(), pattern.cols()) - edit.kept());
    return Optional.of(edit.grow(missing, random, moved, (i, j) -> fresh(initialSign, i, j)));
  }

  @Override
  public boolean restartsOptimiser(int epoch, boolean changed) {
    return true;
  }

  @Override
  public boolean recordsBeforeChange() {
    return true;
  }

  /** The weights at the begin of the epoch; nothing between two epochs. */
  @Override
  public float[] memory() {
    return epochBegin;
  }

  @Override
  public void resume(SparsityPattern pattern, float[] values, float[] memory) {
    if (memory.length > 0) {
      requireMemory(pattern, memory);
    }
    epochBegin = memory.clone();
  }

  private static void requireMemory(SparsityPattern pattern, float[] memory) {
    if (memory.length != pattern.nonzeros()) {
      throw new IllegalArgumentException(
          "weights at the begin of the epoch: expected "
              + pattern.nonzeros()
              + ", found "
              + memory.length);
    }
  }
}
