package org.neuropil.cli.sweep.collect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.cli.sweep.plan.Plan;

/**
 * The tables of a sweep. All but the last hold nothing that depends on the machine's speed, so that
 * they are the same however often the sweep was interrupted.
 *
 * @param plan what was to be done
 * @param runs a row per run: what tells it apart, its status, final figures, measures
 * @param epochs a row per run and epoch
 * @param structure a row per run and record of its wiring; empty if none was asked for
 * @param lists a row per element of the lists that measures give; empty if there are none
 * @param timing a row per run: times, memory, device, versions
 */
public record Results(
    Plan plan, Table runs, Table epochs, Table structure, Table lists, Table timing) {
  /** The runs that are complete. */
  public Table complete() {
    return runs.where("status", "complete");
  }

  /** The tables by the names of their files, those without rows left out. */
  public Map<String, Table> tables() {
    Map<String, Table> tables = new LinkedHashMap<>();
    tables.put("runs", runs);
    tables.put("epochs", epochs);
    tables.put("structure", structure);
    tables.put("lists", lists);
    tables.put("timing", timing);
    tables.values().removeIf(Table::isEmpty);
    return tables;
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
