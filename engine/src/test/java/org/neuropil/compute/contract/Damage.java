package org.neuropil.compute.contract;

import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/** Ways to spoil arguments and results. */
final class Damage {
  private Damage() {}

  static AdamStep other(AdamStep step, int ahead, double eps) {
    return new AdamStep(step.step() + ahead, step.lr(), step.beta1(), step.beta2(), eps);
  }

  static void swap(Object[] a, int i, int j) {
    Object first = a[i];
    a[i] = a[j];
    a[j] = first;
  }

  static void scale(Buffer b, float factor) {
    float[] values = b.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    b.write(values);
  }

  static void scale(Sequence s, float factor) {
    each(s, x -> x * factor);
  }

  static void withoutNaN(Sequence s) {
    each(s, x -> Float.isNaN(x) ? 0 : x);
  }

  static void withoutNaN(Buffer b) {
    float[] values = b.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.isNaN(values[i]) ? 0 : values[i];
    }
    b.write(values);
  }

  @FunctionalInterface
  private interface FloatChange {
    float of(float x);
  }

  private static void each(Sequence s, FloatChange change) {
    float[] values = new float[s.nodes() * s.batch()];
    for (int step = 0; step < s.steps(); step++) {
      s.read(step, s.batch(), values);
      for (int i = 0; i < values.length; i++) {
        values[i] = change.of(values[i]);
      }
      s.write(step, 1, s.batch(), values);
    }
  }

  static void spoilPadding(Sequence s, int step, int columns) {
    float[] values = new float[s.nodes() * s.batch()];
    s.read(step, s.batch(), values);
    for (int i = 0; i < values.length; i++) {
      values[i] = i % s.batch() < columns ? values[i] : 0.5f;
    }
    s.write(step, 1, s.batch(), values);
  }

  static void clampByRow(SparsityPattern pattern, Buffer w, float[] signs) {
    float[] values = w.toArray();
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        values[e] = values[e] * signs[i % signs.length] < 0 ? 0 : values[e];
      }
    }
    w.write(values);
  }

  /** As tensor cores round their factors in tf32. */
  static float[] tenBits(float[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = Float.intBitsToFloat((Float.floatToRawIntBits(values[i]) + 0x1000) & ~0x1FFF);
    }
    return rounded;
  }
}
