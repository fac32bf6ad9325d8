package org.neuropil.sparsify;

import org.neuropil.matrix.SparsityPattern;

/**
 * A new pattern and what becomes of the values.
 *
 * @param pattern the connections that exist from now on; the very same object as before where only
 *     values change
 * @param from for every connection of the new pattern its index in the old one, or -1 if it is new;
 *     empty where the pattern is the same object
 * @param values the value of every connection of the new pattern, new ones and kept ones
 */
@SuppressWarnings("ArrayRecordComponent")
public record PatternChange(SparsityPattern pattern, int[] from, float[] values) {
  /** Checks the lengths. */
  public PatternChange {
    if (values.length != pattern.nonzeros()
        || (from.length != 0 && from.length != pattern.nonzeros())) {
      throw new IllegalArgumentException(
          pattern.nonzeros()
              + " connections, "
              + from.length
              + " origins and "
              + values.length
              + " values");
    }
  }

  /** New values on the connections that there are. */
  static PatternChange ofValues(SparsityPattern pattern, float[] values) {
    return new PatternChange(pattern, new int[0], values);
  }
}
