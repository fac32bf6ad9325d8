package org.neuropil.compute.cpu;

/**
 * The hyperbolic tangent in float, made of operations that IEEE 754 defines bit for bit, so that
 * interpreter, compiler and every vector width agree; library versions differ between them.
 *
 * <p>tanh(a) = E / (E + 2) with E = exp(2a) - 1 for a = |x|. With n the integer nearest to 2a / ln
 * 2 and r = 2a - n ln 2, E = 2^n q + (2^n - 1), where q = exp(r) - 1 comes from its Taylor series;
 * |r| is at most ln 2 / 2 = 0.35, so eight terms leave 1e-9. Within 3 units in the last place of
 * the true value (see the test).
 */
final class FloatTanh {
  /** From here on the result is 1 in float: 2a = 20 is far beyond. */
  static final float LIMIT = 20f;

  static final float LOG2_E = (float) 1.4426950408889634;

  /** Adding this rounds to the nearest integer, left in the low bits. */
  static final float ROUNDER = 0x1.8p23f;

  /** ln 2 = HIGH + LOW; HIGH has few enough bits that n * HIGH is exact. */
  static final float LN2_HIGH = 0x1.62ep-1f;

  static final float LN2_LOW = (float) (0.6931471805599453 - 0x1.62ep-1);

  static final float C2 = 1f / 2;
  static final float C3 = 1f / 6;
  static final float C4 = 1f / 24;
  static final float C5 = 1f / 120;
  static final float C6 = 1f / 720;
  static final float C7 = 1f / 5040;
  static final float C8 = 1f / 40320;

  /** The bits of 1f, whose exponent field the power of two is added to. */
  static final int ONE_BITS = 0x3F800000;

  static final int SIGN = 0x80000000;

  private FloatTanh() {}

  static float tanh(float x) {
    float y = Math.min(2f * Math.abs(x), LIMIT);
    float t = Math.fma(y, LOG2_E, ROUNDER);
    float n = t - ROUNDER;
    float r = Math.fma(-n, LN2_LOW, Math.fma(-n, LN2_HIGH, y));
    float p = Math.fma(C8, r, C7);
    p = Math.fma(p, r, C6);
    p = Math.fma(p, r, C5);
    p = Math.fma(p, r, C4);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, C2);
    float q = Math.fma(p * r, r, r);
    float power = Float.intBitsToFloat((Float.floatToRawIntBits(t) << 23) + ONE_BITS);
    float e = Math.fma(power, q, power - 1f);
    float value = e / (e + 2f);
    int bits = Float.floatToRawIntBits(value) | (Float.floatToRawIntBits(x) & SIGN);
    return Float.intBitsToFloat(bits);
  }
}
