package org.neuropil.sparsify;

import java.util.Optional;
import org.neuropil.matrix.SparsityPattern;

/**
 * A rule that changes which recurrent connections exist (Zhang et al. 2023, section "Methods", and
 * the authors' code). The trainer asks it after every epoch, once the epoch has been evaluated; it
 * is told the weights and answers with a new pattern. A rule draws from streams keyed by (seed,
 * SPARSIFY, epoch), so that it needs no state but what {@link #epochBegins} gives it, and a resumed
 * training goes the same way.
 */
public interface Sparsifier {
  /**
   * Told the weights before the first step of epoch {@code epoch} (counted from 0). Checkpoints in
   * the middle of an epoch keep what this needs.
   */
  default void epochBegins(int epoch, SparsityPattern pattern, float[] values) {}

  /** The change after epoch {@code epoch} (counted from 0), if there is one. */
  Optional<PatternChange> epochEnds(int epoch, SparsityPattern pattern, float[] values);

  /** Whether Adam's moments and step counter start anew after epoch {@code epoch}. */
  boolean restartsOptimiser(int epoch, boolean changed);

  /**
   * Whether the structure of an epoch is that before the change (SET and DeepR) or after it
   * (pruning).
   */
  boolean recordsBeforeChange();
}
