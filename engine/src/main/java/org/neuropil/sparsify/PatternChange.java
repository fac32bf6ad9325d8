package org.neuropil.sparsify;

import org.neuropil.matrix.SparsityPattern;

/**
 * A new pattern and what becomes of the values.
 *
 * @param pattern the connections that exist from now on
 * @param from for every connection of the new pattern its index in the old one, or -1 if it is new
 * @param fresh initial values of new connections; other entries are not looked at
 */
public record PatternChange(SparsityPattern pattern, int[] from, float[] fresh) {}
