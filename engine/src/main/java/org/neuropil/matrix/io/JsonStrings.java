package org.neuropil.matrix.io;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Metadata as JSON: one object whose values are strings. */
final class JsonStrings {
  static final JsonFactory JSON = new JsonFactory();

  private JsonStrings() {}

  /** The object, keys in order. */
  static String format(Map<String, String> strings) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      write(json, strings);
    }
    return text.toString();
  }

  static void write(JsonGenerator json, Map<String, String> strings) {
    json.writeStartObject();
    new TreeMap<>(strings).forEach(json::writeStringProperty);
    json.writeEndObject();
  }

  static Map<String, String> parse(String text, String where) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
      json.nextToken();
      Map<String, String> strings = read(json, where);
      if (json.nextToken() != null) {
        throw Faults.damaged(where, "text follows the metadata");
      }
      return strings;
    } catch (JacksonException e) {
      throw Faults.damaged(
          where, "metadata is not JSON: " + Faults.printable(e.getOriginalMessage()));
    }
  }

  /** Reads the object at whose start the parser stands, up to its end. */
  static Map<String, String> read(JsonParser json, String where) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw Faults.damaged(where, "metadata is not a JSON object");
    }
    Map<String, String> strings = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        throw Faults.damaged(where, "metadata " + Faults.printable(key) + " is not a string");
      }
      if (strings.put(key, json.getString()) != null) {
        throw Faults.damaged(where, "metadata " + Faults.printable(key) + " occurs twice");
      }
    }
    return strings;
  }
}
