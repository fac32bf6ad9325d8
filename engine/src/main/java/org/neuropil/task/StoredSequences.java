package org.neuropil.task;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sequences kept as floats, of equal or unequal lengths. Where the answer is asked for at every
 * step, a short sample simply ends early; where it is asked for after the last step, a short sample
 * is filled with zeros at its front, so that its last row is the last step.
 */
final class StoredSequences implements Sequences {
  private final FloatBlocks x;
  private final int steps;
  private final int inputs;
  private final Target target;
  private final int outputs;
  private final int vocabulary;
  private final int[] labels;
  private final int[][] stepLabels;
  private final @Nullable FloatBlocks y;
  private final @Nullable FloatBlocks weights;

  private StoredSequences(
      FloatBlocks x,
      int steps,
      int inputs,
      Target target,
      int outputs,
      int vocabulary,
      int[] labels,
      int[][] stepLabels,
      @Nullable FloatBlocks y,
      @Nullable FloatBlocks weights) {
    this.x = x;
    this.steps = steps;
    this.inputs = inputs;
    this.target = target;
    this.outputs = outputs;
    this.vocabulary = vocabulary;
    this.labels = labels;
    this.stepLabels = stepLabels;
    this.y = y;
    this.weights = weights;
  }

  /**
   * One class a sample.
   *
   * @param x a row of steps x inputs values for each sample, last index fastest
   * @param steps length of the longest sample
   */
  static StoredSequences classes(FloatBlocks x, int steps, int inputs, int[] labels, int classes) {
    return new StoredSequences(
        x, steps, inputs, Target.CLASS, classes, 0, labels, new int[0][], null, null);
  }

  /** One class a sample, which is a text: a row holds the numbers of its tokens. */
  static StoredSequences texts(
      FloatBlocks tokens, int steps, int vocabulary, int[] labels, int classes) {
    return new StoredSequences(
        tokens, steps, 1, Target.CLASS, classes, vocabulary, labels, new int[0][], null, null);
  }

  /** One class a step, or {@link Sequences#NO_LABEL}. */
  static StoredSequences stepClasses(
      FloatBlocks x, int steps, int inputs, int[][] labels, int classes) {
    return new StoredSequences(
        x, steps, inputs, Target.STEP_CLASS, classes, 0, new int[0], labels, null, null);
  }

  /** Values after the last step: a row of {@code outputs} values of {@code y} for each sample. */
  static StoredSequences values(FloatBlocks x, int steps, int inputs, FloatBlocks y, int outputs) {
    return new StoredSequences(
        x, steps, inputs, Target.VALUES, outputs, 0, new int[0], new int[0][], y, null);
  }

  /**
   * Values at every step.
   *
   * @param weights like {@code y}; null means 1 everywhere
   */
  static StoredSequences stepValues(
      FloatBlocks x,
      int steps,
      int inputs,
      FloatBlocks y,
      @Nullable FloatBlocks weights,
      int outputs) {
    return new StoredSequences(
        x, steps, inputs, Target.STEP_VALUES, outputs, 0, new int[0], new int[0][], y, weights);
  }

  private boolean perStep() {
    return target == Target.STEP_CLASS || target == Target.STEP_VALUES;
  }

  @Override
  public int size() {
    return x.size();
  }

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public int steps(int sample) {
    int own = x.length(sample) / inputs;
    return perStep() ? own : steps;
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int classes() {
    return target == Target.CLASS || target == Target.STEP_CLASS ? outputs : 0;
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public int vocabulary() {
    return vocabulary;
  }

  @Override
  public int label(int sample) {
    if (target != Target.CLASS) {
      throw new UnsupportedOperationException("targets are of kind " + target);
    }
    return labels[sample];
  }

  @Override
  public int label(int sample, int step) {
    if (target != Target.STEP_CLASS) {
      throw new UnsupportedOperationException("targets are of kind " + target);
    }
    return stepLabels[sample][step];
  }

  @Override
  public void read(int sample, float[] out, int offset, int stride) {
    int missing = steps(sample) * inputs - x.length(sample);
    int to = offset;
    for (int i = 0; i < missing; i++, to += stride) {
      out[to] = 0;
    }
    x.read(sample, out, to, stride);
  }

  @Override
  public void readTargets(int sample, float[] out, float[] weight, int offset, int stride) {
    if (y == null) {
      throw new UnsupportedOperationException("targets are of kind " + target);
    }
    y.read(sample, out, offset, stride);
    if (target == Target.VALUES) {
      return;
    }
    if (weights != null) {
      weights.read(sample, weight, offset, stride);
      return;
    }
    int values = y.length(Objects.checkIndex(sample, y.size()));
    for (int i = 0, to = offset; i < values; i++, to += stride) {
      weight[to] = 1;
    }
  }
}
