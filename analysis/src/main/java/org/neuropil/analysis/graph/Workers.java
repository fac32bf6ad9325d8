package org.neuropil.analysis.graph;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a loop over nodes or edges on several threads, which take chunks of it as they become free.
 * Which thread gets which chunk is left to chance, so callers must combine results in a way that
 * does not depend on it, such as sums of integers.
 */
public final class Workers {
  private Workers() {}

  /** One chunk of a loop. */
  public interface Chunk {
    /**
     * Does the items from {@code from} up to but without {@code to}.
     *
     * @param worker 0 .. threads-1; chunks with the same number never run at the same time
     */
    void run(int worker, int from, int to);
  }

  /**
   * Does the items 0 .. items-1 in chunks; returns when all are done. What one chunk throws is
   * thrown here, after the other threads have stopped.
   */
  public static void run(int threads, int items, int chunkSize, Chunk chunk) {
    int chunks = (int) (((long) items + chunkSize - 1) / chunkSize);
    int used = Math.min(threads, chunks);
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread[] others = new Thread[Math.max(0, used - 1)];
    for (int t = 0; t < others.length; t++) {
      int worker = t + 1;
      others[t] =
          Thread.ofPlatform()
              .name("census-" + worker)
              .daemon()
              .start(() -> work(worker, chunks, items, chunkSize, chunk, next, failure));
    }
    work(0, chunks, items, chunkSize, chunk, next, failure);
    boolean interrupted = false;
    for (Thread other : others) {
      while (other.isAlive()) {
        try {
          other.join();
        } catch (InterruptedException e) {
          // The shared arrays stay in use until the thread ends, so stop it early and wait.
          interrupted = true;
          next.set(chunks);
        }
      }
    }
    rethrow(failure.get());
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted");
    }
  }

  private static void work(
      int worker,
      int chunks,
      int items,
      int chunkSize,
      Chunk chunk,
      AtomicInteger next,
      AtomicReference<@Nullable Throwable> failure) {
    try {
      for (int c = next.getAndIncrement(); c < chunks; c = next.getAndIncrement()) {
        int from = c * chunkSize;
        chunk.run(worker, from, (int) Math.min(items, (long) from + chunkSize));
      }
    } catch (Throwable thrown) {
      failure.compareAndSet(null, thrown);
      next.set(chunks);
    }
  }

  private static void rethrow(@Nullable Throwable thrown) {
    switch (thrown) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(thrown);
    }
  }
}
