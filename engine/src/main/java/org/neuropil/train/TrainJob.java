package org.neuropil.train;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.neuropil.sparsify.Sparsifier;
import org.neuropil.task.Sequences;

/**
 * What a {@link Trainer} does.
 *
 * @param train training samples
 * @param test test samples
 * @param validation validation samples, or null
 * @param settings how to train
 * @param rule what changes the hidden-to-hidden connections, or null where they stay
 * @param inputRule what changes the connections from the inputs, in networks where these are sparse
 *     too; of the same kind as {@code rule}, or null where they stay
 * @param bestFolder where the best weights so far are kept; not null unless the last are kept
 */
public record TrainJob(
    Sequences train,
    Sequences test,
    @Nullable Sequences validation,
    TrainSettings settings,
    @Nullable Sparsifier rule,
    @Nullable Sparsifier inputRule,
    @Nullable Path bestFolder) {
  /** Training in which connections from the inputs stay. */
  public TrainJob(
      Sequences train,
      Sequences test,
      @Nullable Sequences validation,
      TrainSettings settings,
      @Nullable Sparsifier rule,
      @Nullable Path bestFolder) {
    this(train, test, validation, settings, rule, null, bestFolder);
  }

  /** Training with test samples only, on connections that stay, to the last weights. */
  public static TrainJob of(Sequences train, Sequences test, TrainSettings settings) {
    return new TrainJob(train, test, null, settings, null, null);
  }

  /** Checks that the best weights can be chosen and kept. */
  public TrainJob {
    TrainSettings.Keep keep = settings.selection().keep();
    if (keep != TrainSettings.Keep.LAST && bestFolder == null) {
      throw new IllegalArgumentException("the best weights need a folder to be kept in");
    }
    if (keep == TrainSettings.Keep.BEST_VALIDATION && validation == null) {
      throw new IllegalArgumentException("there are no validation samples to choose by");
    }
  }
}
