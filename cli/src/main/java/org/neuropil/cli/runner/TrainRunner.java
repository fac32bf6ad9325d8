package org.neuropil.cli.runner;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.run.RunFacts;
import org.neuropil.cli.structure.Structure;
import org.neuropil.train.TrainObserver;
import org.neuropil.train.TrainResult;

/** Trains a network for a run. */
@FunctionalInterface
public interface TrainRunner {
  /**
   * What came out.
   *
   * @param result epochs and times
   * @param facts where and how it was computed
   * @param structure the wiring of the trained recurrent weights; null where there are none, where
   *     they are too many to look at in passing, and after an interruption
   */
  record Outcome(TrainResult result, RunFacts facts, @Nullable Structure structure) {}

  /**
   * Trains from the run's checkpoint if {@link RunDirectory#checkpoint} holds one, else from the
   * start. Writes the checkpoints, at the end {@link RunDirectory#weights}, and {@link
   * RunDirectory#structure} where settings ask for it; every other file of the run is the caller's.
   * Tells {@code observer} everything from one thread; exceptions of the observer end the training.
   *
   * @param stop looked at after every batch; when set, a checkpoint is written and the result ends
   *     with {@link TrainResult.End#INTERRUPTED}
   */
  Outcome run(ResolvedConfig config, RunDirectory run, TrainObserver observer, InterruptFlag stop);

  /**
   * What a run will take, before it is begun.
   *
   * @param hostBytes of the process's heap, the data included
   * @param deviceBytes of the device, 0 where the process computes itself
   * @param deviceAvailable bytes that the device has to lend, 0 where there is none
   * @param steps optimiser steps of the whole run
   */
  record Forecast(long hostBytes, long deviceBytes, long deviceAvailable, long steps) {}

  /** Predicts what a run of these settings will take; empty where nobody knows. */
  default Optional<Forecast> forecast(ResolvedConfig config) {
    return Optional.empty();
  }
}
