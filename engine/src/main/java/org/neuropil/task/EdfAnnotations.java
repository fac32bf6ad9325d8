package org.neuropil.task;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.neuropil.error.UserError;

/**
 * The annotations of an EDF+ file: lists of time stamps, each an onset, perhaps byte 21 and a
 * duration, then texts that byte 20 ends, then byte 0.
 */
final class EdfAnnotations {
  private static final char DURATION = 21;
  private static final char TEXT = 20;

  /**
   * One annotation.
   *
   * @param onset seconds after the start of the recording
   * @param duration seconds, or NaN if none is given
   * @param text what is said
   */
  record Annotation(double onset, double duration, String text) {}

  private EdfAnnotations() {}

  /**
   * Reads all records of a file to its end; texts that are empty keep time only and are left out.
   */
  static List<Annotation> read(EdfReader edf) {
    List<EdfReader.Signal> signals =
        edf.signals().stream()
            .filter(signal -> signal.label().equals(EdfReader.ANNOTATIONS))
            .toList();
    if (signals.isEmpty()) {
      throw UserError.data(
          edf.name() + ": expected a signal " + EdfReader.ANNOTATIONS + ", found none",
          "use the EDF+ file of the hypnogram");
    }
    List<Annotation> found = new ArrayList<>();
    for (int record = 1; edf.next(); record++) {
      for (EdfReader.Signal signal : signals) {
        String text = new String(edf.bytes(signal), StandardCharsets.UTF_8);
        for (String list : text.split("\0+", -1)) {
          if (!list.isEmpty()) {
            parse(list, edf.name(), record, found);
          }
        }
      }
    }
    return found;
  }

  private static void parse(String list, String name, int record, List<Annotation> found) {
    int end = list.indexOf(TEXT);
    if (end < 0) {
      throw bad(name, record, list);
    }
    String stamp = list.substring(0, end);
    int mark = stamp.indexOf(DURATION);
    String first = mark < 0 ? stamp : stamp.substring(0, mark);
    double onset = Decimals.parse(first, 0, first.length());
    boolean signed = first.startsWith("+") || first.startsWith("-");
    double duration = mark < 0 ? Double.NaN : Decimals.parse(stamp, mark + 1, stamp.length());
    if (!signed || Double.isNaN(onset) || (mark >= 0 && !(duration >= 0))) {
      throw bad(name, record, list);
    }
    for (String text : list.substring(end + 1).split(String.valueOf(TEXT), -1)) {
      if (!text.isEmpty()) {
        found.add(new Annotation(onset, duration, text.strip()));
      }
    }
  }

  private static UserError bad(String name, int record, String list) {
    return UserError.data(
        name
            + ": expected annotations with an onset in data record "
            + record
            + ", found "
            + Table.shown(list),
        "get the file again; it is damaged or no EDF+ file");
  }
}
