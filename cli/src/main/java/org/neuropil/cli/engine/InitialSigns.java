package org.neuropil.cli.engine;

import org.jspecify.annotations.Nullable;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.network.InitSpec;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.sparsify.SignAt;

/**
 * Signs of the initial weights at every place, whether there is a connection or not: DeepR gives
 * them to the connections that it wakes.
 */
final class InitialSigns implements SignAt {
  /** Up to so many nodes the whole matrix is drawn once; beyond, one place at a time. */
  private static final int MOST_NODES_AT_ONCE = 2048;

  private final NetworkSpec spec;
  private final long seed;
  private float @Nullable [] all;

  InitialSigns(NetworkSpec spec, long seed) {
    this.spec = spec;
    this.seed = seed;
  }

  @Override
  public int signAt(int i, int j) {
    int n = spec.matrixSize();
    if (n <= MOST_NODES_AT_ONCE || spec.init().recurrent() == InitSpec.Recurrent.ORTHOGONAL) {
      if (all == null) {
        all = Networks.hiddenToHidden(spec, SparsityPattern.full(n, n), seed);
      }
      return sign(all[i * n + j]);
    }
    int[] offsets = new int[n + 1];
    java.util.Arrays.fill(offsets, i + 1, n + 1, 1);
    SparsityPattern one = SparsityPattern.of(n, n, offsets, new int[] {j});
    return sign(Networks.hiddenToHidden(spec, one, seed)[0]);
  }

  private static int sign(float value) {
    return value < 0 ? -1 : 1;
  }
}
