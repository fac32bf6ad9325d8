package org.neuropil.cli.sweep.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.LocatedYaml;
import org.neuropil.cli.config.Settings;
import org.neuropil.cli.config.Suggest;
import org.neuropil.cli.sweep.measure.MeasureSpec;
import org.neuropil.error.UserError;
import tools.jackson.databind.JsonNode;

/**
 * The part of a sweep's file that a scale can override: base, grid, cases, seeds and measures.
 * Every value is checked as it is read.
 */
final class Section {
  static final List<String> KEYS = List.of("base", "grid", "cases", "seeds", "measure");
  private static final int MOST_SEEDS = 100_000;

  /**
   * Settings that are set together, and values of its own for settings that the grid varies.
   *
   * @param at where it stands
   */
  record Case(
      String label, String at, Map<String, JsonNode> settings, Map<String, List<JsonNode>> lists) {
    /** The one case of a plan without any. */
    static final Case NONE = new Case("", "", Map.of(), Map.of());

    /** The values of a setting of the grid in this case. */
    List<JsonNode> values(String key, Axis grid) {
      JsonNode one = settings.get(key);
      return one != null ? List.of(one) : lists.getOrDefault(key, grid.values());
    }
  }

  /** The values of a setting, and where they stand. */
  record Axis(String at, List<JsonNode> values) {}

  final Map<String, JsonNode> base = new LinkedHashMap<>();
  final Map<String, Axis> grid = new LinkedHashMap<>();
  List<Case> cases = List.of();

  /** Whether the file says, by an empty list of cases, that nothing is trained. */
  boolean noRuns;

  List<Long> seeds = List.of();
  List<MeasureSpec> measures = List.of();

  /** Reads what {@code mapping} has of {@link #KEYS} over what is here already. */
  void add(LocatedYaml mapping) {
    LocatedYaml given = mapping.get("base");
    if (given != null) {
      addBase(given);
    }
    given = mapping.get("grid");
    if (given != null) {
      addGrid(given);
    }
    given = mapping.get("cases");
    if (given != null) {
      noRuns = given.kind() == LocatedYaml.Kind.LIST && given.isEmpty();
      cases = noRuns ? List.of() : cases(given);
    }
    given = mapping.get("seeds");
    if (given != null) {
      seeds = seeds(given);
    }
    given = mapping.get("measure");
    if (given != null) {
      measures = measures(given);
    }
    if (mapping.get("base") != null && mapping.get("grid") != null) {
      refuseBoth(mapping);
    }
  }

  /** Refuses lists in cases for what the grid does not vary, once everything is read. */
  void checkCases() {
    for (Case one : cases) {
      for (String key : one.lists().keySet()) {
        if (!grid.containsKey(key)) {
          throw UserError.usage(
              one.at()
                  + "case '"
                  + one.label()
                  + "' has a list for '"
                  + key
                  + "', which the grid does not vary",
              "give one value, or enter '" + key + "' in grid");
        }
      }
    }
  }

  private void refuseBoth(LocatedYaml mapping) {
    LocatedYaml fixed = mapping.get("base");
    LocatedYaml varied = mapping.get("grid");
    if (fixed == null || varied == null) {
      return;
    }
    for (LocatedYaml.Entry entry : varied.entries("grid")) {
      if (fixed.get(entry.key()) != null) {
        throw UserError.usage(
            entry.at() + "'" + entry.key() + "' is in base and in grid", "keep one of both");
      }
    }
  }

  private void addBase(LocatedYaml given) {
    for (LocatedYaml.Entry entry : given.entries("base")) {
      if (entry.key().equals("seed")) {
        throw seedElsewhere(entry);
      }
      grid.remove(entry.key());
      base.put(entry.key(), entry.value().setting(entry.key(), entry.at()));
    }
  }

  private void addGrid(LocatedYaml given) {
    for (LocatedYaml.Entry entry : given.entries("grid")) {
      String key = entry.key();
      if (key.equals("seed")) {
        throw seedElsewhere(entry);
      }
      if (entry.value().isNothing()) {
        // A scale takes a dimension of the grid back.
        grid.remove(key);
        continue;
      }
      base.remove(key);
      grid.put(key, new Axis(entry.at(), values(entry)));
    }
  }

