package org.neuropil.compute;

/**
 * Measures how long a device takes from one place of its queue to another, without the time that
 * the host takes to fill the queue.
 */
public interface Stopwatch extends AutoCloseable {
  /** Marks the first place: what is asked for after this counts. */
  void start();

  /** Marks the second place. */
  void stop();

  /** Seconds from the first place to the second; waits until the device has passed it. */
  double seconds();

  /** Gives up what the device keeps for it. */
  @Override
  void close();

  /** A stopwatch for a device whose operations are done when they return. */
  static Stopwatch ofHost() {
    return new Stopwatch() {
      private long begin;
      private long end;

      @Override
      public void start() {
        begin = System.nanoTime();
      }

      @Override
      public void stop() {
        end = System.nanoTime();
      }

      @Override
      public double seconds() {
        return (end - begin) / 1e9;
      }

      @Override
      public void close() {}
    };
  }
}
