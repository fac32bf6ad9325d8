package org.neuropil.cli.bench;

import java.util.Arrays;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Stopwatch;

/**
 * Times work on a device by its own stopwatch: warm-ups, then medians. Work that takes less than
 * {@value #ENOUGH} s is done several times between the marks, so that the host fills the queue
 * while the device works, as in training.
 */
final class Timer {
  /** A graph is captured at the second call and replayed from the third on. */
  private static final int FEWEST_WARM_UPS = 3;

  private static final int FEWEST = 3;
  private static final int MOST_AT_ONCE = 20;
  private static final double ENOUGH = 0.02;

  /** A measurement of one kind takes no longer than it needs for the fewest repeats, or this. */
  private static final double BUDGET = 10;

  private final Backend backend;
  private final Effort effort;

  Timer(Backend backend, Effort effort) {
    this.backend = backend;
    this.effort = effort;
  }

  /** The median time of one call in milliseconds. */
  double millis(Runnable work) {
    long begin = System.nanoTime();
    for (int k = 0;
        k < FEWEST_WARM_UPS || (System.nanoTime() - begin) * 1e-9 < effort.warmUp();
        k++) {
      work.run();
      backend.synchronize();
    }
    try (Stopwatch watch = backend.stopwatch()) {
      double once = seconds(watch, work, 1);
      int atOnce = (int) Math.clamp(Math.ceil(ENOUGH / Math.max(once, 1e-9)), 1, MOST_AT_ONCE);
      double[] times = new double[effort.repeats()];
      int done = 0;
      double spent = 0;
      while (done < times.length && (done < FEWEST || spent < BUDGET)) {
        double seconds = seconds(watch, work, atOnce);
        spent += seconds;
        times[done++] = 1e3 * seconds / atOnce;
      }
      return median(Arrays.copyOf(times, done));
    }
  }

  private static double seconds(Stopwatch watch, Runnable work, int calls) {
    watch.start();
    for (int k = 0; k < calls; k++) {
      work.run();
    }
    watch.stop();
    return watch.seconds();
  }

  static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
