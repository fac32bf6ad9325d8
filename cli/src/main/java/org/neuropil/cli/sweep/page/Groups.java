package org.neuropil.cli.sweep.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neuropil.cli.sweep.collect.Table;

/**
 * Rows that differ in nothing but the seed, by a label that says in what they differ from others.
 */
public final class Groups {
  private Groups() {}

  /** The groups of a table over some of its columns, in the order of the rows. */
  public static Map<String, Table> by(Table table, List<String> columns) {
    Map<String, List<Table.Row>> members = new LinkedHashMap<>();
    for (Table.Row row : table.rows()) {
      members.computeIfAbsent(label(row, columns), label -> new ArrayList<>()).add(row);
    }
    Map<String, Table> groups = new LinkedHashMap<>();
    members.forEach((label, rows) -> groups.put(label, table.of(rows)));
    return groups;
  }

  private static String label(Table.Row row, List<String> columns) {
    List<String> parts = new ArrayList<>();
    for (String column : columns) {
      String value = row.text(column);
      if (!value.isEmpty()) {
        parts.add(column.equals("case") ? value : column + " " + value);
      }
    }
    return parts.isEmpty() ? "all" : String.join(", ", parts);
  }
}
