package org.neuropil.compute.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed team of threads, the caller being one of them, that runs the numbered tasks of one job
 * after another. Each thread has a range of the numbers of its own, the same share in every job, so
 * that what it wrote in one job is still in its cache in the next; whoever is done helps the
 * others. Between jobs threads spin for a moment, as the next job of a training step comes soon,
 * and then park. Tasks must write disjoint outputs.
 */
final class ThreadTeam implements AutoCloseable {
  /** What a job does for each of its task numbers. */
  @FunctionalInterface
  interface Task {
    void run(int number);
  }

  /** What a job does for each of its ranges. */
  @FunctionalInterface
  interface Range {
    void run(int from, int to);
  }

  /** Nanoseconds of work below which one thread is done before the others have begun. */
  private static final double ALONE = 15_000;

  /** Nanoseconds that a task should last at least. */
  private static final double TASK = 4_000;

  /** Tasks a thread gets on average at most: enough to even out a busy neighbour. */
  private static final int TASKS_PER_THREAD = 4;

  private static final int SPINS = 8000;

  /** Ints between two counters, so that they lie in cache lines of their own. */
  private static final int APART = 32;

  private final Worker[] workers;
  private volatile @Nullable Job current;
  private volatile boolean closed;

  private static final class Job {
    final Task task;
    final int count;
    final int threads;
    final AtomicIntegerArray next;
    final AtomicInteger finished = new AtomicInteger();
    final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Job(Task task, int count, int threads) {
      this.task = task;
      this.count = count;
      this.threads = threads;
      this.next = new AtomicIntegerArray((threads + 1) * APART);
    }

    void work(int thread) {
      int done = 0;
      for (int k = 0; k < threads; k++) {
        int owner = (thread + k) % threads;
        int from = (int) ((long) owner * count / threads);
        int size = (int) ((owner + 1L) * count / threads) - from;
        int counter = (owner + 1) * APART;
        while (next.get(counter) < size) {
          int mine = next.getAndIncrement(counter);
          if (mine >= size) {
            break;
          }
          try {
            task.run(from + mine);
          } catch (Throwable problem) {
            failure.compareAndSet(null, problem);
          }
          done++;
        }
      }
      if (done > 0) {
        finished.getAndAdd(done);
      }
    }
  }

  private final class Worker implements Runnable {
    final int number;
    final Thread thread;
    volatile boolean parked;

    Worker(int number) {
      this.number = number;
      this.thread = Thread.ofPlatform().name("neuropil-cpu-" + number).daemon().unstarted(this);
    }

    @Override
    public void run() {
      Job last = null;
      int spin = 0;
      while (!closed) {
        Job job = current;
        if (job != null && job != last) {
          job.work(number);
          last = job;
          spin = 0;
        } else if (spin++ < SPINS) {
          Thread.onSpinWait();
        } else {
          parked = true;
          // The caller sets the job before it looks who is parked: one of the two sees the other.
          if ((current == null || current == last) && !closed) {
            LockSupport.park(ThreadTeam.this);
          }
          parked = false;
          spin = 0;
        }
      }
    }
  }

  ThreadTeam(int threads) {
    workers = new Worker[threads - 1];
    for (int k = 0; k < workers.length; k++) {
      workers[k] = new Worker(k + 1);
      workers[k].thread.start();
    }
  }

  int threads() {
    return workers.length + 1;
  }

  /** Runs task numbers 0 .. count-1 and returns when all are done; the first failure is thrown. */
  void run(int count, Task task) {
    if (workers.length == 0 || count <= 1) {
      for (int number = 0; number < count; number++) {
        task.run(number);
      }
      return;
    }
    Job job = new Job(task, count, threads());
    current = job;
    for (Worker worker : workers) {
      if (worker.parked) {
        LockSupport.unpark(worker.thread);
      }
    }
    job.work(0);
    for (int spin = 0; job.finished.get() < count; spin++) {
      if (spin < 100 * SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    Throwable failure = job.failure.get();
    if (failure instanceof RuntimeException problem) {
      throw problem;
    }
    if (failure instanceof Error problem) {
      throw problem;
    }
  }

  /**
   * As {@link #run(int, Task)}; on the calling thread alone where the work is too short to share.
   *
   * @param nanoseconds of one thread for all tasks, roughly
   */
  void run(int count, double nanoseconds, Task task) {
    if (nanoseconds < ALONE) {
      for (int number = 0; number < count; number++) {
        task.run(number);
      }
    } else {
      run(count, task);
    }
  }

  /**
   * Runs 0 .. count-1 in ranges, as few as keep the threads busy. Only for work whose results do
   * not depend on where it is cut.
   *
   * @param nanoseconds of one thread for each number, roughly
   */
  void ranges(int count, double nanoseconds, Range body) {
    double work = count * nanoseconds;
    int threads = threads();
    if (threads == 1 || work < ALONE) {
      if (count > 0) {
        body.run(0, count);
      }
      return;
    }
    int most = Math.min(count, threads * TASKS_PER_THREAD);
    int wanted = (int) Math.clamp(work / TASK, 1, most);
    int tasks = wanted > threads ? wanted / threads * threads : wanted;
    run(
        tasks,
        task -> body.run((int) ((long) task * count / tasks), (int) ((task + 1L) * count / tasks)));
  }

  @Override
  public void close() {
    closed = true;
    current = null;
    for (Worker worker : workers) {
      LockSupport.unpark(worker.thread);
    }
  }
}
