package org.neuropil.task;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.neuropil.error.UserError;

/**
 * Reads the {@code .ts} format of the UEA and UCR time-series classification archive: comment lines
 * with {@code #}, header lines with {@code @}, and after {@code @data} one series a line, values
 * separated by commas, a colon, and the class label. Several files are pooled in the order of
 * reading. Only series of one channel and equal length without missing values are taken.
 */
final class TsReader {
  private static final int MOST_STEPS = 1 << 16;
  private static final int MOST_CLASSES = 1 << 16;
  private static final String AGAIN =
      "expected a .ts file of the UEA and UCR archive with one channel, equal lengths and labels";

  private final FloatBlocks x = new FloatBlocks();
  private int[] labels = new int[1024];
  private final Map<String, Integer> words = new LinkedHashMap<>();
  private float[] row = new float[256];
  private int steps;

  /** The labels that a file declares; empty if it declares none. */
  private List<String> declared = List.of();

  /** Adds the series of a file. */
  void read(TextLines lines) {
    header(lines);
    int before = x.size();
    for (String line = lines.next(); line != null; line = lines.next()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        series(lines, line.strip());
      }
    }
    if (x.size() == before) {
      throw lines.fileError("expected series after @data, found none", AGAIN);
    }
  }

  private void header(TextLines lines) {
    declared = List.of();
    for (String line = lines.next(); line != null; line = lines.next()) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (!text.startsWith("@")) {
        throw lines.error("expected a header line with @, found " + Table.shown(text), AGAIN);
      }
      String[] parts = text.split("\\s+", -1);
      String value = parts.length > 1 ? parts[1].toLowerCase(Locale.ROOT) : "";
      switch (parts[0].toLowerCase(Locale.ROOT)) {
        case "@data" -> {
          return;
        }
        case "@timestamps", "@missing", "@targetlabel" -> require(lines, parts[0], value, "false");
        case "@univariate", "@equallength" -> require(lines, parts[0], value, "true");
        case "@dimensions", "@dimension" -> require(lines, parts[0], value, "1");
        case "@classlabel" -> {
          require(lines, parts[0], value, "true");
          declared = List.of(parts).subList(2, parts.length);
          declared.forEach(word -> words.putIfAbsent(word, words.size()));
        }
        default -> {
          // Names, lengths and other facts; the series show what is true.
        }
      }
    }
    throw lines.fileError("expected a line @data, found none", AGAIN);
  }

  private static void require(TextLines lines, String key, String found, String expected) {
    if (!found.equals(expected)) {
      throw lines.error(
          "expected " + Table.shown(key) + " " + expected + ", found " + Table.shown(found), AGAIN);
    }
  }

  private void series(TextLines lines, String line) {
    int colon = line.lastIndexOf(':');
    if (colon < 0) {
      throw lines.error("expected 'values:label', found no colon", AGAIN);
    }
    if (line.indexOf(':') != colon) {
      throw lines.error("expected series of one channel, found more than one colon", AGAIN);
    }
    int count = values(lines, line, colon);
    if (steps == 0) {
      steps = count;
    } else if (count != steps) {
      throw lines.error("expected " + steps + " values, found " + count, AGAIN);
    }
    String word = line.substring(colon + 1).strip();
    Integer label = words.get(word);
    if (label == null || (!declared.isEmpty() && !declared.contains(word))) {
      if (word.isEmpty() || !declared.isEmpty()) {
        throw lines.error(
            "expected "
                + (declared.isEmpty() ? "a label" : "one of the labels of @classLabel")
                + ", found "
                + Table.shown(word),
            AGAIN);
      }
      label = words.size();
      words.put(word, label);
    }
    if (x.size() == labels.length) {
      labels = Arrays.copyOf(labels, 2 * labels.length);
    }
    labels[x.size()] = label;
    x.add(row, 0, count);
  }

  /** Reads the values before the colon to {@link #row}; returns how many there are. */
  private int values(TextLines lines, String line, int colon) {
    int count = 0;
    int from = 0;
    while (from <= colon) {
      int to = line.indexOf(',', from);
      to = to < 0 || to > colon ? colon : to;
      double value = Decimals.parse(line, from, to);
      if (!(Math.abs(value) <= Float.MAX_VALUE)) {
        value = Decimals.parse(line.substring(from, to));
      }
      if (!(Math.abs(value) <= Float.MAX_VALUE)) {
        throw lines.error(
            "expected a number as value "
                + (count + 1)
                + ", found "
                + Table.shown(line.substring(from, to)),
            AGAIN);
      }
      if (count == MOST_STEPS) {
        throw lines.error("expected at most " + MOST_STEPS + " values", AGAIN);
      }
      if (count == row.length) {
        row = Arrays.copyOf(row, 2 * count);
      }
      row[count++] = (float) value;
      from = to + 1;
    }
    return count;
  }

  /**
   * All series. Labels that are whole numbers are shifted so that the smallest is 0; others are
   * numbered as they are declared, or else as they occur.
   */
  Sequences toSequences(String name) {
    int[] classOf = new int[words.size()];
    int classes = classOf.length;
    if (words.keySet().stream().allMatch(word -> word.matches("-?[0-9]{1,9}"))) {
      List<Integer> numbers = new ArrayList<>();
      words.keySet().forEach(word -> numbers.add(Integer.valueOf(word)));
      int least = numbers.stream().mapToInt(Integer::intValue).min().orElse(0);
      Arrays.setAll(classOf, i -> numbers.get(i) - least);
      classes = Arrays.stream(classOf).max().orElse(0) + 1;
    } else {
      Arrays.setAll(classOf, i -> i);
    }
    if (classes < 2 || classes > MOST_CLASSES) {
      throw UserError.data(
          name + ": expected 2 to " + MOST_CLASSES + " classes, found " + classes, AGAIN);
    }
    int[] own = new int[x.size()];
    Arrays.setAll(own, i -> classOf[labels[i]]);
    return StoredSequences.classes(x, steps, 1, own, classes);
  }
}
