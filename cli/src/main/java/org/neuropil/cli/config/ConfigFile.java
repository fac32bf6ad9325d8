package org.neuropil.cli.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.neuropil.error.UserError;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A configuration file: its values, checked against the schema, and where each stands. The place of
 * every key is kept because a message without line and column is of little help in a long file.
 */
public final class ConfigFile implements Origin {

  private record Place(int line, int column) {}

  private final String name;
  private final ObjectNode values = JsonNodeFactory.instance.objectNode();
  private final Map<String, Place> keyPlaces = new HashMap<>();
  private final Map<String, Place> valuePlaces = new HashMap<>();

  private ConfigFile(String name) {
    this.name = name;
  }

  /**
   * Reads and checks a file.
   *
   * @throws UserError usage, with file, line and column
   */
  public static ConfigFile read(Path file) {
    ConfigFile config = new ConfigFile(file.toString());
    config.parse(config.text(file));
    Settings.check(config.values, config);
    return config;
  }

  /** The settings that the file gives. */
  public ObjectNode values() {
    return values;
  }

  @Override
  public String key(String key) {
    return at(keyPlaces.get(key));
  }

  @Override
  public String value(String key) {
    return at(valuePlaces.get(key)) + key;
  }

  @Override
  public String advice(String key) {
    return "correct the value";
  }

  private String at(@org.jspecify.annotations.Nullable Place place) {
    return place == null ? name + ": " : name + ":" + place.line() + ":" + place.column() + ": ";
  }

  private String text(Path file) {
    return text(file, name);
  }

  /** The whole of a text file in UTF-8. */
  static String text(Path file, String name) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException e) {
      throw UserError.usage("configuration file " + name + " does not exist", "check the path");
    } catch (AccessDeniedException e) {
      throw UserError.usage(
          "configuration file " + name + " cannot be read: permission denied",
          "check the file's permissions");
    } catch (CharacterCodingException e) {
      throw UserError.usage(
          "configuration file " + name + " is not UTF-8 text", "save it as UTF-8");
    } catch (IOException e) {
      throw UserError.usage(
          "configuration file " + name + " cannot be read: " + e.getMessage(), "check the path");
    }
  }

  private void parse(String text) {
    // A byte order mark, which some editors write, is no part of the text.
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (JsonParser parser = Codecs.YAML.createParser(body)) {
      JsonToken first = parser.nextToken();
      if (first == null || first == JsonToken.VALUE_NULL) {
        throw UserError.usage(
            "configuration file " + name + " is empty",
            "give at least one setting, e.g. hidden: 500");
      }
      if (first != JsonToken.START_OBJECT) {
        throw UserError.usage(
            at(place(parser)) + "expected lines of the form 'key: value'",
            "for example 'hidden: 500'");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        readEntry(parser);
      }
      if (parser.nextToken() != null) {
        throw UserError.usage(
            at(place(parser)) + "a second document begins here", "keep one document per file");
      }
    } catch (JacksonException e) {
      throw syntaxError(e);
    }
  }

  private void readEntry(JsonParser parser) {
    String key = parser.getString();
    Place at = place(parser);
    Place before = keyPlaces.putIfAbsent(key, at);
    if (before != null) {
      throw UserError.usage(
          at(at) + "key '" + key + "' is given twice",
          "the first is in line " + before.line() + "; remove one");
    }
    parser.nextToken();
    valuePlaces.put(key, place(parser));
    values.set(key, scalar(key, parser.readValueAsTree()));
  }

  /** The parser takes '.5' and '+1' for words although YAML 1.2 calls them numbers. */
  private static JsonNode scalar(String key, JsonNode value) {
    boolean numeric =
        Settings.find(key)
            .filter(s -> s.type() == Setting.Type.NUMBER || s.type() == Setting.Type.INTEGER)
            .isPresent();
    return numeric && value.isString() ? Values.number(value.asString(), value) : value;
  }

  private UserError syntaxError(JacksonException e) {
    TokenStreamLocation location = e.getLocation();
    Place place = location == null ? null : new Place(location.getLineNr(), location.getColumnNr());
    return UserError.usage(at(place) + "not valid YAML: " + reason(e), "correct the syntax");
  }

  /** The YAML library explains itself in several lines with excerpts; one of them is the reason. */
  static String reason(JacksonException e) {
    String[] lines = e.getOriginalMessage().split("\n");
    for (String line : lines) {
      boolean context = line.startsWith(" ") || line.startsWith("while ") || line.isBlank();
      if (!context) {
        return line.replaceAll("\\s*\\(Do not use .*", "");
      }
    }
    return lines[0];
  }

  private static Place place(JsonParser parser) {
    TokenStreamLocation location = parser.currentTokenLocation();
    return new Place(location.getLineNr(), location.getColumnNr());
  }
}
