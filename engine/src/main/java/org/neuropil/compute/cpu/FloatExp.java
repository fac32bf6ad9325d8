package org.neuropil.compute.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The exponential of numbers that are not positive, in float, made of the same IEEE 754 operations
 * as {@link FloatTanh}: exp(x) = 2^n exp(r) with r = x - n ln 2, |r| at most 0.35. Within 2 units
 * in the last place; 0 below -87, where the result would be near the subnormal numbers.
 */
final class FloatExp {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

  private static final float LOWEST = -87f;

  private FloatExp() {}

  /** exp(x) for x at most 0; NaN stays NaN. */
  static FloatVector exp(FloatVector x) {
    FloatVector y = x.max(LOWEST);
    FloatVector t = y.fma(of(FloatTanh.LOG2_E), of(FloatTanh.ROUNDER));
    FloatVector minusN = of(FloatTanh.ROUNDER).sub(t);
    FloatVector r = minusN.fma(of(FloatTanh.LN2_HIGH), y);
    r = minusN.fma(of(FloatTanh.LN2_LOW), r);
    FloatVector p = r.fma(of(FloatTanh.C8), of(FloatTanh.C7));
    p = p.fma(r, of(FloatTanh.C6));
    p = p.fma(r, of(FloatTanh.C5));
    p = p.fma(r, of(FloatTanh.C4));
    p = p.fma(r, of(FloatTanh.C3));
    p = p.fma(r, of(FloatTanh.C2));
    FloatVector q = p.mul(r).fma(r, r);
    IntVector exponent =
        t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).add(FloatTanh.ONE_BITS);
    FloatVector power = exponent.reinterpretAsFloats();
    return power.fma(q, power).blend(0f, x.compare(VectorOperators.LT, LOWEST));
  }

  private static FloatVector of(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }
}
