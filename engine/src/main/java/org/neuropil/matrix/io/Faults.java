package org.neuropil.matrix.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.neuropil.error.UserError;

/** The wording of this package's errors: which file, what was found, what to do. */
final class Faults {
  private static final String DAMAGED = "the file is damaged or cut off: write or copy it again";
  private static final int LONGEST_NAME = 80;

  private Faults() {}

  /** A file whose content contradicts its format. */
  static UserError damaged(String where, String what) {
    return UserError.data(where + ": " + what, DAMAGED);
  }

  /** A sound file that holds something else than is needed here. */
  static UserError unfit(String where, String what, String remedy) {
    return UserError.data(where + ": " + what, remedy);
  }

  /** An input/output error while {@code file} was read. */
  static UserError reading(Path file, IOException cause) {
    return switch (cause) {
      case NoSuchFileException e -> UserError.data(file + " does not exist", "check the path", e);
      case AccessDeniedException e ->
          UserError.data(file + " is not readable", "check its permissions", e);
      case EOFException e -> UserError.data(file + ": ends too early", DAMAGED, e);
      default ->
          UserError.data(file + ": reading failed: " + printable(reason(cause)), DAMAGED, cause);
    };
  }

  /** An input/output error while {@code file} was written. */
  static UserError writing(Path file, IOException cause) {
    String reason = reason(cause);
    String lower = reason.toLowerCase(Locale.ROOT);
    if (lower.contains("no space left") || lower.contains("quota exceeded")) {
      return UserError.environment(
          file + ": the disk is full", "free some space or write elsewhere", cause);
    }
    if (cause instanceof AccessDeniedException) {
      return UserError.environment(
          file + ": writing is not permitted", "check the folder's permissions", cause);
    }
    return UserError.environment(
        file + ": writing failed: " + printable(reason), "check the folder and its disk", cause);
  }

  /** An array that is really there but does not fit into Java's memory. */
  static UserError outOfMemory(String where, long bytes, OutOfMemoryError cause) {
    return UserError.environment(
        "%s: an array of %d MB does not fit into memory".formatted(where, bytes >> 20),
        "give Java more memory with -Xmx",
        cause);
  }

  /** A name out of a file, safe to print: no control characters, not too long. */
  static String printable(String name) {
    String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name;
    return shown.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
  }

  private static String reason(IOException cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
