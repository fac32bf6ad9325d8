package org.neuropil.network;

import java.util.Arrays;
import org.neuropil.matrix.SparsityPattern;

/**
 * Which connections exist and which sign each has, from which {@link InitSpec.Recurrent#SIGNED}
 * weights are drawn (Zhang et al. 2023, networks of a given balance).
 *
 * @param pattern row = receiving node, column = sending node
 * @param signs +1 or -1 for every entry of the pattern
 */
@SuppressWarnings("ArrayRecordComponent")
public record SignedTopology(SparsityPattern pattern, byte[] signs) {
  /** Checks the signs. */
  public SignedTopology {
    if (signs.length != pattern.nonzeros()) {
      throw new IllegalArgumentException(
          "expected " + pattern.nonzeros() + " signs, found " + signs.length);
    }
    for (int e = 0; e < signs.length; e++) {
      if (signs[e] != 1 && signs[e] != -1) {
        throw new IllegalArgumentException("entry " + e + " has the sign " + signs[e]);
      }
    }
  }

  /** The topology of given weights; entries that are zero or NaN are no connections. */
  public static SignedTopology of(SparsityPattern pattern, float[] weights) {
    int[] offsets = new int[pattern.rows() + 1];
    int[] columns = new int[pattern.nonzeros()];
    byte[] signs = new byte[pattern.nonzeros()];
    int count = 0;
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        if (weights[e] > 0 || weights[e] < 0) {
          columns[count] = pattern.column(e);
          signs[count++] = (byte) (weights[e] > 0 ? 1 : -1);
        }
      }
      offsets[i + 1] = count;
    }
    return new SignedTopology(
        SparsityPattern.of(pattern.rows(), pattern.cols(), offsets, Arrays.copyOf(columns, count)),
        Arrays.copyOf(signs, count));
  }
}
