package org.neuropil.task;

import java.util.Arrays;
import org.neuropil.error.UserError;

/**
 * The rows of a text file of separated fields. Blank lines are passed over; spaces around a field,
 * and one pair of double quotes, are no part of it. Separators inside quotes are not supported.
 */
final class Table implements AutoCloseable {
  private final TextLines lines;
  private final char separator;
  private String row = "";
  private int[] bounds = new int[64];
  private int fields;

  Table(TextLines lines, char separator) {
    this.lines = lines;
    this.separator = separator;
  }

  /** Moves to the next row that is not blank; false after the last one. */
  boolean next() {
    String text = lines.next();
    while (text != null && text.isBlank()) {
      text = lines.next();
    }
    if (text == null) {
      return false;
    }
    row = text;
    fields = 0;
    int from = 0;
    for (int at = 0; at <= text.length(); at++) {
      if (at == text.length() || text.charAt(at) == separator) {
        field(from, at);
        from = at + 1;
      }
    }
    return true;
  }

  private void field(int from, int to) {
    while (from < to && row.charAt(from) <= ' ') {
      from++;
    }
    while (to > from && row.charAt(to - 1) <= ' ') {
      to--;
    }
    if (to - from >= 2 && row.charAt(from) == '"' && row.charAt(to - 1) == '"') {
      from++;
      to--;
    }
    if (bounds.length < 2 * fields + 2) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * fields] = from;
    bounds[2 * fields + 1] = to;
    fields++;
  }

  /** Fields of the row. */
  int count() {
    return fields;
  }

  /** Refuses a row that has not so many fields. */
  void requireCount(int expected) {
    if (fields != expected) {
      throw error("expected " + expected + " columns, found " + fields);
    }
  }

  /** Whether a field is empty. */
  boolean isEmpty(int field) {
    return bounds[2 * field] == bounds[2 * field + 1];
  }

  /** A field as text. */
  String text(int field) {
    return row.substring(bounds[2 * field], bounds[2 * field + 1]);
  }

  /** A field as a number that a float can hold. */
  double number(int field) {
    double value = Decimals.parse(row, bounds[2 * field], bounds[2 * field + 1]);
    if (Math.abs(value) <= Float.MAX_VALUE) {
      return value;
    }
    throw error("expected a number in column " + (field + 1) + ", found " + shown(text(field)));
  }

  /** What is wrong with the row. */
  UserError error(String what) {
    return lines.error(what, "correct the line");
  }

  /** The lines that the rows come from. */
  TextLines lines() {
    return lines;
  }

  /** A piece of a file as it may stand in a message: short and without control characters. */
  static String shown(String text) {
    if (text.isEmpty()) {
      return "nothing";
    }
    String cut = text.length() > 40 ? text.substring(0, 40) + "..." : text;
    return "'" + cut.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?") + "'";
  }

  @Override
  public void close() {
    lines.close();
  }
}
