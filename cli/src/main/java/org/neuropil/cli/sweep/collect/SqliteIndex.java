package org.neuropil.cli.sweep.collect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables in an SQLite file, for those who ask in SQL. It is made anew as a whole by the one
 * process that collects, since SQLite's locks cannot be trusted on network file systems.
 */
final class SqliteIndex {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteIndex.class);

  private SqliteIndex() {}

  /** Writes the file. A machine on which SQLite does not run has the CSV files still. */
  static void write(Path file, Map<String, Table> tables) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(fresh);
      fill(fresh, tables);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (SQLException | IOException | LinkageError e) {
      LOG.warn("{} is not written: {}", file, String.valueOf(e.getMessage()));
    }
  }

  private static void fill(Path file, Map<String, Table> tables) throws SQLException {
    try (Connection base = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath())) {
      base.setAutoCommit(false);
      for (Map.Entry<String, Table> entry : tables.entrySet()) {
        fill(base, entry.getKey(), entry.getValue());
      }
      base.commit();
    }
  }

  private static void fill(Connection base, String name, Table table) throws SQLException {
    List<String> columns = table.columns();
    String names = columns.stream().map(SqliteIndex::quoted).collect(Collectors.joining(", "));
    String marks = columns.stream().map(column -> "?").collect(Collectors.joining(", "));
    try (Statement create = base.createStatement()) {
      create.executeUpdate("CREATE TABLE " + quoted(name) + " (" + names + ")");
    }
    try (PreparedStatement insert =
        base.prepareStatement("INSERT INTO " + quoted(name) + " VALUES (" + marks + ")")) {
      for (Table.Row row : table.rows()) {
        for (int i = 0; i < columns.size(); i++) {
          insert.setObject(i + 1, typed(row.text(columns.get(i))));
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** A number where the text is one, so that SQL can reckon with it. */
  private static @org.jspecify.annotations.Nullable Object typed(String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return text.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(text) : Double.valueOf(text);
    } catch (NumberFormatException e) {
      return text;
    }
  }
}
