package org.neuropil.cli.command;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Arrays;
import org.neuropil.error.UserError;

/** The option {@code --ladder}: ascending levels, and the files that their networks go to. */
final class Ladder {
  private static final int MOST_LEVELS = 10_000;
  private static final int DECIMALS = 6;

  private Ladder() {}

  /**
   * Reads {@code FROM:TO:COUNT} or levels between commas.
   *
   * @throws UserError usage, if the text is neither, or levels do not ascend within [0, 1]
   */
  static double[] parse(String text) {
    double[] levels;
    try {
      String[] range = text.split(":", -1);
      if (range.length == 3) {
        int count = Integer.parseInt(range[2].strip());
        if (count < 2 || count > MOST_LEVELS) {
          throw problem(text, "a number of levels from 2 to " + MOST_LEVELS);
        }
        double from = Double.parseDouble(range[0]);
        double to = Double.parseDouble(range[1]);
        levels = new double[count];
        for (int i = 0; i < count; i++) {
          levels[i] = rounded(from + (to - from) * i / (count - 1)).doubleValue();
        }
      } else {
        levels = Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
      }
    } catch (NumberFormatException e) {
      throw problem(text, "numbers");
    }
    for (int i = 0; i < levels.length; i++) {
      if (!(levels[i] >= 0 && levels[i] <= 1) || (i > 0 && levels[i] <= levels[i - 1])) {
        throw problem(text, "levels that ascend within [0, 1]");
      }
    }
    return levels;
  }

  private static UserError problem(String text, String expected) {
    return UserError.usage(
        "--ladder needs " + expected + ", found '" + text + "'",
        "such as 0.5:0.9:25 (from, to, how many) or 0.5,0.6,0.8");
  }

  /** The file of a level: its number before the extension. */
  static Path file(Path out, double level) {
    String name = String.valueOf(out.getFileName());
    int dot = name.lastIndexOf('.');
    return out.resolveSibling(
        name.substring(0, dot) + "-" + rounded(level).toPlainString() + name.substring(dot));
  }

  private static BigDecimal rounded(double level) {
    BigDecimal plain =
        BigDecimal.valueOf(level).setScale(DECIMALS, RoundingMode.HALF_EVEN).stripTrailingZeros();
    return plain.scale() < 1 ? plain.setScale(1) : plain;
  }
}
