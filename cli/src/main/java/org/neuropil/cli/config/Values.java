package org.neuropil.cli.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Turns words into values of the type that a setting expects. */
public final class Values {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,4})?");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Values() {}

  /**
   * The value of an option as JSON; a word of the wrong type stays a string, which the check
   * against the schema then refuses by the setting's name.
   */
  public static JsonNode parse(Setting setting, String word) {
    return switch (setting.type()) {
      case INTEGER, NUMBER -> number(word.strip(), NODES.stringNode(word));
      case BOOLEAN ->
          switch (word.toLowerCase(Locale.ROOT)) {
            case "true" -> NODES.booleanNode(true);
            case "false" -> NODES.booleanNode(false);
            default -> NODES.stringNode(word);
          };
      case STRING -> NODES.stringNode(word);
    };
  }

  /** A number if the word is one in YAML's sense, else {@code otherwise}. */
  static JsonNode number(String word, JsonNode otherwise) {
    if (!NUMBER.matcher(word).matches()) {
      return otherwise;
    }
    BigDecimal value = new BigDecimal(word);
    boolean whole = word.chars().allMatch(c -> c == '-' || c == '+' || (c >= '0' && c <= '9'));
    if (!whole) {
      return NODES.numberNode(value.doubleValue());
    }
    BigInteger integer = value.toBigIntegerExact();
    return integer.bitLength() < Long.SIZE
        ? NODES.numberNode(integer.longValue())
        : NODES.numberNode(integer);
  }
}
