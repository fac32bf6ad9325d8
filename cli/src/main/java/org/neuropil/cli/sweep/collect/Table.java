package org.neuropil.cli.sweep.collect;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.neuropil.cli.run.AtomicFile;

/**
 * A tidy table: named columns, and rows of text, in which numbers stand as Java writes them; an
 * empty cell is a value that is not there. Immutable.
 */
public final class Table {
  private final Map<String, Integer> columns = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();

  /** A table of rows that hold what they hold; columns come in the order in which they appear. */
  public Table(List<String> first, List<Map<String, String>> content) {
    first.forEach(name -> columns.putIfAbsent(name, columns.size()));
    for (Map<String, String> row : content) {
      row.keySet().forEach(name -> columns.putIfAbsent(name, columns.size()));
    }
    for (Map<String, String> row : content) {
      rows.add(new Row(row));
    }
  }

  private Table(Table other, List<Row> kept) {
    columns.putAll(other.columns);
    rows.addAll(kept);
  }

  /** One row. */
  public static final class Row {
    private final Map<String, String> cells;

    Row(Map<String, String> cells) {
      this.cells = new LinkedHashMap<>(cells);
    }

    /** All cells, by column. */
    Map<String, String> cells() {
      return Collections.unmodifiableMap(cells);
    }

    /** The text of a cell, "" if there is none. */
    public String text(String column) {
      return cells.getOrDefault(column, "");
    }

    /** The number in a cell, NaN if there is none. */
    public double number(String column) {
      String text = text(column);
      try {
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
      } catch (NumberFormatException e) {
        return Double.NaN;
      }
    }
  }

  /** The names of the columns. */
  public List<String> columns() {
    return List.copyOf(columns.keySet());
  }

  /** Whether there is such a column. */
  public boolean has(String column) {
    return columns.containsKey(column);
  }

  /** The rows. */
  public List<Row> rows() {
    return Collections.unmodifiableList(rows);
  }

  /** Whether there is no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The rows that hold this. */
  public Table where(Predicate<Row> condition) {
    return new Table(this, rows.stream().filter(condition).toList());
  }

  /** Some of the rows, in the given order, under the same columns. */
  public Table of(List<Row> some) {
    return new Table(this, some);
  }

  /** The rows with this text in a column. */
  public Table where(String column, String text) {
    return where(row -> row.text(column).equals(text));
  }

  /** The finite numbers of a column, in the order of the rows. */
  public double[] numbers(String column) {
    return rows.stream().mapToDouble(row -> row.number(column)).filter(Double::isFinite).toArray();
  }

  /** The different texts of a column; numbers ascending where all are numbers. */
  public List<String> distinct(String column) {
    List<String> values =
        new ArrayList<>(rows.stream().map(r -> r.text(column)).distinct().toList());
    boolean numeric =
        rows.stream().noneMatch(r -> Double.isNaN(r.number(column))) && !rows.isEmpty();
    if (numeric) {
      values.sort(java.util.Comparator.comparingDouble(Double::parseDouble));
    }
    return values;
  }

  /** As CSV. */
  public String toCsv() {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      csv.writeRecord(columns.keySet());
      for (Row row : rows) {
        csv.writeRecord(columns.keySet().stream().map(row::text).toList());
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes a CSV file, as a whole. */
  public void write(Path file) {
    AtomicFile.write(file, toCsv());
  }
}
