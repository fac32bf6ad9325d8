package org.neuropil.cli.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.List;
import org.neuropil.cli.config.ResolvedConfig;

/** Evaluates trained weights on a test set. */
@FunctionalInterface
public interface EvalRunner {
  /**
   * What to evaluate.
   *
   * @param weights the weight file
   * @param config task, data, number of test samples, cell, activation, dynamics, loss, batch and
   *     everything about the back end; sizes of the network come from the weights
   * @param dropNodes fraction of hidden nodes that are silenced at every step, in [0, 1]
   * @param seed of the silencing
   */
  record Request(Path weights, ResolvedConfig config, double dropNodes, long seed) {}

  /**
   * What came out; the components are the keys of the JSON.
   *
   * @param samples test samples, or labels where every step has one
   * @param loss mean per sample
   * @param accuracy fraction of correct answers; NaN where targets are values without a score
   * @param nanCount samples with NaN or infinite outputs
   * @param groups the same by groups of samples, where the task has them
   */
  record Result(
      long samples,
      double loss,
      double accuracy,
      long nanCount,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Group> groups) {
    /** Keeps a copy of the groups. */
    public Result {
      groups = List.copyOf(groups);
    }
  }

  /** A group of samples, e.g. a cognitive task: its size, right answers and their fraction. */
  record Group(String name, int samples, int correct, double accuracy) {}

  /** Evaluates. */
  Result run(Request request);
}
