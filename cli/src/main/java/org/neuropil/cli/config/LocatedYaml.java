package org.neuropil.cli.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A value in a YAML text, of any depth, that knows where it stands, so that whatever is found wrong
 * with it later can be said with line and column.
 */
public final class LocatedYaml {
  private final String at;
  private final @Nullable JsonNode scalar;
  private final List<LocatedYaml> items;
  private final Map<String, Entry> entries;
  private final Kind kind;

  /** What a value is. */
  public enum Kind {
    /** Keys with values. */
    MAPPING,
    /** Values in order. */
    LIST,
    /** A word, a number, true or false, or nothing. */
    SCALAR
  }

  /** A key of a mapping; {@code at} begins messages about the key. */
  public record Entry(String key, String at, LocatedYaml value) {}

  private LocatedYaml(
      String at,
      Kind kind,
      @Nullable JsonNode scalar,
      List<LocatedYaml> items,
      Map<String, Entry> entries) {
    this.at = at;
    this.kind = kind;
    this.scalar = scalar;
    this.items = items;
    this.entries = entries;
  }

  /**
   * Reads a text.
   *
   * @param name of the file, for messages
   * @throws UserError usage, with file, line and column, if it is not one YAML mapping
   */
  public static LocatedYaml parse(String name, String text) {
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (JsonParser parser = Codecs.YAML.createParser(body)) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw UserError.usage(
            name + (first == null ? " is empty" : ": expected lines of the form 'key: value'"),
            "see the files under examples");
      }
      LocatedYaml root = read(name, parser);
      if (parser.nextToken() != null) {
        throw UserError.usage(
            at(name, parser) + "a second document begins here", "keep one document per file");
      }
      return root;
    } catch (JacksonException e) {
      TokenStreamLocation place = e.getLocation();
      throw UserError.usage(
          (place == null ? name + ": " : at(name, place.getLineNr(), place.getColumnNr()))
              + "not valid YAML: "
              + ConfigFile.reason(e),
          "correct the syntax");
    }
  }

  /** Reads a file, as {@link #parse} reads a text. */
  public static LocatedYaml read(java.nio.file.Path file) {
    return parse(file.toString(), ConfigFile.text(file, file.toString()));
  }

  /** A value that stands in no file, such as an option's. */
  public static LocatedYaml given(String origin, JsonNode scalar) {
    return new LocatedYaml(origin, Kind.SCALAR, scalar, List.of(), Map.of());
  }

  private static LocatedYaml read(String name, JsonParser parser) {
    String at = at(name, parser);
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String key = parser.getString();
        String keyAt = at(name, parser);
        parser.nextToken();
        Entry entry = new Entry(key, keyAt, read(name, parser));
        if (entries.putIfAbsent(key, entry) != null) {
          throw UserError.usage(keyAt + "key '" + key + "' is given twice", "remove one");
        }
      }
      return new LocatedYaml(at, Kind.MAPPING, null, List.of(), entries);
    }
    if (token == JsonToken.START_ARRAY) {
      List<LocatedYaml> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(read(name, parser));
      }
      return new LocatedYaml(at, Kind.LIST, null, items, Map.of());
    }
    return new LocatedYaml(at, Kind.SCALAR, parser.readValueAsTree(), List.of(), Map.of());
  }

  private static String at(String name, JsonParser parser) {
    TokenStreamLocation place = parser.currentTokenLocation();
    return at(name, place.getLineNr(), place.getColumnNr());
  }

  private static String at(String name, int line, int column) {
    return name + ":" + line + ":" + column + ": ";
  }

  /** What a message about this value begins with, e.g. "a.yaml:3:9: ". */
  public String at() {
    return at;
  }

  /** What it is. */
  public Kind kind() {
    return kind;
  }

  /** Whether it is a list or a mapping of nothing. */
  public boolean isEmpty() {
    return kind != Kind.SCALAR && items.isEmpty() && entries.isEmpty();
  }

  /** Whether the value was left empty. */
  public boolean isNothing() {
    return scalar != null && scalar.isNull();
  }

  /**
   * The keys of a mapping.
   *
   * @throws UserError usage, if it is none
   */
  public Collection<Entry> entries(String what) {
    if (kind != Kind.MAPPING) {
      throw expected(what, "a mapping of keys to values");
    }
    return entries.values();
  }

  /** The value of a key of a mapping, or null. */
  public @Nullable LocatedYaml get(String key) {
    Entry entry = entries.get(key);
    return entry == null ? null : entry.value();
  }

  /**
   * The values of a list.
   *
   * @throws UserError usage, if it is none, or empty
   */
  public List<LocatedYaml> items(String what) {
    if (kind != Kind.LIST || items.isEmpty()) {
      throw expected(what, "a list of at least one value, such as [1, 2]");
    }
    return items;
  }

  /**
   * A single value.
   *
   * @throws UserError usage, if it is a list or a mapping
   */
  public JsonNode scalar(String what) {
    if (kind != Kind.SCALAR) {
      throw expected(what, "a single value");
    }
    return Objects.requireNonNull(scalar);
  }

  /**
   * A single word or number as text.
   *
   * @throws UserError usage, if it is none
   */
  public String word(String what) {
    JsonNode node = scalar(what);
    if (node.isNull() || node.asString().isBlank()) {
      throw expected(what, "a word");
    }
    return node.asString();
  }

  /**
   * The value as a setting takes it, checked against the schema.
   *
   * @throws UserError usage, if the key is unknown or the value out of range
   */
  public JsonNode setting(String key, String keyAt) {
    JsonNode value =
        kind == Kind.SCALAR
            ? scalar(key)
            : kind == Kind.LIST
                ? JsonNodeFactory.instance.arrayNode()
                : JsonNodeFactory.instance.objectNode();
    JsonNode typed =
        Settings.find(key)
            .filter(s -> value.isString() && s.type() != Setting.Type.BOOLEAN)
            .map(s -> Values.parse(s, value.asString()))
            .orElse(value);
    Settings.check(
        JsonNodeFactory.instance.objectNode().set(key, typed),
        new Origin() {
          @Override
          public String key(String unknown) {
            return keyAt;
          }

          @Override
          public String value(String name) {
            return at + name;
          }

          @Override
          public String advice(String name) {
            return "correct the value";
          }
        });
    return typed;
  }

  /** The error for a value of the wrong form. */
  public UserError expected(String what, String form) {
    return UserError.usage(
        at + what + " must be " + form + ", found " + found(), "correct the value");
  }

  private String found() {
    return switch (kind) {
      case MAPPING -> "a mapping";
      case LIST -> items.isEmpty() ? "an empty list" : "a list";
      case SCALAR ->
          isNothing() ? "nothing" : "'" + Objects.requireNonNull(scalar).asString() + "'";
    };
  }
}
