package org.neuropil.cli.runner;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says whether the user or the system asked to stop. A training looks at it after every batch. Safe
 * for use by several threads.
 */
public final class InterruptFlag {
  private final AtomicInteger exitCode = new AtomicInteger();

  /** Whether to stop: finish the batch, write a checkpoint, return. */
  public boolean isSet() {
    return exitCode.get() != 0;
  }

  /**
   * Asks to stop.
   *
   * @param code the process's exit code, 128 plus the number of the signal
   * @return whether this was the first request
   */
  public boolean set(int code) {
    return exitCode.compareAndSet(0, code);
  }

  /** The exit code of the first request, 0 if there was none. */
  public int exitCode() {
    return exitCode.get();
  }
}
