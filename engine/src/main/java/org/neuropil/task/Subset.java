package org.neuropil.task;

import java.util.List;
import java.util.Objects;

/** Chosen samples of another set; nothing is copied but the choice. */
final class Subset implements Sequences {
  private final Sequences base;
  private final int[] samples;
  private final boolean wholeBlocks;

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
    this.wholeBlocks = wholeBlocks(this.base.blockSize(), resolved);
  }

  /** Whether the choice keeps blocks together, so that batches may still be cut from them. */
  private static boolean wholeBlocks(int block, int[] samples) {
    for (int i = 0; i < samples.length; i++) {
      int place = i % block;
      if (samples[i] % block != place || samples[i] != samples[i - place] + place) {
        return false;
      }
    }
    return true;
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
  public Target target() {
    return base.target();
  }

  @Override
  public int outputs() {
    return base.outputs();
  }

  @Override
  public boolean sigmoidOutputs() {
    return base.sigmoidOutputs();
  }

  @Override
  public boolean generated() {
    return wholeBlocks && base.generated();
  }

  @Override
  public int blockSize() {
    return wholeBlocks ? base.blockSize() : 1;
  }

  @Override
  public int vocabulary() {
    return base.vocabulary();
  }

  @Override
  public int steps(int sample) {
    return base.steps(samples[sample]);
  }

  @Override
  public int label(int sample, int step) {
    return base.label(samples[sample], step);
  }

  @Override
  public void readTargets(int sample, float[] out, float[] weights, int offset, int stride) {
    base.readTargets(samples[sample], out, weights, offset, stride);
  }

  @Override
  public boolean isCorrect(int sample, float[] outputs) {
    return base.isCorrect(samples[sample], outputs);
  }

  @Override
  public boolean scored() {
    return base.scored();
  }

  @Override
  public List<String> groups() {
    return base.groups();
  }

  @Override
  public int group(int sample) {
    return base.group(samples[sample]);
  }

  @Override
  public void read(int sample, float[] out, int offset, int stride) {
    base.read(samples[sample], out, offset, stride);
  }
}
