package org.neuropil.compute.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed team of threads, the caller being one of them, that runs the numbered tasks of one job
 * after another. Between jobs the others spin for a few microseconds, as the next job of a training
 * step comes soon, and then park. Tasks are handed out in order to whoever is free; so tasks must
 * write disjoint outputs.
 */
final class ThreadTeam implements AutoCloseable {
  /** What a job does for each of its task numbers. */
  @FunctionalInterface
  interface Task {
    void run(int number);
  }

  private static final int SPINS = 4000;

  private final Thread[] workers;
  private volatile @Nullable Job current;
  private volatile boolean closed;

  private static final class Job {
    final Task task;
    final int count;
    final AtomicInteger next = new AtomicInteger();
    final AtomicInteger finished = new AtomicInteger();
    volatile @Nullable Throwable failure;

    Job(Task task, int count) {
      this.task = task;
      this.count = count;
    }

    void work() {
      for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
        try {
          task.run(number);
        } catch (Throwable problem) {
          failure = problem;
        } finally {
          finished.getAndIncrement();
        }
      }
    }
  }

  ThreadTeam(int threads) {
    workers = new Thread[threads - 1];
    for (int k = 0; k < workers.length; k++) {
      workers[k] = Thread.ofPlatform().name("neuropil-cpu-" + (k + 1)).daemon().start(this::loop);
    }
  }

  int threads() {
    return workers.length + 1;
  }

  /**
   * Runs task numbers 0 .. count-1 and returns when all are done; the first failure is thrown here.
   */
  void run(int count, Task task) {
    if (workers.length == 0 || count <= 1) {
      for (int number = 0; number < count; number++) {
        task.run(number);
      }
      return;
    }
    Job job = new Job(task, count);
    current = job;
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
    job.work();
    for (int spin = 0; job.finished.get() < count; spin++) {
      if (spin < 100 * SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    current = null;
    Throwable failure = job.failure;
    if (failure instanceof RuntimeException problem) {
      throw problem;
    }
    if (failure instanceof Error problem) {
      throw problem;
    }
  }

  private void loop() {
    Job last = null;
    int spin = 0;
    while (!closed) {
      Job job = current;
      if (job != null && job != last) {
        job.work();
        last = job;
        spin = 0;
      } else if (spin++ < SPINS) {
        Thread.onSpinWait();
      } else {
        last = null;
        LockSupport.parkNanos(this, 1_000_000_000L);
        spin = 0;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread worker : workers) {
      LockSupport.unpark(worker);
    }
  }
}
