package org.neuropil.cli.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Defaults that depend on other settings: every task begins with the values of the publication that
 * it comes from. They are data, in {@code task-defaults.json}.
 */
final class TaskDefaults {
  private static final String RESOURCE = "task-defaults.json";
  private static final List<Rule> RULES = readRules();

  private TaskDefaults() {}

  /** Settings that hold when every condition does; a condition is a setting and its values. */
  private record Rule(Map<String, List<String>> when, ObjectNode values) {
    boolean holds(JsonNode settings) {
      return when.entrySet().stream()
          .allMatch(condition -> {
            JsonNode value = settings.path(condition.getKey());
            // Nothing is written as the word none.
            String text = value.isNull() ? "none" : Settings.get(condition.getKey()).text(value);
            return condition.getValue().stream()
                .anyMatch(wanted ->
                    wanted.startsWith("!")
                        ? !wanted.substring(1).equals(text)
                        : wanted.equals(text));
          });
    }
  }

  /**
   * The defaults of every setting, where {@code given} is chosen.
   *
   * @param given what files and options say, already checked
   */
  static ObjectNode of(ObjectNode given) {
    ObjectNode defaults = Settings.defaults();
    for (Rule rule : RULES) {
      ObjectNode view = defaults.deepCopy();
      view.setAll(given);
      if (rule.holds(view)) {
        defaults.setAll(rule.values());
      }
    }
    return defaults;
  }

  private static List<Rule> readRules() {
    List<Rule> rules = new ArrayList<>();
    try (InputStream in = TaskDefaults.class.getResourceAsStream(RESOURCE)) {
      for (JsonNode node :
          Codecs.JSON.readTree(Objects.requireNonNull(in, RESOURCE)).path("rules")) {
        Map<String, List<String>> when = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> condition : node.path("when").properties()) {
          List<String> values = new ArrayList<>();
          condition.getValue().forEach(value -> values.add(value.asString()));
          when.put(Settings.get(condition.getKey()).key(), List.copyOf(values));
        }
        ObjectNode values = (ObjectNode) node.path("set");
        values.propertyNames().forEach(Settings::get);
        rules.add(new Rule(when, values));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(rules);
  }
}
