package org.neuropil.cli.progress;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.neuropil.cli.console.Console;

/**
 * Progress of a known number of like pieces of work: a live line on a terminal, a line now and then
 * elsewhere.
 */
public final class CountProgress {
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Console console;
  private final String what;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private long shownNanos;

  /**
   * Progress that begins now.
   *
   * @param what is counted, such as "random networks"
   * @param nanoTime the clock, {@link System#nanoTime} outside tests
   */
  public CountProgress(Console console, String what, LongSupplier nanoTime) {
    this.console = console;
    this.what = what;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.shownNanos = startNanos;
  }

  /** So many are done. */
  public void at(long done, long total) {
    long now = nanoTime.getAsLong();
    boolean interactive = console.terminal().interactive();
    if (now - shownNanos < (interactive ? REDRAW_NANOS : HEARTBEAT_NANOS)) {
      return;
    }
    shownNanos = now;
    double elapsed = (now - startNanos) / 1e9;
    String left =
        done == 0 || elapsed < 1
            ? ""
            : "ETA " + Progress.duration(Math.round(elapsed / done * (total - done)));
    String text = what + " " + done + "/" + total;
    if (interactive) {
      double fraction = total == 0 ? 1 : (double) done / total;
      console.live(
          Progress.line(
              new String[] {text, left}, fraction, console.terminal().columns().getAsInt()));
    } else {
      console.note(text + (left.isEmpty() ? "" : "  " + left));
    }
  }

  /** Removes the live line. */
  public void end() {
    console.live("");
  }
}
