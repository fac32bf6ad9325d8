package org.neuropil.cli.sweep.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.LocatedYaml;
import org.neuropil.cli.config.Suggest;
import org.neuropil.error.UserError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A measure that a plan asks for.
 *
 * @param name of the measure
 * @param options every option of the measure with the value that holds
 */
public record MeasureSpec(String name, ObjectNode options) {

  /** A measure with its defaults. */
  public static MeasureSpec of(String name) {
    return new MeasureSpec(name, defaults(Measures.get(name)));
  }

  /**
   * Reads an entry of a plan: a name, or a name with options ({@code motifs: {null: 1000}}).
   *
   * @throws UserError usage, for unknown measures and options and values of the wrong kind
   */
  public static MeasureSpec parse(LocatedYaml entry) {
    if (entry.kind() != LocatedYaml.Kind.MAPPING) {
      return of(known(entry.word("a measure"), entry.at()).name());
    }
    List<LocatedYaml.Entry> only = new ArrayList<>(entry.entries("a measure"));
    if (only.size() != 1) {
      throw entry.expected("a measure", "one name with its options");
    }
    Measure measure = known(only.get(0).key(), only.get(0).at());
    ObjectNode options = defaults(measure);
    if (!only.get(0).value().isNothing()) {
      for (LocatedYaml.Entry option : only.get(0).value().entries("options of " + measure.name())) {
        options.set(option.key(), checked(measure, options, option));
      }
    }
    return new MeasureSpec(measure.name(), options);
  }

  private static Measure known(String name, String at) {
    return Measures.find(name)
        .orElseThrow(() ->
            UserError.usage(
                at + "there is no measure '" + name + "'",
                Suggest.hint(
                    name,
                    Measures.names(),
                    "measures are " + String.join(", ", Measures.names()))));
  }

  private static JsonNode checked(Measure measure, ObjectNode defaults, LocatedYaml.Entry option) {
    String what = "option '" + option.key() + "' of measure " + measure.name();
    JsonNode model = defaults.get(option.key());
    if (model == null) {
      List<String> names = measure.options().stream().map(Measure.Option::name).toList();
      throw UserError.usage(
          option.at() + "there is no " + what,
          Suggest.hint(
              option.key(),
              names,
              names.isEmpty() ? "it has none" : "options are " + String.join(", ", names)));
    }
    JsonNode value = option.value().scalar(what);
    boolean fits =
        model.isIntegralNumber()
            ? value.isIntegralNumber()
            : model.isNumber() ? value.isNumber() : model.getNodeType() == value.getNodeType();
    if (!fits) {
      throw option
          .value()
          .expected(
              what,
              model.isIntegralNumber()
                  ? "a whole number"
                  : model.isNumber() ? "a number" : model.isBoolean() ? "true or false" : "a word");
    }
    return model.isIntegralNumber() ? Codecs.JSON.valueToTree(value.asLong()) : value;
  }

  private static ObjectNode defaults(Measure measure) {
    ObjectNode node = Codecs.JSON.createObjectNode();
    for (Measure.Option option : measure.options()) {
      node.set(option.name(), Codecs.JSON.<JsonNode>valueToTree(option.byDefault()));
    }
    return node;
  }

  /** As JSON: name and options. */
  public ObjectNode toJson() {
    ObjectNode node = Codecs.JSON.createObjectNode();
    node.put("name", name);
    node.set("options", options);
    return node;
  }

  /** Reads what {@link #toJson} wrote; options of other versions are kept as they are. */
  public static MeasureSpec fromJson(JsonNode json) {
    ObjectNode options = Codecs.JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> entry : json.path("options").properties()) {
      JsonNode value = entry.getValue();
      options.set(
          entry.getKey(),
          value.isIntegralNumber() ? Codecs.JSON.valueToTree(value.asLong()) : value);
    }
    return new MeasureSpec(json.path("name").asString(), options);
  }
}
