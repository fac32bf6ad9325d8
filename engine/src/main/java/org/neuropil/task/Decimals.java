package org.neuropil.task;

/** Decimal numbers in text. */
final class Decimals {
  /** Powers of ten that a double holds exactly. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final long EXACT = 1L << 53;

  private Decimals() {}

  /**
   * The double nearest to the number in {@code text[from..to)}: optional sign, digits with an
   * optional point, optional exponent. NaN where it is anything else or too large for a double; the
   * words NaN and Infinity are no numbers here.
   *
   * <p>Up to 2^53 in its digits and with at most 22 places after the point, which is what data
   * files hold, one exact division gives the correctly rounded result (Clinger 1990); the rest goes
   * the long way.
   */
  static double parse(CharSequence text, int from, int to) {
    int at = from;
    boolean negative = at < to && text.charAt(at) == '-';
    if (negative || (at < to && text.charAt(at) == '+')) {
      at++;
    }
    long mantissa = 0;
    int digits = 0;
    int places = 0;
    boolean point = false;
    boolean exact = true;
    for (; at < to; at++) {
      char c = text.charAt(at);
      if (c >= '0' && c <= '9') {
        digits++;
        places += point ? 1 : 0;
        exact &= mantissa < EXACT / 10;
        mantissa = exact ? 10 * mantissa + (c - '0') : mantissa;
      } else if (c == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    if (digits == 0) {
      return Double.NaN;
    }
    int exponent = 0;
    if (at < to) {
      if ((text.charAt(at) | 0x20) != 'e') {
        return Double.NaN;
      }
      at++;
      boolean down = at < to && text.charAt(at) == '-';
      if (down || (at < to && text.charAt(at) == '+')) {
        at++;
      }
      if (at == to) {
        return Double.NaN;
      }
      for (; at < to; at++) {
        char c = text.charAt(at);
        if (c < '0' || c > '9') {
          return Double.NaN;
        }
        exponent = Math.min(100_000, 10 * exponent + (c - '0'));
      }
      exponent = down ? -exponent : exponent;
    }
    int scale = exponent - places;
    double value;
    if (exact && scale >= -22 && scale <= 22) {
      value = scale < 0 ? mantissa / POWERS[-scale] : mantissa * POWERS[scale];
      value = negative ? -value : value;
    } else {
      value = Double.parseDouble(text.subSequence(from, to).toString());
    }
    return Double.isFinite(value) ? value : Double.NaN;
  }

  /** The number in all of {@code text}, spaces around it aside; see {@link #parse}. */
  static double parse(String text) {
    String trimmed = text.strip();
    return parse(trimmed, 0, trimmed.length());
  }
}
