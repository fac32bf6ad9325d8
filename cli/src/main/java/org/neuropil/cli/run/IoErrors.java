package org.neuropil.cli.run;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import org.neuropil.error.UserError;

/** Failures of writing in the words of the person who can mend them. */
public final class IoErrors {
  private IoErrors() {}

  /** The error for a failed attempt to write {@code path}. */
  public static UserError writing(Path path, IOException e) {
    return writing(path, e, "--out");
  }

  /**
   * The same for a path that another option than --out chooses.
   *
   * @param option e.g. "--dir"
   */
  public static UserError writing(Path path, IOException e, String option) {
    String what = "cannot write " + path + ": ";
    String elsewhere = "choose another folder with " + option;
    String detail = detail(e).toLowerCase(Locale.ROOT);
    if (e instanceof AccessDeniedException || detail.contains("permission denied")) {
      return UserError.environment(what + "permission denied", elsewhere, e);
    }
    if (detail.contains("no space left") || detail.contains("quota exceeded")) {
      return UserError.environment(
          what + "the disk is full", "free some space, then go on with --resume", e);
    }
    if (detail.contains("read-only file system")) {
      return UserError.environment(what + "the file system is read-only", elsewhere, e);
    }
    if (e instanceof FileAlreadyExistsException
        || e instanceof NotDirectoryException
        || detail.contains("not a directory")) {
      return UserError.environment(what + "a file stands where a folder is needed", elsewhere, e);
    }
    if (e instanceof NoSuchFileException) {
      return UserError.environment(what + "no such folder", elsewhere, e);
    }
    return UserError.environment(what + detail(e), elsewhere, e);
  }

  /** The system's own words, without the path that Java puts before them. */
  static String detail(IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null || reason.isBlank() ? e.getClass().getSimpleName() : reason;
  }
}
