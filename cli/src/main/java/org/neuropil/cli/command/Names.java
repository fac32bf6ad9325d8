package org.neuropil.cli.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.neuropil.cli.config.Suggest;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.error.UserError;

/** Plans and precisions as the command line spells them. */
final class Names {
  private Names() {}

  /** The name of a constant, e.g. "tf32". */
  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A list of plans; empty for "all". */
  static List<PlanKind> plans(String option, String text) {
    return list(option, text, PlanKind.values());
  }

  /** A list of precisions; empty for "all". */
  static List<Precision> precisions(String option, String text) {
    return list(option, text, Precision.values());
  }

  private static <E extends Enum<E>> List<E> list(String option, String text, E[] constants) {
    List<E> found = new ArrayList<>();
    if (text.equals("all")) {
      return found;
    }
    List<String> names = new ArrayList<>(Arrays.stream(constants).map(Names::of).toList());
    for (String word : text.split(",", -1)) {
      int at = names.indexOf(word.strip());
      if (at < 0) {
        names.add("all");
        throw UserError.usage(
            option + " does not know '" + word.strip() + "'",
            Suggest.hint(word.strip(), names, "expected " + String.join(", ", names)));
      }
      if (!found.contains(constants[at])) {
        found.add(constants[at]);
      }
    }
    return found;
  }
}
