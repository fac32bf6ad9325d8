package org.neuropil.cli.sweep.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.config.Setting;
import org.neuropil.cli.config.Settings;
import org.neuropil.cli.sweep.measure.MeasureSpec;
import org.neuropil.error.UserError;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a sweep is to do.
 *
 * @param name of the sweep
 * @param title for reports
 * @param labelled whether runs belong to labelled cases
 * @param varied the settings that differ between runs, without the seed
 * @param measures what is measured on every trained network
 * @param runs in the order of the tables: cases, then the grid with its last key fastest, then
 *     seeds
 */
public record Plan(
    String name,
    String title,
    boolean labelled,
    List<String> varied,
    List<MeasureSpec> measures,
    List<RunSpec> runs) {
  /** What every row of a table says of its run, whether it varies or not. */
  private static final List<String> ALWAYS =
      List.of("task", "cell", "activation", "hidden", "density");

  /** The columns that tell runs apart, by which pages group them. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    keys.add("run");
    if (labelled) {
      keys.add("case");
    }
    keys.addAll(varied);
    keys.add("seed");
    return keys;
  }

  /** The values of {@link #keys} for a run. */
  public List<String> values(RunSpec run) {
    List<String> values = new ArrayList<>();
    values.add(run.id());
    if (labelled) {
      values.add(run.label());
    }
    varied.forEach(key -> values.add(run.text(key)));
    values.add(Long.toString(run.config().seed()));
    return values;
  }

  /**
   * The columns that say what a run is, in files: those of {@link #keys}, and data set,
   * architecture, activation, size and density even where all runs have the same.
   */
  public List<String> columns() {
    List<String> columns = new ArrayList<>();
    columns.add("run");
    if (labelled) {
      columns.add("case");
    }
    columns.addAll(ALWAYS);
    varied.stream().filter(key -> !ALWAYS.contains(key)).forEach(columns::add);
    columns.add("seed");
    return columns;
  }

  /** The values of {@link #columns} for a run, by column. */
  public Map<String, String> described(RunSpec run) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String column : columns()) {
      values.put(
          column,
          switch (column) {
            case "run" -> run.id();
            case "case" -> run.label();
            default -> run.text(column);
          });
    }
    return values;
  }

  /**
   * The text of {@code plan.json}. Files of its own directory are named relative to it, so that the
   * directory may be moved.
   */
  public String toJson(Path directory) {
    ObjectNode json = Codecs.JSON.createObjectNode();
    json.put("name", name);
    json.put("title", title);
    json.put("labelled", labelled);
    ArrayNode keys = json.putArray("varied");
    varied.forEach(keys::add);
    ArrayNode asked = json.putArray("measures");
    measures.forEach(measure -> asked.add(measure.toJson()));
    ArrayNode list = json.putArray("runs");
    for (RunSpec run : runs) {
      ObjectNode one = list.addObject();
      one.put("id", run.id());
      one.put("case", run.label());
      one.set("settings", moved(run.config().values(), path -> Places.inside(directory, path)));
    }
    return Codecs.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param file where it stands
   * @throws UserError data, if it is damaged
   */
  public static Plan parse(Path file, String text) {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    try {
      JsonNode json = Codecs.JSON.readTree(text);
      List<String> varied = new ArrayList<>();
      json.path("varied").forEach(key -> varied.add(key.asString()));
      List<MeasureSpec> measures = new ArrayList<>();
      json.path("measures").forEach(measure -> measures.add(MeasureSpec.fromJson(measure)));
      List<RunSpec> runs = new ArrayList<>();
      for (JsonNode run : json.path("runs")) {
        runs.add(
            new RunSpec(
                run.path("id").asString(),
                run.path("case").asString(),
                ResolvedConfig.resolve(
                    null,
                    moved(
                        (ObjectNode) run.path("settings"),
                        path -> directory.resolve(path).normalize().toString()))));
      }
      return new Plan(
          json.path("name").asString(),
          json.path("title").asString(),
          json.path("labelled").asBoolean(),
          varied,
          measures,
          runs);
    } catch (JacksonException | ClassCastException e) {
      throw UserError.data(
          file + " is damaged: " + e.getMessage(),
          "remove it and start the sweep again; finished runs are kept",
          e);
    }
  }

  private static ObjectNode moved(ObjectNode settings, UnaryOperator<String> place) {
    for (Setting setting : Settings.all()) {
      JsonNode path = settings.path(setting.key());
      if (setting.path() && path.isString()) {
        settings.put(setting.key(), place.apply(path.asString()));
      }
    }
    return settings;
  }
}
