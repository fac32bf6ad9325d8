package org.neuropil.analysis.io;

import java.nio.charset.StandardCharsets;

/** Numbers straight out of a line's bytes; the common forms without making strings. */
final class NumberText {
  /** What {@link #node} gives for text that is no node number. */
  static final int NAME = -1;

  /** What {@link #node} gives for a number below 0. */
  static final int NEGATIVE = -2;

  private static final int EXACT_DIGITS = 15;
  private static final double[] POWERS = new double[EXACT_DIGITS + 1];

  static {
    // All of these are exact, so that one division rounds once.
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private NumberText() {}

  /**
   * The node number in {@code text[from..to)}: digits without a sign or a leading 0. More than
   * eight of them give {@code Integer.MAX_VALUE}.
   */
  static int node(byte[] text, int from, int to) {
    int length = to - from;
    if (length > 1 && text[from] == '-' && digits(text, from + 1, to)) {
      return NEGATIVE;
    }
    if (length == 0 || (length > 1 && text[from] == '0')) {
      return NAME;
    }
    if (length > 8) {
      return digits(text, from, to) ? Integer.MAX_VALUE : NAME;
    }
    int number = 0;
    for (int at = from; at < to; at++) {
      int digit = text[at] - '0';
      if (digit < 0 || digit > 9) {
        return NAME;
      }
      number = 10 * number + digit;
    }
    return number;
  }

  private static boolean digits(byte[] text, int from, int to) {
    for (int at = from; at < to; at++) {
      if (text[at] < '0' || text[at] > '9') {
        return false;
      }
    }
    return true;
  }

  /**
   * The weight in {@code text[from..to)}: a decimal number, or + or - alone for +1 and -1; NaN if
   * it is neither or lies beyond the range of float. A number other than 0 never becomes 0, since
   * its sign counts.
   */
  static float weight(byte[] text, int from, int to) {
    int at = from;
    boolean negative = false;
    if (at < to && (text[at] == '-' || text[at] == '+')) {
      negative = text[at++] == '-';
    }
    if (at == to) {
      return at == from ? Float.NaN : negative ? -1 : 1;
    }
    long mantissa = 0;
    int digits = 0;
    int fraction = 0;
    boolean point = false;
    boolean nonzero = false;
    for (; at < to; at++) {
      int digit = text[at] - '0';
      if (text[at] == '.' && !point) {
        point = true;
      } else if (digit >= 0 && digit <= 9) {
        nonzero |= digit != 0;
        mantissa = 10 * mantissa + digit;
        digits++;
        fraction += point ? 1 : 0;
      } else {
        break;
      }
    }
    if (digits == 0 || (at < to && !exponent(text, at, to))) {
      return Float.NaN;
    }
    float value;
    if (at == to && digits <= EXACT_DIGITS) {
      value = (float) (mantissa / POWERS[fraction]);
    } else {
      value =
          Math.abs(Float.parseFloat(new String(text, from, to - from, StandardCharsets.US_ASCII)));
    }
    if (Float.isInfinite(value)) {
      return Float.NaN;
    }
    if (value == 0 && nonzero) {
      value = Float.MIN_VALUE;
    }
    return negative ? -value : value;
  }

  private static boolean exponent(byte[] text, int from, int to) {
    int at = from;
    if (text[at] != 'e' && text[at] != 'E') {
      return false;
    }
    at++;
    if (at < to && (text[at] == '-' || text[at] == '+')) {
      at++;
    }
    return at < to && digits(text, at, to);
  }

  /** The shortest text that reads back as {@code weight}, without a point for whole numbers. */
  static String text(float weight) {
    int whole = (int) weight;
    return whole == weight && Math.abs(whole) < 1_000_000
        ? Integer.toString(whole)
        : Float.toString(weight);
  }
}
