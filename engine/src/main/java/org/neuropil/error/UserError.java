package org.neuropil.error;

import org.jspecify.annotations.Nullable;

/**
 * A problem that the user can mend: wrong usage, bad input data, an environment that lacks
 * something. The message is one line; the command line prints it as {@code neuropil: error: <what,
 * where> (<what to do>)} and exits with the code of its kind.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The families of errors and their exit codes, as fixed by the command line's contract. */
  public enum Kind {
    /** Wrong usage or configuration. */
    USAGE(2),
    /** Bad input data or file. */
    DATA(3),
    /** No such device, not enough memory, library missing, disk full. */
    ENVIRONMENT(4),
    /** A check failed. */
    CHECK(5);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The exit code of the process. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;

  private UserError(Kind kind, String what, String remedy, @Nullable Throwable cause) {
    super(oneLine(what) + " (" + oneLine(remedy) + ")", cause);
    this.kind = kind;
  }

  /** Wrong usage or configuration: exit code 2. */
  public static UserError usage(String what, String remedy) {
    return new UserError(Kind.USAGE, what, remedy, null);
  }

  /** Bad input data or file: exit code 3. */
  public static UserError data(String what, String remedy) {
    return new UserError(Kind.DATA, what, remedy, null);
  }

  /** Bad input data or file, found through another exception: exit code 3. */
  public static UserError data(String what, String remedy, Throwable cause) {
    return new UserError(Kind.DATA, what, remedy, cause);
  }

  /** Something is missing on this machine: exit code 4. */
  public static UserError environment(String what, String remedy) {
    return new UserError(Kind.ENVIRONMENT, what, remedy, null);
  }

  /** Something is missing on this machine, found through another exception: exit code 4. */
  public static UserError environment(String what, String remedy, Throwable cause) {
    return new UserError(Kind.ENVIRONMENT, what, remedy, cause);
  }

  /** A check failed: exit code 5. */
  public static UserError check(String what, String remedy) {
    return new UserError(Kind.CHECK, what, remedy, null);
  }

  /** Which family this error belongs to. */
  public Kind kind() {
    return kind;
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*[\\r\\n]+\\s*", " ");
  }
}
