package org.neuropil.cli.sweep.collect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.cli.sweep.plan.Plan;

/**
 * The tables of a sweep. All but the last two hold nothing that depends on the machine's speed, so
 * that they are the same however often the sweep was interrupted.
 *
 * <p>Here rows name a run by what tells it from others, by which pages group them. In files, most
 * tables say what it is with data set, architecture, size and density, so that files of several
 * sweeps can be put together.
 *
 * @param plan what was to be done
 * @param runs a row per run: what tells it apart, its status, final figures, measures
 * @param epochs a row per run and epoch
 * @param structure a row per run and record of its wiring; empty if none was asked for
 * @param lists a row per element of the lists that measures give; empty if there are none
 * @param timing a row per run: times, memory, device, versions
 * @param epochTiming a row per run and epoch: seconds
 */
public record Results(
    Plan plan,
    Table runs,
    Table epochs,
    Table structure,
    Table lists,
    Table timing,
    Table epochTiming) {
  /** The runs that are complete. */
  public Table complete() {
    return runs.where("status", "complete");
  }

  /** The tables as files have them, by the files' names; those without rows are left out. */
  public Map<String, Table> tables() {
    Map<String, Table> tables = new LinkedHashMap<>();
    tables.put("runs", described(runs));
    tables.put("epochs", described(epochs));
    tables.put("structure", structure);
    tables.put("lists", lists);
    tables.put("timing", described(timing));
    tables.put("epoch_timing", described(epochTiming));
    tables.values().removeIf(Table::isEmpty);
    return tables;
  }

  /** A table whose rows begin with everything that says what their runs are. */
  private Table described(Table table) {
    Map<String, Map<String, String>> runsById = new HashMap<>();
    plan.runs().forEach(run -> runsById.put(run.id(), plan.described(run)));
    List<Map<String, String>> rows = new ArrayList<>();
    for (Table.Row row : table.rows()) {
      Map<String, String> cells =
          new LinkedHashMap<>(runsById.getOrDefault(row.text("run"), Map.of()));
      cells.putAll(row.cells());
      rows.add(cells);
    }
    List<String> columns = new ArrayList<>(plan.columns());
    columns.addAll(table.columns());
    return new Table(columns, rows);
  }

  /** Writes every table as CSV, and all of them as an SQLite file, into a folder. */
  public void write(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw IoErrors.writing(folder, e);
    }
    tables().forEach((name, table) -> table.write(folder.resolve(name + ".csv")));
    SqliteIndex.write(folder.resolve("sweep.sqlite"), tables());
  }
}
