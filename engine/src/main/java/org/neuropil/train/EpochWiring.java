package org.neuropil.train;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.network.Network;
import org.neuropil.sparsify.PatternChange;

/**
 * The wiring of a network as it stands.
 *
 * @param change what is about to happen to it, or null
 */
@SuppressWarnings("ArrayRecordComponent")
record EpochWiring(
    Network network,
    int epoch,
    long step,
    boolean evaluated,
    int[] birthEpochs,
    @Nullable PatternChange change)
    implements Wiring {
  @Override
  public SparsityPattern pattern() {
    return network.pattern();
  }

  @Override
  public float[] values() {
    return network.structureValues();
  }

  @Override
  public Optional<SparseMatrix> core() {
    if (change == null || change.pattern() == pattern()) {
      return Optional.empty();
    }
    SparsityPattern after = change.pattern();
    float[] all = values();
    int stay = 0;
    for (int from : change.from()) {
      stay += from >= 0 ? 1 : 0;
    }
    int[] offsets = new int[after.rows() + 1];
    int[] columns = new int[stay];
    float[] values = new float[stay];
    int out = 0;
    for (int i = 0; i < after.rows(); i++) {
      for (int e = after.rowStart(i); e < after.rowStart(i + 1); e++) {
        if (change.from()[e] >= 0) {
          columns[out] = after.column(e);
          values[out++] = all[change.from()[e]];
        }
      }
      offsets[i + 1] = out;
    }
    return Optional.of(
        new SparseMatrix(SparsityPattern.of(after.rows(), after.cols(), offsets, columns), values));
  }
}
