package org.neuropil.compute.contract;

import org.neuropil.compute.Precision;

/**
 * How far a sum of products may be from the exact one, as a multiple of the sum of the absolute
 * values of its terms (Higham, "Accuracy and Stability of Numerical Algorithms", chapters 3 and 4).
 *
 * <p>A float sum of n products in any order is off by at most about n u times that sum, u = 2^-24 =
 * 6e-8, and as rounding errors have either sign, hardly ever by more than a few sqrt(n) u. {@value
 * #UNIT} sqrt(n) is 6.7 sqrt(n) u: above the strict bound for n up to 44, and far beyond what
 * partial sums and fused operations lead to for longer sums; yet one missing or doubled term in ten
 * thousand breaks it. Results of tanh, with derivative at most 1, carry the error of their argument
 * and a few units of their own, hence {@value #OWN} times the result.
 *
 * <p>Where tensor cores round the factors first, each term is off by twice the rounding of a
 * factor, taken as truncation: 2^-9 for tf32 and 2^-6 for bf16.
 */
final class Tolerance {
  private static final double UNIT = 4e-7;
  private static final double OWN = 4e-7;

  private Tolerance() {}

  static double of(Precision precision, double terms, double magnitude, double result) {
    double factors =
        switch (precision) {
          case FP32 -> 0;
          case TF32 -> 0x1p-9;
          case BF16 -> 0x1p-6;
        };
    return (UNIT * Math.sqrt(Math.max(1, terms)) + factors) * magnitude
        + OWN * Math.abs(result)
        + Float.MIN_NORMAL;
  }

  /** Equality of the special values, else distance; a NaN may be any NaN. */
  static boolean agree(double found, double expected, double tolerance) {
    if (Double.isNaN(expected) || Double.isInfinite(expected)) {
      return Double.compare(found, expected) == 0;
    }
    return Math.abs(found - expected) <= tolerance;
  }
}
