package org.neuropil.cli.structure;

import java.nio.charset.Charset;

/**
 * Bars of a table in a terminal, in colour where that is wanted.
 *
 * @param columns characters that a bar may take; below 4 there are no bars
 * @param colour whether to paint them
 * @param block what a bar is made of
 */
public record BarChart(int columns, boolean colour, char block) {
  private static final int MOST_COLUMNS = 40;
  private static final String BALANCED = "\u001b[34m";
  private static final String UNBALANCED = "\u001b[33m";
  private static final String PLAIN = "\u001b[0m";

  /** No bars, as for files and pipes. */
  public static BarChart none() {
    return new BarChart(0, false, '#');
  }

  /**
   * Bars beside a table.
   *
   * @param room columns of the terminal
   * @param used columns of the table
   * @param colour whether colours are wanted
   * @param charset what the terminal can show
   */
  public static BarChart beside(int room, int used, boolean colour, Charset charset) {
    // The last column stays free, since terminals wrap when it is written.
    int left = Math.min(MOST_COLUMNS, room - used - 3);
    return new BarChart(
        Math.max(0, left), colour, charset.newEncoder().canEncode('\u2588') ? '\u2588' : '#');
  }

  /** A bar for a share of the longest one, with the two blanks before it; "" without room. */
  public String bar(double share, boolean balanced) {
    if (columns < 4 || !(share > 0)) {
      return "";
    }
    // What is there at all is seen.
    int length = (int) Math.max(1, Math.round(columns * Math.min(1, share)));
    String bar = String.valueOf(block).repeat(length);
    return "  " + (colour ? (balanced ? BALANCED : UNBALANCED) + bar + PLAIN : bar);
  }
}
