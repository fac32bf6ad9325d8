package org.neuropil.sparsify;

import java.util.Optional;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * Sparse evolutionary training: after an epoch the weakest connections of either sign go, and as
 * many come at random empty places with value 0, so that the number of connections stays as it is.
 *
 * <p>The code of Zhang et al. 2023 does so after every epoch. With all N values in ascending order,
 * z0 of them negative and z1 not positive, those strictly above entry min(N-1, int(z1 + zeta (N -
 * z1))) or strictly below entry int((1-zeta) z0) stay. Mocanu et al. 2018 remove int(zeta n) of the
 * n positive and of the n negative values and nothing after the last epoch. With both, a connection
 * whose value is exactly 0 goes.
 */
final class SetRewiring implements Sparsifier {
  private final SparsifySpec spec;
  private final boolean code;

  SetRewiring(SparsifySpec spec) {
    this.spec = spec;
    this.code = spec.form() == SparsifySpec.Form.CODE;
  }

  @Override
  public Optional<PatternChange> epochEnds(int epoch, SparsityPattern pattern, float[] values) {
    if (!code && epoch >= spec.epochs() - 1) {
      return Optional.empty();
    }
    PatternEdit edit = new PatternEdit(pattern);
    int negative = Magnitudes.count(values, Magnitudes.Part.NEGATIVE);
    int positive = Magnitudes.count(values, Magnitudes.Part.POSITIVE);
    if (code) {
      keepByLimits(edit, pattern, values, negative, positive);
    } else {
      edit.keepLargest(values, Magnitudes.Part.NEGATIVE, negative - (int) (spec.zeta() * negative));
      edit.keepLargest(values, Magnitudes.Part.POSITIVE, positive - (int) (spec.zeta() * positive));
    }
    Philox random = new Philox(spec.seed(), Philox.Purpose.SPARSIFY, epoch);
    return Optional.of(edit.grow(pattern.nonzeros() - edit.kept(), random, values, (i, j) -> 0f));
  }

  private void keepByLimits(
      PatternEdit edit, SparsityPattern pattern, float[] values, int negative, int positive) {
    long places = (long) pattern.rows() * pattern.cols();
    long z1 = places - positive;
    long lowerRank = (long) ((1 - spec.zeta()) * negative);
    long upperRank = Math.min(places - 1, (long) (z1 + spec.zeta() * (places - z1)));
    float lower = Magnitudes.signedEntry(values, places, lowerRank, negative, positive);
    float upper = Magnitudes.signedEntry(values, places, upperRank, negative, positive);
    for (int e = 0; e < values.length; e++) {
      if (values[e] > upper || values[e] < lower) {
        edit.keep(e);
      }
    }
  }

  @Override
  public boolean restartsOptimiser(int epoch, boolean changed) {
    return code;
  }

  @Override
  public boolean recordsBeforeChange() {
    return true;
  }
}
