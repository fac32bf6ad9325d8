package org.neuropil.cli.experiment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network of a ladder, as the label of its runs says it: "sms-er2-r03".
 *
 * @param task it is trained on
 * @param start number of the random graph that the ladder starts from, from 1
 * @param rung 0 for that graph itself
 */
record LadderPlace(String task, int start, int rung) {
  private static final Pattern FORM = Pattern.compile("(.+)-er(\\d+)-r(\\d+)");

  String label() {
    return "%s-er%d-r%02d".formatted(task, start, rung);
  }

  static LadderPlace parse(String label) {
    Matcher matcher = FORM.matcher(label);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no network of a ladder: " + label);
    }
    return new LadderPlace(
        matcher.group(1), Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)));
  }
}
