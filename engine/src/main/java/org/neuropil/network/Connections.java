package org.neuropil.network;

import org.neuropil.matrix.SparsityPattern;

/** A matrix of connections whose pattern may change: one that a sparsification rule works on. */
public interface Connections {
  /** The parameter by whose values connections are judged; one number a connection. */
  Parameter weight();

  /** Which connections exist: rows receive, columns send. */
  SparsityPattern pattern();

  /**
   * Changes which connections exist. Values and moments of connections that stay are carried over;
   * new ones start with zero moments. Whatever else a connection has moves with its weight, and
   * starts for new ones from its initial value at that place.
   *
   * @param from for every connection of the new pattern its index in the old one, or -1
   * @param fresh initial weights where {@code from} is -1; other entries are not looked at
   * @throws IllegalArgumentException where {@code from} names an entry of another place
   */
  void rewire(SparsityPattern pattern, int[] from, float[] fresh);
}
