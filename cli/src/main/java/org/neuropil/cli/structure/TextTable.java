package org.neuropil.cli.structure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/** A table in plain text: the first column to the left, numbers to the right. */
public final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /** Adds a row; all rows have as many cells. */
  public void row(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  /** Columns that the table takes. */
  int width() {
    int width = 0;
    for (int length : lengths()) {
      width += length + GAP.length();
    }
    return Math.max(0, width - GAP.length());
  }

  /** The lines; {@code after} gives what follows a row, such as a bar. */
  public List<String> lines(IntFunction<String> after) {
    int[] lengths = lengths();
    List<String> lines = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < lengths.length; c++) {
        String cell = rows.get(r).get(c);
        String blanks = " ".repeat(lengths[c] - cell.length());
        line.append(c == 0 ? "" : GAP).append(c == 0 ? cell + blanks : blanks + cell);
      }
      lines.add((line + after.apply(r)).stripTrailing());
    }
    return lines;
  }

  private int[] lengths() {
    int[] lengths = new int[rows.isEmpty() ? 0 : rows.get(0).size()];
    for (List<String> row : rows) {
      for (int c = 0; c < lengths.length; c++) {
        lengths[c] = Math.max(lengths[c], row.get(c).length());
      }
    }
    return lengths;
  }

  /** A count with separators. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number with so many decimals, or {@code -} where it is undefined. */
  static String number(double value, int decimals) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
