package org.neuropil.compute.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
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

  /** Magnitudes below this count as zero in gradients and moments. */
  static final float TINY = 0x1p-100f;

  /** Nanoseconds that {@link #adam} takes for a value, roughly. */
  static final double ADAM_COST = 1;

  /** The root of {@link #TINY}. */
  static final float TINY_ROOT = 0x1p-50f;

  private Pointwise() {}

  /**
   * {@code a[from..to) = phi(a)}. Softplus alone does not keep zeros: the caller clears the padding
   * behind it.
   */
  static void activate(Activation phi, float[] a, int from, int to) {
    switch (phi) {
      case IDENTITY -> {}
      case RELU -> relu(a, from, to);
      case TANH -> {
        int i = from;
        for (; i <= to - SPECIES.length(); i += SPECIES.length()) {
          tanh(FloatVector.fromArray(SPECIES, a, i)).intoArray(a, i);
        }
        for (; i < to; i++) {
          a[i] = FloatTanh.tanh(a[i]);
        }
      }
      case SOFTPLUS -> {
        // For single time constants, never whole layers: no vectors.
        for (int i = from; i < to; i++) {
          a[i] = (float) phi.apply(a[i]);
        }
      }
    }
  }

  /** The same operations as {@link FloatTanh#tanh}. */
  private static FloatVector tanh(FloatVector x) {
    FloatVector y = x.abs().mul(2f).min(FloatTanh.LIMIT);
    FloatVector t = y.fma(broadcast(FloatTanh.LOG2_E), broadcast(FloatTanh.ROUNDER));
    FloatVector minusN = broadcast(FloatTanh.ROUNDER).sub(t);
    FloatVector r = minusN.fma(broadcast(FloatTanh.LN2_HIGH), y);
    r = minusN.fma(broadcast(FloatTanh.LN2_LOW), r);
    FloatVector p = r.fma(broadcast(FloatTanh.C8), broadcast(FloatTanh.C7));
    p = p.fma(r, broadcast(FloatTanh.C6));
    p = p.fma(r, broadcast(FloatTanh.C5));
    p = p.fma(r, broadcast(FloatTanh.C4));
    p = p.fma(r, broadcast(FloatTanh.C3));
    p = p.fma(r, broadcast(FloatTanh.C2));
    FloatVector q = p.mul(r).fma(r, r);
    IntVector exponent =
        t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(FloatTanh.ONE_BITS);
    FloatVector power = exponent.reinterpretAsFloats();
    FloatVector e = power.fma(q, power.sub(1f));
    FloatVector value = e.div(e.add(2f));
    IntVector sign = x.reinterpretAsInts().lanewise(VectorOperators.AND, FloatTanh.SIGN);
    return value.reinterpretAsInts().lanewise(VectorOperators.OR, sign).reinterpretAsFloats();
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(SPECIES, value);
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

  /**
   * {@code d[dFrom..) *= phi'(h[hFrom..))} over {@code count} elements. Results below {@link #TINY}
   * become 0: a gradient that fades over the time steps would otherwise end in subnormal numbers,
   * on which processors are some hundred times slower.
   */
  static void timesDerivative(
      Activation phi, float[] d, int dFrom, float[] h, int hFrom, int count) {
    int i = 0;
    for (; phi != Activation.SOFTPLUS && i <= count - SPECIES.length(); i += SPECIES.length()) {
      FloatVector x = FloatVector.fromArray(SPECIES, d, dFrom + i);
      if (phi == Activation.RELU) {
        // The slope is 1 only above 0: not for NaN either.
        VectorMask<Float> on =
            FloatVector.fromArray(SPECIES, h, hFrom + i).compare(VectorOperators.GT, 0f);
        x = FloatVector.zero(SPECIES).blend(x, on);
      } else if (phi == Activation.TANH) {
        FloatVector y = FloatVector.fromArray(SPECIES, h, hFrom + i);
        x = x.mul(y.neg().fma(y, FloatVector.broadcast(SPECIES, 1f)));
      }
      x.blend(0f, x.abs().compare(VectorOperators.LT, TINY)).intoArray(d, dFrom + i);
    }
    for (; i < count; i++) {
      float x = d[dFrom + i];
      float y = phi == Activation.IDENTITY ? 0f : h[hFrom + i];
      if (phi == Activation.RELU) {
        x = y > 0 ? x : 0f;
      } else if (phi == Activation.TANH) {
        x *= Math.fma(-y, y, 1f);
      } else if (phi == Activation.SOFTPLUS) {
        x *= (float) phi.derivative(y);
      }
      d[dFrom + i] = Math.abs(x) < TINY ? 0f : x;
    }
  }

  /**
   * Adam on elements [from, to); see {@link AdamStep}. First moments below {@link #TINY} and
   * squares of gradients below {@link #TINY_ROOT} count as 0: against eps = 1e-8 neither can be
   * seen in a float, and without this the moments of silent connections fade into slow subnormal
   * numbers.
   */
  static void adam(float[] w, float[] g, float[] m, float[] v, int from, int to, AdamStep step) {
    float b1 = (float) step.beta1();
    float c1 = (float) (1 - step.beta1());
    float b2 = (float) step.beta2();
    float c2 = (float) (1 - step.beta2());
    float size = (float) step.stepSize();
    float root = (float) step.rootScale();
    float eps = (float) step.epsilon();
    float clip = (float) step.clip();
    int i = from;
    for (; i <= to - SPECIES.length(); i += SPECIES.length()) {
      FloatVector gs = FloatVector.fromArray(SPECIES, g, i);
      // Comparisons leave NaN as it is.
      gs = gs.blend(clip, gs.compare(VectorOperators.GT, clip));
      gs = gs.blend(-clip, gs.compare(VectorOperators.LT, -clip));
      FloatVector ms = FloatVector.fromArray(SPECIES, m, i).mul(b1).add(gs.mul(c1));
      ms = ms.blend(0f, ms.abs().compare(VectorOperators.LT, TINY));
      FloatVector seen = gs.blend(0f, gs.abs().compare(VectorOperators.LT, TINY_ROOT));
      FloatVector vs = FloatVector.fromArray(SPECIES, v, i).mul(b2).add(seen.mul(seen).mul(c2));
      vs = vs.blend(0f, vs.compare(VectorOperators.LT, TINY));
      ms.intoArray(m, i);
      vs.intoArray(v, i);
      FloatVector change = ms.mul(size).div(vs.sqrt().mul(root).add(eps));
      FloatVector.fromArray(SPECIES, w, i).sub(change).intoArray(w, i);
    }
    for (; i < to; i++) {
      float cut = Math.min(Math.max(g[i], -clip), clip);
      float ms = m[i] * b1 + cut * c1;
      m[i] = Math.abs(ms) < TINY ? 0f : ms;
      float seen = Math.abs(cut) < TINY_ROOT ? 0f : cut;
      float vs = v[i] * b2 + seen * seen * c2;
      v[i] = vs < TINY ? 0f : vs;
      w[i] -= m[i] * size / ((float) Math.sqrt(v[i]) * root + eps);
    }
  }

  /**
   * Sum of {@code count} pieces of {@code width} floats, {@code apart} from each other: 16
   * interleaved partial sums, then these pairwise; the same bits at every vector width.
   *
   * @param width a multiple of 16
   * @param partial room for 16 floats
   */
  static float sum(float[] a, int from, int apart, int count, int width, float[] partial) {
    int lanes = SPECIES.length();
    for (int lane = 0; lane < 16; lane += lanes) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int s = 0; s < count; s++) {
        int at = from + s * apart + lane;
        for (int k = 0; k < width; k += 16) {
          sum = sum.add(FloatVector.fromArray(SPECIES, a, at + k));
        }
      }
      sum.intoArray(partial, lane);
    }
    for (int half = 8; half > 0; half >>= 1) {
      for (int lane = 0; lane < half; lane++) {
        partial[lane] += partial[lane + half];
      }
    }
    return partial[0];
  }
}
