package org.neuropil.cli.runner;

import java.nio.file.Path;
import org.neuropil.cli.config.ResolvedConfig;

/** Evaluates trained weights on a test set. */
@FunctionalInterface
public interface EvalRunner {
  /**
   * What to evaluate.
   *
   * @param weights the weight file
   * @param config task, data, number of test samples, cell, activation, batch and everything about
   *     the back end; sizes of the network come from the weights
   * @param dropNodes fraction of hidden nodes that are silenced at every step, in [0, 1]
   * @param seed of the silencing
   */
  record Request(Path weights, ResolvedConfig config, double dropNodes, long seed) {}

  /**
   * What came out.
   *
   * @param samples test samples
   * @param loss mean per sample
   * @param accuracy fraction of correct predictions
   * @param nanCount samples with NaN or infinite logits
   */
  record Result(long samples, double loss, double accuracy, long nanCount) {}

  /** Evaluates. */
  Result run(Request request);
}
