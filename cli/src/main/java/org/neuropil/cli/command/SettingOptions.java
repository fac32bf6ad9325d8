package org.neuropil.cli.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.config.Origin;
import org.neuropil.cli.config.Setting;
import org.neuropil.cli.config.Settings;
import org.neuropil.cli.config.Values;
import org.neuropil.error.UserError;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.node.ObjectNode;

/**
 * Options that are made from the settings of the schema, so that an option and the key of the same
 * name in a configuration file can never differ in range or meaning. Their values stay words until
 * the schema has judged them.
 */
final class SettingOptions {
  private SettingOptions() {}

  /** Adds an option for each of these settings, under the headings of the schema. */
  static void add(CommandSpec command, List<Setting> settings) {
    Map<String, List<Setting>> groups = new LinkedHashMap<>();
    for (Setting setting : settings) {
      groups.computeIfAbsent(setting.group(), name -> new ArrayList<>()).add(setting);
    }
    int order = 1;
    for (Map.Entry<String, List<Setting>> group : groups.entrySet()) {
      ArgGroupSpec.Builder section =
          ArgGroupSpec.builder()
              .heading("%n" + group.getKey() + ":%n")
              .order(order)
              .exclusive(false)
              .validate(false);
      for (Setting setting : group.getValue()) {
        for (OptionSpec option : options(setting, order++)) {
          section.addArg(option);
        }
      }
      command.addArgGroup(section.build());
    }
  }

  private static List<OptionSpec> options(Setting setting, int order) {
    if (setting.type() != Setting.Type.BOOLEAN) {
      OptionSpec.Builder option =
          OptionSpec.builder("--" + setting.key())
              .order(order)
              .type(String.class)
              .paramLabel(label(setting))
              .description(escape(setting.description() + defaultText(setting)));
      if (!setting.choices().isEmpty()) {
        option.completionCandidates(setting.usableChoices());
      }
      return List.of(option.build());
    }
    boolean on = setting.defaultValue().asBoolean();
    OptionSpec set =
        OptionSpec.builder("--" + setting.key())
            .order(order)
            .type(String.class)
            .arity("0..1")
            .fallbackValue("true")
            .paramLabel("BOOL")
            .completionCandidates(List.of("true", "false"))
            .hidden(on)
            .description(escape(setting.description()))
            .build();
    OptionSpec unset =
        OptionSpec.builder("--no-" + setting.key())
            .order(order)
            .type(boolean.class)
            .hidden(!on)
            .description(escape("do not " + setting.description()))
            .build();
    return List.of(set, unset);
  }

  private static String label(Setting setting) {
    if (setting.choices().isEmpty()) {
      return switch (setting.type()) {
        case INTEGER -> "N";
        case NUMBER -> "X";
        default -> setting.path() ? "PATH" : "WORD";
      };
    }
    List<String> words = setting.usableChoices();
    return words.size() > 4 ? setting.key().toUpperCase(Locale.ROOT) : String.join("|", words);
  }

  private static String defaultText(Setting setting) {
    return setting.optional() ? "" : " [" + setting.text(setting.defaultValue()) + "]";
  }

  private static String escape(String text) {
    return text.replace("%", "%%").replace("@", "@@");
  }

  /** The settings given as options, checked. */
  static ObjectNode given(ParseResult parsed) {
    refuseRepetition(parsed);
    ObjectNode given = Codecs.JSON.createObjectNode();
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = option.longestName().substring(2);
      List<String> words = option.originalStringValues();
      Settings.find(name)
          .ifPresent(setting ->
              given.set(name, Values.parse(setting, words.isEmpty() ? "true" : last(words))));
      if (name.startsWith("no-") && Settings.find(name.substring(3)).isPresent()) {
        given.put(name.substring(3), false);
      }
    }
    Settings.check(given, Origin.options(parsed.commandSpec().qualifiedName()));
    return given;
  }

  /**
   * Options in groups may be repeated as far as picocli is concerned; the last would win silently.
   */
  private static void refuseRepetition(ParseResult parsed) {
    Set<String> seen = new HashSet<>();
    for (String word : parsed.originalArgs()) {
      String name = word.replaceFirst("=.*", "");
      if (name.startsWith("--")
          && Settings.find(name.substring(2)).isPresent()
          && !seen.add(name)) {
        throw UserError.usage(
            "option '" + name + "' is given twice",
            "see '" + parsed.commandSpec().qualifiedName() + " --help'");
      }
    }
  }

  private static String last(List<String> words) {
    String word = words.get(words.size() - 1);
    return word.isEmpty() ? "true" : word;
  }
}
