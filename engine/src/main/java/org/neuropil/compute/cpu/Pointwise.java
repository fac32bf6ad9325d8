package org.neuropil.compute.cpu;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;

/**
 * Elementwise kernels on ranges of arrays. Every operation is rounded on its own, so vector and
 * scalar forms give the same bits at every vector width.
 */
final class Pointwise {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private Pointwise() {}

  /** {@code a[from..to) = phi(a)}. */
  static void activate(Activation phi, float[] a, int from, int to) {
    switch (phi) {
      case IDENTITY -> {}
      case RELU -> relu(a, from, to);
      case TANH -> {
        for (int i = from; i < to; i++) {
          a[i] = FloatTanh.tanh(a[i]);
        }
      }
    }
  }

  private static void relu(float[] a, int from, int to) {
    int i = from;
    for (; i <= to - SPECIES.length(); i += SPECIES.length()) {
      FloatVector x = FloatVector.fromArray(SPECIES, a, i);
      // Only what is at or below zero is replaced: NaN stays NaN, as in PyTorch.
      VectorMask<Float> off = x.compare(VectorOperators.LE, 0f);
      x.blend(0f, off).intoArray(a, i);
    }
    for (; i < to; i++) {
      a[i] = a[i] <= 0 ? 0f : a[i];
    }
  }

  /** {@code d[dFrom..) *= phi'(h[hFrom..))} over {@code count} elements. */
  static void timesDerivative(
      Activation phi, float[] d, int dFrom, float[] h, int hFrom, int count) {
    switch (phi) {
      case IDENTITY -> {}
      case RELU -> {
        int i = 0;
        for (; i <= count - SPECIES.length(); i += SPECIES.length()) {
          // As the contract has it, the slope is 1 only above 0: not for NaN either.
          VectorMask<Float> on =
              FloatVector.fromArray(SPECIES, h, hFrom + i).compare(VectorOperators.GT, 0f);
          FloatVector.zero(SPECIES)
              .blend(FloatVector.fromArray(SPECIES, d, dFrom + i), on)
              .intoArray(d, dFrom + i);
        }
        for (; i < count; i++) {
          d[dFrom + i] = h[hFrom + i] > 0 ? d[dFrom + i] : 0f;
        }
      }
      case TANH -> {
        int i = 0;
        for (; i <= count - SPECIES.length(); i += SPECIES.length()) {
          FloatVector x = FloatVector.fromArray(SPECIES, h, hFrom + i);
          FloatVector slope = x.mul(x).neg().add(1f);
          FloatVector.fromArray(SPECIES, d, dFrom + i).mul(slope).intoArray(d, dFrom + i);
        }
        for (; i < count; i++) {
          d[dFrom + i] *= 1f - h[hFrom + i] * h[hFrom + i];
        }
      }
    }
  }

  /** Adam on elements [from, to); see {@link AdamStep}. */
  static void adam(float[] w, float[] g, float[] m, float[] v, int from, int to, AdamStep step) {
    float b1 = (float) step.beta1();
    float c1 = (float) (1 - step.beta1());
    float b2 = (float) step.beta2();
    float c2 = (float) (1 - step.beta2());
    float size = (float) step.stepSize();
    float root = (float) step.rootScale();
    float eps = (float) step.eps();
    int i = from;
    for (; i <= to - SPECIES.length(); i += SPECIES.length()) {
      FloatVector gs = FloatVector.fromArray(SPECIES, g, i);
      FloatVector ms = FloatVector.fromArray(SPECIES, m, i).mul(b1).add(gs.mul(c1));
      FloatVector vs = FloatVector.fromArray(SPECIES, v, i).mul(b2).add(gs.mul(gs).mul(c2));
      ms.intoArray(m, i);
      vs.intoArray(v, i);
      FloatVector change = ms.mul(size).div(vs.sqrt().mul(root).add(eps));
      FloatVector.fromArray(SPECIES, w, i).sub(change).intoArray(w, i);
    }
    for (; i < to; i++) {
      m[i] = m[i] * b1 + g[i] * c1;
      v[i] = v[i] * b2 + g[i] * g[i] * c2;
      w[i] -= m[i] * size / ((float) Math.sqrt(v[i]) * root + eps);
    }
  }

  /**
   * Sum of {@code a[from..to)}: 16 interleaved partial sums, then these pairwise; the same at every
   * vector width.
   */
  static float sum(float[] a, int from, int to, float[] partial) {
    Arrays.fill(partial, 0, 16, 0f);
    int i = from;
    for (; i <= to - 16; i += 16) {
      for (int lane = 0; lane < 16; lane++) {
        partial[lane] += a[i + lane];
      }
    }
    for (int lane = 0; i < to; i++, lane++) {
      partial[lane] += a[i];
    }
    for (int half = 8; half > 0; half >>= 1) {
      for (int lane = 0; lane < half; lane++) {
        partial[lane] += partial[lane + half];
      }
    }
    return partial[0];
  }
}
