package org.neuropil.compute.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;

/**
 * A linear combination of sequences' slices times the slope of an activation, in one pass: each
 * element is a chain of fused multiply-adds in the order of the terms. Magnitudes below {@link
 * Pointwise#TINY} become 0, as a state or gradient that fades over many steps would otherwise end
 * in slow subnormal numbers.
 */
final class Combination {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  /** The most terms there may be. */
  private static final int MOST = 6;

  private final int count;
  private final float[] factors = new float[MOST];
  private final float[][] data = new float[MOST][];
  private final int[] from = new int[MOST];
  private final Activation phi;
  private final float[] h;
  private final int hFrom;

  /**
   * The terms, each with its factor in float.
   *
   * @param h outputs of phi; null where phi is the identity
   */
  Combination(Backend.Term[] terms, Activation phi, @Nullable CpuSequence h, int hStep) {
    if (terms.length < 1 || terms.length > MOST) {
      throw new IllegalArgumentException(terms.length + " terms; 1 to " + MOST + " are possible");
    }
    count = terms.length;
    for (int k = 0; k < MOST; k++) {
      // Absent terms point to the first one; they are not read.
      Backend.Term term = terms[k < count ? k : 0];
      CpuSequence x = (CpuSequence) term.x();
      factors[k] = (float) term.factor();
      data[k] = x.data();
      from[k] = x.at(term.step());
    }
    if (h == null && phi != Activation.IDENTITY) {
      throw new IllegalArgumentException("the slope of " + phi + " needs its outputs");
    }
    this.phi = h == null ? Activation.IDENTITY : phi;
    this.h = h == null ? data[0] : h.data();
    this.hFrom = h == null ? from[0] : h.at(hStep);
  }

  /**
   * Elements [first, last) of the slice that begins at {@code outFrom}; both are multiples of 16.
   */
  void run(float[] out, int outFrom, int first, int last) {
    float[] x0 = data[0];
    float[] x1 = data[1];
    float[] x2 = data[2];
    float[] x3 = data[3];
    float[] x4 = data[4];
    float[] x5 = data[5];
    for (int i = first; i < last; i += SPECIES.length()) {
      FloatVector sum = FloatVector.fromArray(SPECIES, x0, from[0] + i).mul(factors[0]);
      if (count > 1) {
        sum = plus(sum, 1, x1, i);
      }
      if (count > 2) {
        sum = plus(sum, 2, x2, i);
      }
      if (count > 3) {
        sum = plus(sum, 3, x3, i);
      }
      if (count > 4) {
        sum = plus(sum, 4, x4, i);
      }
      if (count > 5) {
        sum = plus(sum, 5, x5, i);
      }
      if (phi == Activation.TANH) {
        FloatVector y = FloatVector.fromArray(SPECIES, h, hFrom + i);
        sum = sum.mul(y.neg().fma(y, FloatVector.broadcast(SPECIES, 1f)));
      } else if (phi == Activation.RELU) {
        // The slope is 1 only above 0: not for NaN either.
        VectorMask<Float> on =
            FloatVector.fromArray(SPECIES, h, hFrom + i).compare(VectorOperators.GT, 0f);
        sum = FloatVector.zero(SPECIES).blend(sum, on);
      }
      sum.blend(0f, sum.abs().compare(VectorOperators.LT, Pointwise.TINY))
          .intoArray(out, outFrom + i);
    }
    if (phi == Activation.SOFTPLUS) {
      Pointwise.timesDerivative(phi, out, outFrom + first, h, hFrom + first, last - first);
    }
  }

  private FloatVector plus(FloatVector sum, int term, float[] x, int i) {
    FloatVector values = FloatVector.fromArray(SPECIES, x, from[term] + i);
    return values.fma(FloatVector.broadcast(SPECIES, factors[term]), sum);
  }
}
