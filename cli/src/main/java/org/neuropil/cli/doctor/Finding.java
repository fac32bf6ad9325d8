package org.neuropil.cli.doctor;

import java.util.Locale;

/**
 * One line of the doctor's report.
 *
 * @param name what was looked at, e.g. "cuBLAS"
 * @param status how it is
 * @param detail what was found, e.g. a version and a path
 * @param remedy what to do; empty where nothing is
 */
public record Finding(String name, Status status, String detail, String remedy) {
  /** How a thing is. */
  public enum Status {
    /** Present and usable. */
    OK,
    /** Absent, though some way of working needs it. */
    MISSING,
    /** Worth knowing. */
    NOTE;

    /** As scripts see it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Present and usable. */
  public static Finding ok(String name, String detail) {
    return new Finding(name, Status.OK, detail, "");
  }

  /** Absent. */
  public static Finding missing(String name, String detail, String remedy) {
    return new Finding(name, Status.MISSING, detail, remedy);
  }

  /** Worth knowing. */
  public static Finding note(String name, String detail, String remedy) {
    return new Finding(name, Status.NOTE, detail, remedy);
  }
}
