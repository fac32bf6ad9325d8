package org.neuropil.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neuropil.error.UserError;

/**
 * Localization data for person activity (UCI data set 196): the activity at every step from the tag
 * that reports, one of four, and its place, as Zhang et al. 2023 have it. Windows of 32 rows begin
 * every 16 rows of a series; a fixed permutation of all windows gives 10 % validation and 15 %
 * test. Overlapping windows may lie on both sides, so accuracies are optimistic.
 *
 * <p>Variant {@code drop-last} leaves the last series of the file out, as the authors' code does;
 * {@code keep-last} has it.
 */
final class HarTask {
  static final String FILE = "ConfLongDemo_JSI.txt";
  static final int INPUTS = 7;

  /** Seed of the published split. */
  static final int SEED = 27731;

  private static final int COLUMNS = 8;
  private static final List<String> TAGS =
      List.of("010-000-024-033", "010-000-030-096", "020-000-033-111", "020-000-032-221");
  private static final int CLASSES = 7;
  private static final Map<String, Integer> ACTIVITIES =
      Map.ofEntries(
          Map.entry("lying down", 0),
          Map.entry("lying", 0),
          Map.entry("sitting down", 1),
          Map.entry("sitting", 1),
          Map.entry("standing up from lying", 2),
          Map.entry("standing up from sitting", 2),
          Map.entry("standing up from sitting on the ground", 2),
          Map.entry("walking", 3),
          Map.entry("falling", 4),
          Map.entry("on all fours", 5),
          Map.entry("sitting on the ground", 6));
  private static final String NEEDED =
      "the folder must hold " + FILE + " of the data set Localization Data for Person Activity";

  private HarTask() {}

  static TaskData load(TaskRequest request) {
    String variant = request.variantOf(List.of("drop-last", "keep-last"));
    Path folder = request.requireFolder(NEEDED);
    Path path = DataFiles.locate(folder, List.of(FILE), NEEDED).getOrDefault(FILE, folder);
    try (Table table = new Table(TextLines.open(path), ',')) {
      TaskData task = read(table, variant.equals("keep-last"));
      FlatSequences.encoded(task.train(), request.encoding(), request.name());
      return task;
    }
  }

  /** Reads the rows and splits their windows. */
  static TaskData read(Table table, boolean keepLast) {
    Windows windows = new Windows(INPUTS);
    List<float[]> rows = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    String series = "";
    while (table.next()) {
      table.requireCount(COLUMNS);
      String name = table.text(0);
      if (!name.equals(series)) {
        cut(windows, rows, classes);
        series = name;
      }
      float[] row = new float[INPUTS];
      int tag = TAGS.indexOf(table.text(1));
      if (tag < 0) {
        throw table.error(
            "expected one of the tags "
                + String.join(", ", TAGS)
                + " in column 2, found "
                + Table.shown(table.text(1)));
      }
      row[tag] = 1;
      for (int i = 0; i < 3; i++) {
        row[4 + i] = (float) table.number(4 + i);
      }
      Integer label = ACTIVITIES.get(table.text(7));
      if (label == null) {
        throw table.error("unknown activity " + Table.shown(table.text(7)) + " in column 8");
      }
      rows.add(row);
      classes.add(label);
    }
    if (keepLast) {
      cut(windows, rows, classes);
    }
    return split(table.lines(), windows, keepLast);
  }

  /** Ends a series: its windows are cut, its rows forgotten. */
  private static void cut(Windows windows, List<float[]> rows, List<Integer> classes) {
    for (int start = 0; start < rows.size() - Windows.STEPS; start += Windows.HOP) {
      windows.add(rows, classes, start);
    }
    rows.clear();
    classes.clear();
  }

  private static TaskData split(TextLines lines, Windows windows, boolean keepLast) {
    int count = windows.size();
    int first = count / 10;
    int second = first + (int) (count * 15L / 100);
    if (first == 0) {
      throw UserError.data(
          lines.name() + ": expected at least 10 windows of 32 rows, found " + count,
          "get the whole file" + (keepLast ? "" : ", or use variant keep-last"));
    }
    int[] order = LegacyNumpyRandom.permutation(SEED, count);
    Sequences all = windows.toSequences(CLASSES);
    Map<String, String> origin = new LinkedHashMap<>();
    origin.put(FILE, lines.digest());
    origin.put("series", keepLast ? "all" : "all but the last of the file");
    origin.put("split", "windows by numpy's legacy permutation, seed " + SEED);
    return TaskData.described(
        "har",
        all.subset(Arrays.copyOfRange(order, second, count)),
        all.subset(Arrays.copyOfRange(order, first, second)),
        all.subset(Arrays.copyOf(order, first)),
        origin);
  }
}
