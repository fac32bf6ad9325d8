package org.neuropil.cli.sweep.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.LocatedYaml;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.config.Suggest;
import org.neuropil.error.UserError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file that describes a sweep: a base of settings, a grid of varied ones, cases of settings that
 * go together, seeds, measures, and scales that override parts of these.
 */
public final class SweepFile {
  private static final int MOST_RUNS = 100_000;
  private static final List<String> KEYS =
      List.of("name", "title", "base", "grid", "cases", "seeds", "measure", "scales");

  private final String origin;
  private final LocatedYaml root;
  private final Map<String, LocatedYaml> scales = new LinkedHashMap<>();

  private SweepFile(String origin, LocatedYaml root) {
    this.origin = origin;
    this.root = root;
    Section.requireKnown(root, "a sweep", KEYS);
    LocatedYaml given = root.get("scales");
    if (given != null) {
      for (LocatedYaml.Entry entry : given.entries("scales")) {
        Section.requireKnown(entry.value(), "a scale", Section.KEYS);
        scales.put(entry.key(), entry.value());
      }
    }
  }

  /**
   * What a user changes about a plan from outside.
   *
   * @param scale which of the file's scales; null for none
   * @param seeds so many seeds, 1, 2, ..., rather than the file's; 0 for the file's
   * @param data the folder of the data; null for the file's. A folder in it that has the name of a
   *     run's task is preferred, so that one folder can hold the data of all tasks; plans of
   *     several tasks need it so, except for tasks that are generated
   */
  public record Choice(@Nullable String scale, int seeds, @Nullable Path data) {
    /** The file as it is. */
    public static Choice none() {
      return new Choice(null, 0, null);
    }
  }

  /**
   * Reads a file.
   *
   * @throws UserError usage, with file, line and column
   */
  public static SweepFile read(Path file) {
    return new SweepFile(file.toString(), LocatedYaml.read(file));
  }

  /** Reads a text; {@code origin} names it in messages. */
  public static SweepFile parse(String origin, String text) {
    return new SweepFile(origin, LocatedYaml.parse(origin, text));
  }

  /** The sweep's name. */
  public String name() {
    LocatedYaml name = root.get("name");
    if (name == null) {
      throw UserError.usage(origin + ": the sweep has no name", "add name: NAME");
    }
    String word = name.word("name");
    if (!word.equals(Slug.safe(word))) {
      throw name.expected("name", "made of letters, digits, dots, dashes and underscores");
    }
    return word;
  }

  /** The names of its scales. */
  public List<String> scales() {
    return List.copyOf(scales.keySet());
  }

  /**
   * The plan.
   *
   * @throws UserError usage, with the place of what is wrong
   */
  public Plan plan(Choice choice) {
    Section section = new Section();
    section.add(root);
    if (choice.scale() != null) {
      LocatedYaml scale = scales.get(choice.scale());
      if (scale == null) {
        throw UserError.usage(
            origin + " has no scale '" + choice.scale() + "'",
            scales.isEmpty()
                ? "it has none"
                : Suggest.hint(
                    choice.scale(), scales(), "scales are " + String.join(", ", scales())));
      }
      section.add(scale);
    }
    section.checkCases();
    List<Long> seeds =
        choice.seeds() > 0
            ? Section.firstSeeds(choice.seeds())
            : section.seeds.isEmpty() ? List.of(1L) : section.seeds;
    List<String> varied = varied(section);
    DataFolders folders = DataFolders.of(choice.data(), section);
    List<RunSpec> runs = section.noRuns ? List.of() : runs(section, seeds, folders);
    LocatedYaml title = root.get("title");
    return new Plan(
        name(),
        title == null ? name() : title.word("title"),
        !section.cases.isEmpty(),
        varied,
        section.measures,
        runs);
  }

  private static List<String> varied(Section section) {
    List<String> keys = new ArrayList<>();
    for (Section.Case one : section.cases) {
      one.settings().keySet().stream().filter(key -> !keys.contains(key)).forEach(keys::add);
    }
    section.grid.keySet().stream().filter(key -> !keys.contains(key)).forEach(keys::add);
    return keys;
  }

  private List<RunSpec> runs(Section section, List<Long> seeds, DataFolders folders) {
    List<Section.Case> cases = section.cases.isEmpty() ? List.of(Section.Case.NONE) : section.cases;
    List<String> named = List.copyOf(section.grid.keySet());
    List<RunSpec> runs = new ArrayList<>();
    Map<ResolvedConfig, String> seen = new HashMap<>();
    Map<String, Integer> names = new HashMap<>();
    for (Section.Case one : cases) {
      for (Map<String, JsonNode> point : points(section, one, cases.size() * seeds.size())) {
        for (long seed : seeds) {
          ObjectNode settings = Codecs.JSON.createObjectNode();
          section.base.forEach(settings::set);
          one.settings().forEach(settings::set);
          point.forEach(settings::set);
          settings.put("seed", seed);
          RunSpec run = named(one.label(), named, resolve(settings, folders, one, point));
          String twin = seen.putIfAbsent(run.config(), run.id());
          if (twin != null) {
            throw UserError.usage(
                origin + ": runs " + twin + " and " + run.id() + " have the same settings",
                "remove what makes them twice");
          }
          int count = names.merge(run.id(), 1, Integer::sum);
          runs.add(
              count == 1 ? run : new RunSpec(run.id() + "-v" + count, run.label(), run.config()));
        }
      }
    }
    return runs;
  }

  private static RunSpec named(String label, List<String> varied, ResolvedConfig config) {
    return new RunSpec(Slug.of(label, varied, new RunSpec("", label, config)), label, config);
  }

  private ResolvedConfig resolve(
      ObjectNode settings, DataFolders folders, Section.Case one, Map<String, JsonNode> point) {
    try {
      ResolvedConfig config = ResolvedConfig.resolve(null, settings);
      Path data = folders.of(config.task());
      if (data == null) {
        return config;
      }
      settings.put("data", data.toString());
      return ResolvedConfig.resolve(null, settings);
    } catch (UserError e) {
      String where = (one.label() + " " + point).replace("{}", "").strip();
      throw UserError.usage(
          origin + (where.isEmpty() ? "" : ", run " + where) + ": " + e.getMessage(),
          "correct the plan");
    }
  }

  /** All points of the grid for a case, the last key fastest. */
  private static List<Map<String, JsonNode>> points(
      Section section, Section.Case one, long others) {
    long count = others;
    List<Map<String, JsonNode>> points = List.of(Map.of());
    for (Map.Entry<String, Section.Axis> axis : section.grid.entrySet()) {
      List<JsonNode> values = one.values(axis.getKey(), axis.getValue());
      count *= values.size();
      if (count > MOST_RUNS) {
        throw UserError.usage(
            axis.getValue().at() + "the plan has more than " + MOST_RUNS + " runs",
            "vary less at a time");
      }
      List<Map<String, JsonNode>> longer = new ArrayList<>();
      for (Map<String, JsonNode> point : points) {
        for (JsonNode value : values) {
          Map<String, JsonNode> next = new LinkedHashMap<>(point);
          next.put(axis.getKey(), value);
          longer.add(next);
        }
      }
      points = longer;
    }
    return points;
  }
}
