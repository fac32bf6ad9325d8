package org.neuropil.cli.progress;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.neuropil.cli.console.Console;

/**
 * Progress of many pieces of work of different size: a live line on a terminal, a line now and then
 * elsewhere. The time left follows from the work done per second since the start.
 */
public final class BatchProgress {
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Console console;
  private final String what;
  private final int total;
  private final LongSupplier nanoTime;
  private long startNanos;
  private long shownNanos;
  private double work;
  private int complete;
  private int failed;
  private String left = "";

  /**
   * Progress of so many pieces.
   *
   * @param what they are, in the plural
   * @param complete how many are done already
   * @param nanoTime the clock, {@link System#nanoTime} outside tests
   */
  public BatchProgress(
      Console console, String what, int total, int complete, LongSupplier nanoTime) {
    this.console = console;
    this.what = what;
    this.total = total;
    this.complete = complete;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
    this.shownNanos = startNanos;
  }

  /** So much work is ahead; the clock starts. */
  public void begin(double allWork) {
    work = allWork;
    startNanos = nanoTime.getAsLong();
    shownNanos = startNanos;
  }

  /** One more is done. */
  public void complete(String line) {
    complete++;
    console.note("[" + (complete + failed) + "/" + total + "] " + line + ending());
  }

  /** One more has failed. */
  public void failed(String line) {
    failed++;
    console.note("[" + (complete + failed) + "/" + total + "] " + line + ending());
  }

  private String ending() {
    return left.isEmpty() || complete + failed == total ? "" : "  ETA " + left;
  }

  /**
   * Where it stands.
   *
   * @param done work that is done
   * @param given how much of it was done before the start
   * @param running pieces under way
   */
  public void at(double done, double given, int running) {
    long now = nanoTime.getAsLong();
    double elapsed = (now - startNanos) / 1e9;
    double rate = (done - given) / elapsed;
    left = elapsed < 2 || !(rate > 0) ? "" : Progress.duration(Math.round((work - done) / rate));
    boolean interactive = console.terminal().interactive();
    if (now - shownNanos < (interactive ? REDRAW_NANOS : HEARTBEAT_NANOS)) {
      return;
    }
    shownNanos = now;
    String[] parts = {
      complete + "/" + total + " " + what,
      running + " running",
      failed == 0 ? "" : failed + " failed",
      left.isEmpty() ? "" : "ETA " + left
    };
    if (interactive) {
      console.live(
          Progress.line(
              parts, work > 0 ? done / work : 0, console.terminal().columns().getAsInt()));
    } else {
      console.note(
          String.join("  ", java.util.Arrays.stream(parts).filter(p -> !p.isEmpty()).toList()));
    }
  }

  /** Removes the live line. */
  public void end() {
    console.live("");
  }
}
