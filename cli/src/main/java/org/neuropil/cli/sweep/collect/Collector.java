package org.neuropil.cli.sweep.collect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.Settings;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.sweep.measure.MeasureContext;
import org.neuropil.cli.sweep.measure.MeasureSpec;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.run.FailedRun;
import org.neuropil.cli.sweep.run.SweepDirectory;
import org.neuropil.error.UserError;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Collects the run directories of a sweep into tables. It reads files and nothing else. */
public final class Collector {
  /** Parts of a summary that depend on the machine, its load and what else it did. */
  private static final Set<String> MACHINE =
      Set.of(
          "timing",
          "memory",
          "versions",
          "backend",
          "device",
          "plan",
          "precision",
          "threads",
          "data");

  private static final String EPOCH = "epoch";
  private static final String SECONDS = "seconds";

  private final Plan plan;
  private final List<Map<String, String>> runs = new ArrayList<>();
  private final List<Map<String, String>> epochs = new ArrayList<>();
  private final List<Map<String, String>> structure = new ArrayList<>();
  private final List<Map<String, String>> lists = new ArrayList<>();
  private final List<Map<String, String>> timing = new ArrayList<>();
  private final List<Map<String, String>> epochTiming = new ArrayList<>();

  private Collector(Plan plan) {
    this.plan = plan;
  }

  /** A run, where it is and where it stands. */
  record Entry(
      RunSpec run, Path folder, SweepDirectory.Status status, List<MeasureSpec> measures) {}

  /** The tables of a plan's runs in a directory, in the order of the plan. */
  public static Results collect(Plan plan, SweepDirectory directory) {
    return collect(
        plan,
        plan.runs().stream()
            .map(run ->
                new Entry(run, directory.run(run), directory.status(plan, run), plan.measures()))
            .toList());
  }

  /**
   * The tables of several directories of runs and sweeps together; every directory is a case.
   *
   * @param name of the whole
   */
  public static Results together(String name, List<Path> directories) {
    List<Entry> entries = Together.entries(directories);
    return collect(Together.plan(name, entries), entries);
  }

  private static Results collect(Plan plan, List<Entry> entries) {
    Collector collector = new Collector(plan);
    entries.forEach(collector::add);
    List<String> keys = plan.keys();
    List<String> first = new ArrayList<>(keys);
    first.add("status");
    return new Results(
        plan,
        new Table(first, collector.runs),
        new Table(keys, collector.epochs),
        new Table(keys, collector.structure),
        new Table(keys, collector.lists),
        new Table(keys, collector.timing),
        new Table(keys, collector.epochTiming));
  }

  private void add(Entry entry) {
    Path folder = entry.folder();
    Map<String, String> keys = keys(entry.run());
    Map<String, String> row = new LinkedHashMap<>(keys);
    row.put("status", entry.status().name().toLowerCase(Locale.ROOT));
    if (RunDirectory.isComplete(folder)) {
      addSummary(folder, keys, row);
      addEpochs(folder.resolve("metrics.csv"), keys);
      if (Files.exists(folder.resolve("structure.csv"))) {
        for (Map<String, String> line : CsvLines.read(folder.resolve("structure.csv"))) {
          structure.add(joined(keys, line));
        }
      }
      for (MeasureSpec measure : entry.measures()) {
        Path file = MeasureContext.file(folder, measure.name());
        if (Files.exists(file)) {
          Flat.into(
              measure.name(),
              MeasureContext.read(file).path("values"),
              row,
              (name, list) -> addList(keys, name, list));
        }
      }
    }
    if (entry.status() == SweepDirectory.Status.FAILED) {
      FailedRun.read(folder).ifPresent(failed -> row.put("error", failed.error()));
    }
    runs.add(row);
  }

  private Map<String, String> keys(RunSpec run) {
    Map<String, String> keys = new LinkedHashMap<>();
    List<String> values = plan.values(run);
    for (int i = 0; i < values.size(); i++) {
      keys.put(plan.keys().get(i), values.get(i));
    }
    return keys;
  }

  private void addSummary(Path folder, Map<String, String> keys, Map<String, String> row) {
    Path file = RunDirectory.summaryOf(folder);
    JsonNode summary;
    try {
      summary = Codecs.JSON.readTree(file);
    } catch (JacksonException e) {
      throw UserError.data(
          file + " is damaged: " + e.getOriginalMessage(),
          "remove it; the sweep writes it anew",
          e);
    }
    Map<String, String> took = new LinkedHashMap<>(keys);
    for (Map.Entry<String, JsonNode> entry : summary.properties()) {
      String name = entry.getKey();
      boolean setting = Settings.find(name).isPresent() && !name.equals("epochs");
      if (MACHINE.contains(name)) {
        Flat.into(
            name.equals("timing") || name.equals("memory") ? "" : name,
            entry.getValue(),
            took,
            (key, list) -> {});
      } else if (!setting || name.equals("epochs")) {
        Flat.into(
            name.equals("epochs") ? "epochs_done" : name,
            entry.getValue(),
            row,
            (key, list) -> addList(keys, key, list));
      }
    }
    timing.add(took);
  }

  /** Splits the lines into what was learned and how long it took. */
  private void addEpochs(Path file, Map<String, String> keys) {
    if (!Files.exists(file)) {
      return;
    }
    Map<String, String> before = Map.of();
    for (Map<String, String> line : CsvLines.read(file)) {
      Map<String, String> learned = new LinkedHashMap<>(line);
      learned.remove(SECONDS);
      epochs.add(joined(keys, learned));
      Map<String, String> took = new LinkedHashMap<>(keys);
      for (String column : List.of(EPOCH, "step", SECONDS)) {
        took.put(column, line.getOrDefault(column, ""));
      }
      took.put("epoch_seconds", perEpoch(before, line));
      epochTiming.add(took);
      before = line;
    }
  }

  /** Seconds of each epoch since the line before, in thousandths; "" before the first. */
  private static String perEpoch(Map<String, String> before, Map<String, String> line) {
    double epochs = number(line, EPOCH) - number(before, EPOCH);
    double seconds = number(line, SECONDS) - number(before, SECONDS);
    return epochs > 0 && Double.isFinite(seconds)
        ? Double.toString(Math.round(1_000 * seconds / epochs) / 1_000.0)
        : "";
  }

  private static double number(Map<String, String> line, String column) {
    String text = line.getOrDefault(column, "");
    return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
  }

  private static Map<String, String> joined(Map<String, String> keys, Map<String, String> line) {
    Map<String, String> row = new LinkedHashMap<>(keys);
    row.putAll(line);
    return row;
  }

  private void addList(Map<String, String> keys, String name, JsonNode list) {
    for (int i = 0; i < list.size(); i++) {
      Map<String, String> row = new LinkedHashMap<>(keys);
      row.put("list", name);
      row.put("index", Integer.toString(i));
      row.put("value", list.path(i).asString());
      lists.add(row);
    }
  }
}
