package org.neuropil.analysis.io;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.neuropil.error.UserError;

/** The wording of this package's errors. */
final class IoFaults {
  private static final int LONGEST_TEXT = 60;

  private IoFaults() {}

  /** An input/output error while a text file was read. */
  static UserError reading(Path file, IOException cause) {
    return switch (cause) {
      case NoSuchFileException e -> UserError.data(file + " does not exist", "check the path", e);
      case AccessDeniedException e ->
          UserError.data(file + " is not readable", "check its permissions", e);
      case CharacterCodingException e ->
          UserError.data(file + ": the text is not UTF-8", "save it in UTF-8", e);
      default ->
          UserError.data(
              file + ": reading failed: " + shown(String.valueOf(cause.getMessage())),
              "check the file and its disk",
              cause);
    };
  }

  /** Text out of a file, safe to print: no control characters, not too long, in quotes. */
  static String quoted(String text) {
    return '"' + shown(text) + '"';
  }

  /** Text out of a file, safe to print. */
  static String shown(String text) {
    String cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "..." : text;
    return cut.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }
}
