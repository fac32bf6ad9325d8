package org.neuropil.cli.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * One setting as the schema describes it.
 *
 * @param key its name in a configuration file; with two dashes before it the option's name
 * @param type what its values are
 * @param choices allowed words, in the order of the schema; empty if any value in range is allowed
 * @param available the values that this version can carry out; empty if all
 * @param path whether the value names a file or folder
 * @param defaultValue what holds when nothing is said
 * @param group heading under which the help lists it
 * @param description one line for the help
 * @param range the allowed values in words, e.g. "a number in (0, 1]"
 */
public record Setting(
    String key,
    Type type,
    List<String> choices,
    List<String> available,
    boolean path,
    JsonNode defaultValue,
    String group,
    String description,
    String range) {
  /** Kinds of values. */
  public enum Type {
    /** A whole number. */
    INTEGER,
    /** A number. */
    NUMBER,
    /** Yes or no. */
    BOOLEAN,
    /** A word or a path. */
    STRING
  }

  /** The words that this version can carry out. */
  public List<String> usableChoices() {
    return available.isEmpty() || choices.isEmpty() ? choices : available;
  }

  /** Whether the value may be left empty. */
  public boolean optional() {
    return defaultValue.isNull();
  }

  /** A value as a person would write it, e.g. 1e-8 rather than 1.0E-8; empty for none. */
  public String text(JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    return type == Type.NUMBER
        ? BigDecimal.valueOf(value.asDouble())
            .stripTrailingZeros()
            .toString()
            .toLowerCase(Locale.ROOT)
        : value.asString();
  }

  static Setting of(String key, JsonNode schema) {
    JsonNode typeNode = schema.path("type");
    Type type =
        switch (typeNode.isArray() ? typeNode.path(0).asString() : typeNode.asString()) {
          case "integer" -> Type.INTEGER;
          case "number" -> Type.NUMBER;
          case "boolean" -> Type.BOOLEAN;
          default -> Type.STRING;
        };
    List<String> choices = strings(schema.path("enum"));
    List<String> available = strings(schema.path("x-available"));
    boolean path = schema.path("x-path").asBoolean(false);
    return new Setting(
        key,
        type,
        choices,
        available,
        path,
        schema.path("default"),
        schema.path("x-group").asString(),
        schema.path("description").asString(),
        range(type, available.isEmpty() ? choices : available, path, schema));
  }

  private static String range(Type type, List<String> choices, boolean path, JsonNode schema) {
    return switch (type) {
      case BOOLEAN -> "true or false";
      case STRING ->
          choices.isEmpty() ? (path ? "a path" : "a word") : "one of " + String.join(", ", choices);
      case INTEGER -> interval("a whole number", schema);
      case NUMBER -> interval("a number", schema);
    };
  }

  private static String interval(String noun, JsonNode schema) {
    boolean openLow = schema.has("exclusiveMinimum");
    boolean openHigh = schema.has("exclusiveMaximum");
    JsonNode low = schema.path(openLow ? "exclusiveMinimum" : "minimum");
    JsonNode high = schema.path(openHigh ? "exclusiveMaximum" : "maximum");
    boolean bothEnds = !low.isMissingNode() && !high.isMissingNode();
    // Limits of the machine's number types would only be noise in a message.
    boolean practical = bothEnds && high.asDouble() < Integer.MAX_VALUE;
    if (practical) {
      return noun
          + (openLow ? " in (" : " in [")
          + low.asString()
          + ", "
          + high.asString()
          + (openHigh ? ")" : "]");
    }
    if (low.isMissingNode() || low.asDouble() < 0) {
      return noun;
    }
    return noun + (openLow ? " above " : " of at least ") + low.asString();
  }

  private static List<String> strings(JsonNode array) {
    List<String> words = new ArrayList<>();
    array.forEach(node -> words.add(node.asString()));
    return List.copyOf(words);
  }
}
