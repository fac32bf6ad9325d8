package org.neuropil.train;

import java.util.Optional;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.SparsityPattern;

/**
 * The hidden-to-hidden connections of an epoch as the rule that changes them records it: before SET
 * and DeepR change them, after pruning has (Zhang et al. 2023). Without a rule, as they are. Rows
 * are receiving nodes. Nothing is copied before it is asked for, and everything holds only during
 * the call that it was given to.
 */
public interface Wiring {
  /** Number of finished epochs; 0 = before training. */
  int epoch();

  /** Number of optimiser steps so far. */
  long step();

  /** Whether this epoch was evaluated, so that there is an {@link EpochRecord} of it. */
  boolean evaluated();

  /** Which connections exist. */
  SparsityPattern pattern();

  /**
   * The weights, in the order of the pattern's entries; of a liquid time-constant network the
   * reversal potentials, whose signs are those of the connections. Not to be changed.
   */
  float[] values();

  /**
   * How many epochs were finished when each connection was created, in the order of the pattern's
   * entries; 0 for those that have been there from the start. Not to be changed.
   */
  int[] birthEpochs();

  /**
   * The connections that the rule lets stay, with their weights before the change: SET's wiring
   * after removal and before addition. Empty where the rule records after its change, and where
   * nothing changes.
   */
  Optional<SparseMatrix> core();
}
