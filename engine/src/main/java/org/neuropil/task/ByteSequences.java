package org.neuropil.task;

import java.util.Objects;

/**
 * Sequences kept as unsigned bytes, already in the order of their encoding. A table turns each byte
 * into its value, so the arithmetic of the scaling is done 256 times, whatever the size.
 */
final class ByteSequences implements Sequences {
  private final byte[] samples;
  private final byte[] labels;
  private final int steps;
  private final int inputs;
  private final int classes;
  private final float[] values;

  /**
   * Takes over the arrays without a copy.
   *
   * @param samples size x steps x inputs unsigned bytes
   * @param labels one label below {@code classes} a sample; their number is the size
   * @param values the value of each of the 256 bytes
   */
  ByteSequences(byte[] samples, byte[] labels, int steps, int inputs, int classes, float[] values) {
    if ((long) labels.length * steps * inputs != samples.length || values.length != 256) {
      throw new IllegalArgumentException(
          labels.length + " x " + steps + " x " + inputs + " bytes expected, " + samples.length);
    }
    this.samples = samples;
    this.labels = labels;
    this.steps = steps;
    this.inputs = inputs;
    this.classes = classes;
    this.values = values;
  }

  /** Bytes to [0, 1] in float arithmetic: {@code v / 255}. */
  static float[] unit() {
    float[] values = new float[256];
    for (int v = 0; v < 256; v++) {
      values[v] = v / 255f;
    }
    return values;
  }

  /** Bytes to [-1, 1], each step rounded to float: {@code (v / 255 - 0.5) / 0.5}. */
  static float[] centred() {
    float[] values = unit();
    for (int v = 0; v < 256; v++) {
      values[v] = (values[v] - 0.5f) / 0.5f;
    }
    return values;
  }

  /** The mean over all bytes of byte / 255, from an exact sum. */
  double meanByte() {
    long sum = 0;
    for (byte value : samples) {
      sum += value & 0xFF;
    }
    return sum / (255.0 * samples.length);
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public int label(int sample) {
    return labels[sample] & 0xFF;
  }

  @Override
  public void read(int sample, float[] out, int offset, int stride) {
    int length = steps * inputs;
    int from = Objects.checkIndex(sample, labels.length) * length;
    for (int i = 0, to = offset; i < length; i++, to += stride) {
      out[to] = values[samples[from + i] & 0xFF];
    }
  }
}