  private static List<JsonNode> values(LocatedYaml.Entry entry) {
    String key = entry.key();
    if (Settings.find(key).isEmpty()) {
      entry.value().setting(key, entry.at());
    }
    List<JsonNode> values = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (LocatedYaml item : entry.value().items(key)) {
      JsonNode value = item.setting(key, entry.at());
      if (!seen.add(Settings.get(key).text(value))) {
        throw UserError.usage(
            item.at() + key + " has the value " + value.asString() + " twice", "remove one");
      }
      values.add(value);
    }
    return values;
  }

  private static UserError seedElsewhere(LocatedYaml.Entry entry) {
    return UserError.usage(
        entry.at() + "seeds are not given here", "use seeds: [1, 2, 3] or seeds: 3");
  }

  private static List<Case> cases(LocatedYaml given) {
    List<Case> cases = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    for (LocatedYaml item : given.items("cases")) {
      Map<String, JsonNode> settings = new LinkedHashMap<>();
      Map<String, List<JsonNode>> lists = new LinkedHashMap<>();
      String label = null;
      for (LocatedYaml.Entry entry : item.entries("a case")) {
        if (entry.key().equals("label")) {
          label = entry.value().word("label");
        } else if (entry.key().equals("seed")) {
          throw seedElsewhere(entry);
        } else if (entry.value().kind() == LocatedYaml.Kind.LIST) {
          lists.put(entry.key(), values(entry));
        } else {
          settings.put(entry.key(), entry.value().setting(entry.key(), entry.at()));
        }
      }
      if (label == null) {
        throw UserError.usage(item.at() + "this case has no label", "add label: NAME");
      }
      if (!labels.add(Slug.safe(label))) {
        throw UserError.usage(item.at() + "label '" + label + "' is given twice", "choose another");
      }
      cases.add(new Case(label, item.at(), settings, lists));
    }
    return cases;
  }

  private static List<Long> seeds(LocatedYaml given) {
    if (given.kind() == LocatedYaml.Kind.LIST) {
      List<Long> seeds = new ArrayList<>();
      for (LocatedYaml item : given.items("seeds")) {
        long seed = item.setting("seed", item.at()).asLong();
        if (seeds.contains(seed)) {
          throw UserError.usage(item.at() + "seed " + seed + " is given twice", "remove one");
        }
        seeds.add(seed);
      }
      return seeds;
    }
    JsonNode count = given.scalar("seeds");
    if (!count.isIntegralNumber() || count.asDouble() < 1 || count.asDouble() > MOST_SEEDS) {
      throw given.expected("seeds", "a list of seeds, or how many (1 to " + MOST_SEEDS + ")");
    }
    return firstSeeds(count.asInt());
  }

  static List<Long> firstSeeds(int count) {
    return LongStream.rangeClosed(1, count).boxed().toList();
  }

  private static List<MeasureSpec> measures(LocatedYaml given) {
    if (given.kind() == LocatedYaml.Kind.LIST && given.isEmpty()) {
      return List.of();
    }
    List<MeasureSpec> measures = new ArrayList<>();
    for (LocatedYaml item : given.items("measure")) {
      MeasureSpec measure = MeasureSpec.parse(item);
      if (measures.stream().anyMatch(other -> other.name().equals(measure.name()))) {
        throw UserError.usage(
            item.at() + "measure " + measure.name() + " is given twice", "remove one");
      }
      measures.add(measure);
    }
    return measures;
  }

  /** Refuses keys of a mapping that are none of {@code known}. */
  static void requireKnown(LocatedYaml mapping, String what, List<String> known) {
    for (LocatedYaml.Entry entry : mapping.entries(what)) {
      if (!known.contains(entry.key())) {
        throw UserError.usage(
            entry.at() + "unknown key '" + entry.key() + "' of " + what, hint(entry.key(), known));
      }
    }
  }

  private static String hint(String key, List<String> known) {
    @Nullable String near = Suggest.nearest(key, known).orElse(null);
    if (near != null) {
      return "did you mean '" + near + "'?";
    }
    return Settings.find(key).isPresent()
        ? "settings stand under base, grid or cases"
        : "keys are " + String.join(", ", known);
  }
}
