package org.neuropil.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.function.Function;

/** The numbers beside the ticks of axes. */
final class Ticks {
  private static final double SMALLEST_PLAIN = 1e-4;
  private static final double LARGEST_PLAIN = 1e6;

  /** Up to so many decades there is room for 1, 2 and 5 of each; above, for 1. */
  private static final double DECADES_WITH_STEPS = 4;

  /** Steps of ticks are sums, which miss round numbers by some units in the last place. */
  private static final MathContext DIGITS = new MathContext(9, RoundingMode.HALF_EVEN);

  private Ticks() {}

  /** A number in as few characters as say it: 0.06, 200, 1e-5. */
  static String number(double value) {
    BigDecimal digits = new BigDecimal(value, DIGITS).stripTrailingZeros();
    double size = Math.abs(value);
    if (value == 0 || (size >= SMALLEST_PLAIN * 0.999 && size < LARGEST_PLAIN)) {
      return digits.toPlainString();
    }
    int exponent = digits.precision() - digits.scale() - 1;
    return digits.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }

  /**
   * What a logarithmic axis says at its ticks, which are the multiples of each power of ten: those
   * for which there is room.
   *
   * @param shown the numbers on the axis, all above 0
   */
  static Function<Double, String> logarithmic(double... shown) {
    double decades =
        Math.log10(Arrays.stream(shown).max().orElse(1) / Arrays.stream(shown).min().orElse(1));
    return value -> {
      int digit = leadingDigit(value);
      boolean said = digit == 1 || (decades <= DECADES_WITH_STEPS && (digit == 2 || digit == 5));
      return said ? number(value) : "";
    };
  }

  private static int leadingDigit(double value) {
    BigDecimal digits = new BigDecimal(value, DIGITS);
    return digits.unscaledValue().toString().charAt(0) - '0';
  }
}
