package org.neuropil.cli.config;

/** Where values come from, for messages. */
public interface Origin {
  /** What stands before a message about a key that should not be there, e.g. "a.yaml:3:1: ". */
  String key(String key);

  /** What a message about a value begins with, e.g. "a.yaml:3:9: hidden" or "--hidden". */
  String value(String key);

  /** What to do about a value out of range. */
  String advice(String key);

  /** Options of the command line. */
  static Origin options(String command) {
    return new Origin() {
      @Override
      public String key(String key) {
        return "--" + key + ": ";
      }

      @Override
      public String value(String key) {
        return "--" + key;
      }

      @Override
      public String advice(String key) {
        return "see '" + command + " --help'";
      }
    };
  }
}
