package org.neuropil.cli.runner;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.List;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.matrix.SparsityPattern;

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

  /**
   * A trained network that stays loaded with its test set, to be evaluated many times with other
   * recurrent weights.
   */
  interface Opened extends AutoCloseable {
    /** Its recurrent connections, row = receiving node. */
    SparsityPattern pattern();

    /** A copy of the trained recurrent weights in the order of the pattern. */
    float[] recurrent();

    /**
     * Figures on the whole test set with these recurrent weights and all else as trained; the
     * accuracy is NaN where targets are values.
     */
    Result evaluate(float[] recurrent);

    @Override
    void close();
  }

  /**
   * Opens a trained network exactly as its configuration describes it.
   *
   * @param weights the weight file of a run with this configuration
   */
  default Opened open(Path weights, ResolvedConfig config) {
    throw new UnsupportedOperationException("this engine evaluates weight files only");
  }
}
