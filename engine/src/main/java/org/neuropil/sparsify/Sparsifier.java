package org.neuropil.sparsify;

import java.util.Optional;
import org.neuropil.matrix.SparsityPattern;

/**
 * A rule that changes which recurrent connections exist (Zhang et al. 2023, section "Methods", and
 * the authors' code). The trainer asks it after every epoch, once the epoch has been evaluated, and
 * after those steps that the rule names; it is told the weights and answers with a new pattern. A
 * rule draws from streams keyed by (seed, SPARSIFY, epoch or step). What it must remember beyond
 * the weights is {@link #memory}, so that a resumed training goes the same way.
 *
 * <p>Arrays of values are those of the network: a rule reads them during the call and neither
 * changes nor keeps them.
 */
public interface Sparsifier {
  /**
   * Told the weights before the first step of epoch {@code epoch} (counted from 0). Not called
   * again where a training goes on in the middle of an epoch.
   */
  default void epochBegins(int epoch, SparsityPattern pattern, float[] values) {}

  /** Whether {@link #stepEnds} is to be asked once {@code step} optimiser steps are done. */
  default boolean actsAfterStep(long step) {
    return false;
  }

  /** The change after optimiser step {@code step} (counted from 1), if there is one. */
  default Optional<PatternChange> stepEnds(long step, SparsityPattern pattern, float[] values) {
    return Optional.empty();
  }

  /** The change after epoch {@code epoch} (counted from 0), if there is one. */
  Optional<PatternChange> epochEnds(int epoch, SparsityPattern pattern, float[] values);

  /** Whether Adam's moments and step counter start anew after epoch {@code epoch}. */
  boolean restartsOptimiser(int epoch, boolean changed);

  /**
   * Whether the structure of an epoch is that before the change (SET and DeepR) or after it
   * (pruning).
   */
  boolean recordsBeforeChange();

  /** What a checkpoint keeps of the rule beside the weights; empty where there is nothing. */
  default float[] memory() {
    return new float[0];
  }

  /**
   * Told the weights and the memory of a checkpoint before anything else happens.
   *
   * @throws IllegalArgumentException if the memory is not that of such a rule
   */
  default void resume(SparsityPattern pattern, float[] values, float[] memory) {}
}
