package org.neuropil.sparsify;

/**
 * The sign that a connection would have had in the initial weights, were it there: those of a
 * network depend on the seed and the place alone, so that every place has one.
 */
@FunctionalInterface
public interface SignAt {
  /**
   * The sign.
   *
   * @param i receiving node
   * @param j sending node
   * @return negative or not; 0 counts as positive
   */
  int signAt(int i, int j);
}
