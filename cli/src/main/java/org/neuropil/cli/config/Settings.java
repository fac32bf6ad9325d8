package org.neuropil.cli.config;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.neuropil.error.UserError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** All settings, read once from the schema, and the check of values against it. */
public final class Settings {
  private static final String RESOURCE = "config-schema.json";
  private static final JsonNode SCHEMA = readSchema();
  private static final Map<String, Setting> ALL = readSettings();

  private Settings() {}

  /** The schema itself, e.g. for editors. */
  public static JsonNode schema() {
    return SCHEMA;
  }

  /** All settings in the order of the schema. */
  public static List<Setting> all() {
    return List.copyOf(ALL.values());
  }

  /** The names of all settings. */
  public static List<String> keys() {
    return List.copyOf(ALL.keySet());
  }

  /** The setting of this name, if there is one. */
  public static Optional<Setting> find(String key) {
    return Optional.ofNullable(ALL.get(key));
  }

  /** The setting of this name, which must exist. */
  public static Setting get(String key) {
    return find(key).orElseThrow(() -> new IllegalArgumentException("no setting " + key));
  }

  /** The default of every setting. */
  public static ObjectNode defaults() {
    ObjectNode node = Codecs.JSON.createObjectNode();
    ALL.forEach((key, setting) -> node.set(key, setting.defaultValue()));
    return node;
  }

  /**
   * Checks values against the schema.
   *
   * @throws UserError usage: the first problem in the order of the values, with its origin
   */
  public static void check(ObjectNode values, Origin origin) {
    List<String> wrong = new ArrayList<>();
    for (Error error : Validator.SCHEMA.validate(values)) {
      // An unknown key is reported for the whole object, everything else for the value itself.
      String property = error.getProperty();
      wrong.add(
          error.getInstanceLocation().getNameCount() > 0
              ? error.getInstanceLocation().getElement(0).toString()
              : Objects.requireNonNullElse(property, ""));
    }
    for (Map.Entry<String, JsonNode> value : values.properties()) {
      if (wrong.contains(value.getKey())) {
        throw problem(value.getKey(), value.getValue(), origin);
      }
      find(value.getKey()).ifPresent(setting -> checkAvailable(setting, value.getValue(), origin));
    }
    if (!wrong.isEmpty()) {
      throw new IllegalStateException("schema errors without a key: " + wrong);
    }
  }

  private static UserError problem(String key, JsonNode value, Origin origin) {
    Setting setting = ALL.get(key);
    if (setting == null) {
      return UserError.usage(
          origin.key(key) + "unknown key '" + key + "'",
          Suggest.hint(key, keys(), "every key is an option of 'neuropil train --help'"));
    }
    String found =
        switch (value.getNodeType()) {
          case NULL -> "nothing";
          case OBJECT -> "a mapping";
          case ARRAY -> "a list";
          case STRING -> "'" + value.asString() + "'";
          default -> value.asString();
        };
    return UserError.usage(
        origin.value(key) + " must be " + setting.range() + ", found " + found,
        value.isString() && !setting.choices().isEmpty()
            ? Suggest.hint(value.asString(), setting.usableChoices(), origin.advice(key))
            : origin.advice(key));
  }

  private static void checkAvailable(Setting setting, JsonNode value, Origin origin) {
    if (!setting.available().isEmpty() && !setting.available().contains(value.asString())) {
      throw UserError.usage(
          origin.value(setting.key()) + " " + value.asString() + " is not in this version",
          setting.choices().isEmpty() ? "leave it away" : "choose " + oneOf(setting.available()));
    }
  }

  /** "a, b or c". */
  private static String oneOf(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.getFirst()
        : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  private static JsonNode readSchema() {
    try (InputStream in = Settings.class.getResourceAsStream(RESOURCE)) {
      return Codecs.JSON.readTree(Objects.requireNonNull(in, RESOURCE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Setting> readSettings() {
    Map<String, Setting> settings = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> property : SCHEMA.path("properties").properties()) {
      settings.put(property.getKey(), Setting.of(property.getKey(), property.getValue()));
    }
    return Collections.unmodifiableMap(settings);
  }

  /** Built on first use: help and other commands need no validator. */
  private static final class Validator {
    static final Schema SCHEMA =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(plain(Settings.SCHEMA));

    /** The schema without our own annotations, which the validator would complain about. */
    private static JsonNode plain(JsonNode schema) {
      JsonNode copy = schema.deepCopy();
      for (JsonNode property : copy.path("properties")) {
        ((ObjectNode) property).remove(List.of("x-group", "x-path", "x-available"));
      }
      return copy;
    }
  }
}
