package org.neuropil.cli.progress;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.neuropil.cli.console.Console;
import org.neuropil.train.EpochRecord;
import org.neuropil.train.TrainObserver;

/**
 * One permanent line per epoch and, on a terminal, one live line that follows the steps. Without a
 * terminal a line now and then shows that the training is alive.
 */
public final class Progress implements TrainObserver {
  private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final int MAX_BAR = 30;

  private final Console console;
  private final int epochs;
  private final LongSupplier nanoTime;
  private long firstStep;
  private long totalSteps;
  private long startNanos;
  private long shownNanos;
  private double smoothMillis = Double.NaN;
  private String lastPosition = "";

  /**
   * Progress of a training of so many epochs.
   *
   * @param nanoTime the clock, {@link System#nanoTime} outside tests
   */
  public Progress(Console console, int epochs, LongSupplier nanoTime) {
    this.console = console;
    this.epochs = epochs;
    this.nanoTime = nanoTime;
  }

  @Override
  public void started(long resumedStep, long total) {
    firstStep = resumedStep;
    totalSteps = total;
    startNanos = nanoTime.getAsLong();
    shownNanos = startNanos;
    if (resumedStep > 0) {
      console.note("going on from step " + resumedStep + " of " + total);
    }
  }

  @Override
  public void stepDone(int epoch, int stepInEpoch, int epochSteps, long step, double millis) {
    smoothMillis =
        Double.isNaN(smoothMillis) ? millis : smoothMillis + 0.1 * (millis - smoothMillis);
    lastPosition = "epoch " + epoch + "/" + epochs;
    long now = nanoTime.getAsLong();
    if (!due(now)) {
      return;
    }
    shownNanos = now;
    String eta = eta(now, step);
    if (console.terminal().interactive()) {
      String[] parts = {
        lastPosition,
        "step " + stepInEpoch + "/" + epochSteps,
        number(smoothMillis) + " ms/step",
        eta.isEmpty() ? "" : "ETA " + eta
      };
      console.live(line(parts, fraction(step), console.terminal().columns().getAsInt()));
    } else {
      console.note(
          lastPosition
              + "  step "
              + stepInEpoch
              + "/"
              + epochSteps
              + "  "
              + number(smoothMillis)
              + " ms/step"
              + (eta.isEmpty() ? "" : "  ETA " + eta));
    }
  }

  @Override
  public void evaluating(int samplesDone, int samples) {
    long now = nanoTime.getAsLong();
    if (console.terminal().interactive() && due(now)) {
      shownNanos = now;
      String[] parts = {lastPosition, "testing " + samplesDone + "/" + samples};
      double fraction = samples == 0 ? 0 : (double) samplesDone / samples;
      console.live(line(parts, fraction, console.terminal().columns().getAsInt()));
    }
  }

  @Override
  public void epochDone(EpochRecord record) {
    console.live("");
    console.note(epochLine(record, epochs));
    shownNanos = nanoTime.getAsLong();
  }

  /** Removes the live line. */
  public void end() {
    console.live("");
  }

  /** The permanent line of an epoch. */
  public static String epochLine(EpochRecord r, int epochs) {
    int digits = Integer.toString(epochs).length();
    String head = String.format(Locale.ROOT, "epoch %" + digits + "d/%d", r.epoch(), epochs);
    String train =
        r.epoch() == 0 && Double.isNaN(r.trainLoss())
            ? "before training   "
            : "train loss " + loss(r.trainLoss());
    return head
        + "  "
        + train
        + "  test loss "
        + loss(r.testLoss())
        + accuracy(r.testAccuracy())
        + (Double.isNaN(r.validationLoss())
            ? ""
            : "  validation loss " + loss(r.validationLoss()) + accuracy(r.validationAccuracy()))
        + String.format(Locale.ROOT, "  %.1f s", r.seconds())
        + (r.nanCount() > 0 ? "  (" + r.nanCount() + " samples with NaN)" : "");
  }

  /** Nothing where targets are values, which have no accuracy. */
  private static String accuracy(double fraction) {
    return Double.isNaN(fraction)
        ? ""
        : String.format(Locale.ROOT, "  accuracy %6.2f %%", 100 * fraction);
  }

  private static String loss(double value) {
    return Double.isFinite(value)
        ? String.format(
            Locale.ROOT, value == 0 || (value >= 1e-2 && value < 1000) ? "%7.4f" : "%7.1e", value)
        : "    " + (Double.isNaN(value) ? "NaN" : "inf");
  }

  private boolean due(long now) {
    return now - shownNanos >= (console.terminal().interactive() ? REDRAW_NANOS : HEARTBEAT_NANOS);
  }

  private double fraction(long step) {
    return totalSteps <= 0 ? 0 : Math.min(1, (double) step / totalSteps);
  }

  private String eta(long now, long step) {
    long done = step - firstStep;
    double elapsed = (now - startNanos) / 1e9;
    if (done < 3 || totalSteps <= step || elapsed < 1) {
      return "";
    }
    return duration(Math.round(elapsed / done * (totalSteps - step)));
  }

  /** Seconds as 0:07, 12:34 or 3:05:00. */
  static String duration(long seconds) {
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  private static String number(double millis) {
    return String.format(
        Locale.ROOT, millis < 10 ? "%.2f" : millis < 100 ? "%.1f" : "%.0f", millis);
  }

  /**
   * The parts and a bar in less than {@code columns} characters: the last column stays free since
   * terminals wrap when it is written. Where room is short the bar goes first, then the last parts.
   */
  static String line(String[] parts, double fraction, int columns) {
    int room = Math.max(0, columns - 1);
    String percent = String.format(Locale.ROOT, "%3d%%", (int) Math.floor(100 * fraction));
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      int separator = text.isEmpty() ? 0 : 2;
      if (!part.isEmpty() && text.length() + separator + part.length() <= room) {
        text.append(" ".repeat(separator)).append(part);
      }
    }
    int bar = Math.min(MAX_BAR, room - text.length() - percent.length() - 5);
    if (bar >= 5) {
      int filled = (int) Math.round(bar * fraction);
      return percent + " [" + "#".repeat(filled) + ".".repeat(bar - filled) + "]  " + text;
    }
    if (text.isEmpty()) {
      return percent.length() <= room ? percent : "";
    }
    return text.toString();
  }
}
