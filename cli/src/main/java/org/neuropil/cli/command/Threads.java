package org.neuropil.cli.command;

import org.neuropil.error.UserError;

/** The option {@code --threads} of analysis. */
final class Threads {
  private static final int MOST = 4096;

  private Threads() {}

  /** As many as asked for; 0 stands for as many as the process may use. */
  static int of(int asked) {
    if (asked < 0 || asked > MOST) {
      throw UserError.usage(
          "--threads must be an integer in [0, " + MOST + "], found " + asked,
          "0 takes as many as the process may use");
    }
    return asked == 0 ? Runtime.getRuntime().availableProcessors() : asked;
  }
}
