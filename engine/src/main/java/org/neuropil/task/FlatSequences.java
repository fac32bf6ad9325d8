package org.neuropil.task;

import org.neuropil.error.UserError;

/** A view in which every sample is one long vector in a single step. */
final class FlatSequences implements Sequences {
  private final Sequences base;

  private FlatSequences(Sequences base) {
    this.base = base;
  }

  /**
   * Samples as {@code encoding} asks for.
   *
   * @param task name of the task in messages
   * @throws UserError if vectors are asked for of texts, or where answers belong to steps
   */
  static Sequences encoded(Sequences data, Encoding encoding, String task) {
    if (encoding == Encoding.RECURRENT) {
      return data;
    }
    boolean perStep = data.target() == Target.STEP_CLASS || data.target() == Target.STEP_VALUES;
    if (perStep || data.vocabulary() > 0) {
      throw UserError.usage(
          "task "
              + task
              + (perStep ? " asks for an answer at every step" : " is made of texts")
              + ", which feed-forward networks cannot take",
          "choose a recurrent cell");
    }
    return new FlatSequences(data);
  }

  @Override
  public int size() {
    return base.size();
  }

  @Override
  public int steps() {
    return 1;
  }

  @Override
  public int inputs() {
    return base.steps() * base.inputs();
  }

  @Override
  public int classes() {
    return base.classes();
  }

  @Override
  public Target target() {
    return base.target();
  }

  @Override
  public int outputs() {
    return base.outputs();
  }

  @Override
  public int label(int sample) {
    return base.label(sample);
  }

  @Override
  public void readTargets(int sample, float[] out, float[] weights, int offset, int stride) {
    base.readTargets(sample, out, weights, offset, stride);
  }

  @Override
  public void read(int sample, float[] out, int offset, int stride) {
    base.read(sample, out, offset, stride);
  }
}
