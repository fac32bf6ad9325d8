package org.neuropil.task;

import java.util.Arrays;
import java.util.List;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;

/**
 * Sequences with what a network shall answer: {@link #size()} samples of at most {@link #steps()}
 * time steps with {@link #inputs()} values, and targets of the kind {@link #target()}; one label a
 * sample in 0 .. {@link #classes()} - 1 unless said otherwise. Implementations are immutable, so
 * several threads may read at once.
 */
public interface Sequences {
  /** The label of a step that has none; the same number as the back ends' Indices.NONE. */
  int NO_LABEL = -1;

  /** How many samples there are. */
  int size();

  /** Time steps T of the longest sample. */
  int steps();

  /** Inputs I of every time step. */
  int inputs();

  /** Classes C; labels lie in 0 .. C - 1. 0 where targets are values. */
  int classes();

  /** What a sample's target is. */
  default Target target() {
    return Target.CLASS;
  }

  /** Nodes of the readout: classes, or target values of a step. */
  default int outputs() {
    return classes();
  }

  /**
   * Whether target values are meant for logistic outputs y = 1 / (1 + exp(-z)) of the readout's
   * sums z, not for the sums themselves.
   */
  default boolean sigmoidOutputs() {
    return false;
  }

  /**
   * Number of different tokens where the samples are texts; {@link #inputs()} is then 1 and {@link
   * #read} gives the number of the token. 0 = the inputs are values.
   */
  default int vocabulary() {
    return 0;
  }

  /** Time steps of one sample; the steps of a batch after it are filled with zeros. */
  default int steps(int sample) {
    return steps();
  }

  /**
   * Whether samples are made as they are read. Then there are far more than fit a pass, they are
   * visited in the order of their numbers, never shuffled, and batches begin at multiples of {@link
   * #blockSize()}.
   */
  default boolean generated() {
    return false;
  }

  /** Consecutive samples of equal length that belong in one batch; 1 where it does not matter. */
  default int blockSize() {
    return 1;
  }

  /**
   * The class of one step of a sample, or {@link #NO_LABEL}; with targets of kind {@link
   * Target#STEP_CLASS}.
   */
  default int label(int sample, int step) {
    throw new UnsupportedOperationException("one label a sample");
  }

  /**
   * Writes the target values of a sample like {@link #read} does its inputs, with {@link
   * #outputs()} in the place of inputs: one step of them with {@link Target#VALUES}, {@link
   * #steps(int)} with {@link Target#STEP_VALUES}.
   *
   * @param weights gets the weight of every value at the same place with {@link
   *     Target#STEP_VALUES}, which multiplies the error before it is squared: loss ((y - target)
   *     weight)^2; not touched with VALUES
   */
  default void readTargets(int sample, float[] out, float[] weights, int offset, int stride) {
    throw new UnsupportedOperationException("targets are classes");
  }

  /**
   * Whether an answer counts as right, where targets are values that have a score (cognitive
   * tasks).
   *
   * @param outputs what the readout says after the sample's last step, with {@link
   *     #sigmoidOutputs()} after the logistic function
   */
  default boolean isCorrect(int sample, float[] outputs) {
    throw new UnsupportedOperationException("no score");
  }

  /** Whether {@link #isCorrect} may be asked. */
  default boolean scored() {
    return false;
  }

  /** Names of groups that figures are also given of, e.g. the twenty cognitive tasks. */
  default List<String> groups() {
    return List.of();
  }

  /** The group of a sample. */
  default int group(int sample) {
    return 0;
  }

  /** Kinds of targets. */
  enum Target {
    /** One class a sample. */
    CLASS,
    /** One class a step. */
    STEP_CLASS,
    /** Values after the last step. */
    VALUES,
    /** Weighted values at every step. */
    STEP_VALUES
  }

  /**
   * The class of a sample.
   *
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  int label(int sample);

  /**
   * Writes input i of step t of a sample to {@code out[offset + (t * inputs + i) * stride]}. With
   * stride B and offset b the sample becomes column b of the row-major I x B matrices X_t.
   *
   * @throws IndexOutOfBoundsException if there is no such sample or {@code out} is too short
   */
  void read(int sample, float[] out, int offset, int stride);

  /**
   * How many samples, or labelled steps with {@link Target#STEP_CLASS}, each class has; index =
   * label. Empty where targets are values.
   */
  default int[] classCounts() {
    int[] counts = new int[classes()];
    for (int sample = 0; counts.length > 0 && sample < size(); sample++) {
      if (target() == Target.CLASS) {
        counts[label(sample)]++;
        continue;
      }
      for (int step = 0; step < steps(sample); step++) {
        int label = label(sample, step);
        if (label != NO_LABEL) {
          counts[label]++;
        }
      }
    }
    return counts;
  }

  /**
   * A view of the first {@code count} samples.
   *
   * @throws UserError if {@code count} is not in 1 .. size
   */
  default Sequences first(int count) {
    if (count < 1 || count > size()) {
      throw UserError.usage(
          "cannot take the first " + count + " of " + size() + " samples",
          "choose a number from 1 to " + size());
    }
    int[] samples = new int[count];
    Arrays.setAll(samples, i -> i);
    return subset(samples);
  }

  /**
   * A view of the given samples in the given order; a sample may occur more than once.
   *
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  default Sequences subset(int[] samples) {
    return new Subset(this, samples);
  }

  /**
   * A view of {@code perClass} random samples of every class, in their original order. Class c is
   * drawn from the stream (seed, SUBSET, c), and the choice of a smaller number is contained in
   * that of a larger one with the same seed.
   *
   * @throws UserError if {@code perClass} is below 1 or some class has fewer samples, or samples
   *     have no class of their own
   */
  default Sequences balancedSubset(int perClass, long seed) {
    if (target() != Target.CLASS) {
      throw UserError.usage(
          "a subset balanced by class needs one class a sample, found targets of another kind",
          "choose a number of samples instead");
    }
    int[] counts = classCounts();
    int[][] members = new int[counts.length][];
    for (int c = 0; c < counts.length; c++) {
      if (perClass < 1 || perClass > counts[c]) {
        int least = Arrays.stream(counts).min().orElse(0);
        throw UserError.usage(
            "cannot take " + perClass + " samples of class " + c + ", which has " + counts[c],
            least < 1
                ? "every class needs at least one sample for a balanced subset"
                : "choose a number from 1 to " + least);
      }
      members[c] = new int[counts[c]];
    }
    int[] filled = new int[counts.length];
    for (int sample = 0; sample < size(); sample++) {
      int c = label(sample);
      members[c][filled[c]++] = sample;
    }
    int[] chosen = new int[perClass * counts.length];
    for (int c = 0; c < counts.length; c++) {
      new Philox(seed, Philox.Purpose.SUBSET, c).shuffle(members[c], 0, counts[c]);
      System.arraycopy(members[c], 0, chosen, c * perClass, perClass);
    }
    Arrays.sort(chosen);
    return subset(chosen);
  }
}
