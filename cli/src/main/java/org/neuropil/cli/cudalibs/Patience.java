package org.neuropil.cli.cudalibs;

import java.util.concurrent.TimeUnit;
import org.neuropil.error.UserError;

/**
 * How long to wait for a server.
 *
 * @param connectMillis for a connection
 * @param readMillis for the next bytes
 * @param attempts failures in a row, without a byte in between, until it is given up
 * @param pauseMillis wait after the first failure; doubles with every further one
 */
public record Patience(int connectMillis, int readMillis, int attempts, long pauseMillis) {
  /** For networks as they are. */
  public static Patience usual() {
    return new Patience(20_000, 60_000, 5, 1_000);
  }

  /** Waits after the given number of failures in a row, 1 and more. */
  void pause(int failures) {
    try {
      TimeUnit.MILLISECONDS.sleep(pauseMillis << Math.min(failures - 1, 10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw UserError.environment("interrupted while waiting for a server", "start again", e);
    }
  }
}
