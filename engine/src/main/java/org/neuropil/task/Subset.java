package org.neuropil.task;

import java.util.Objects;

/** Chosen samples of another set; nothing is copied but the choice. */
final class Subset implements Sequences {
  private final Sequences base;
  private final int[] samples;

  Subset(Sequences base, int[] samples) {
    int[] resolved = new int[samples.length];
    // A subset of a subset refers to the original, so that chains of views cost one step.
    Subset parent = base instanceof Subset subset ? subset : null;
    for (int i = 0; i < samples.length; i++) {
      int sample = Objects.checkIndex(samples[i], base.size());
      resolved[i] = parent == null ? sample : parent.samples[sample];
    }
    this.base = parent == null ? base : parent.base;
    this.samples = resolved;
  }

  @Override
  public int size() {
    return samples.length;
  }

  @Override
  public int steps() {
    return base.steps();
  }

  @Override
  public int inputs() {
    return base.inputs();
  }

  @Override
  public int classes() {
    return base.classes();
  }

  @Override
  public int label(int sample) {
    return base.label(samples[sample]);
  }

  @Override
  public void read(int sample, float[] out, int offset, int stride) {
    base.read(samples[sample], out, offset, stride);
  }
}
