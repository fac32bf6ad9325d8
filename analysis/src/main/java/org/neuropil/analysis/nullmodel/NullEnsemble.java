package org.neuropil.analysis.nullmodel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/**
 * Draws ensembles of random graphs and counts their loops, several graphs at a time. Sample k comes
 * from the random stream (seed, REWIRE, k), so that results do not depend on the number of threads.
 */
public final class NullEnsemble implements AutoCloseable {
  private final int threads;
  private final ExecutorService executor;

  /** What is told while samples are made. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Called after each sample, by one thread at a time.
     *
     * @param done samples so far
     * @param total samples in all
     */
    void at(int done, int total);
  }

  /**
   * @param threads how many graphs to make at a time; 0 for as many as there are processors
   */
  public NullEnsemble(int threads) {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must not be negative, found " + threads);
    }
    this.threads = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    this.executor =
        Executors.newFixedThreadPool(
            this.threads, Thread.ofPlatform().daemon().name("null-model-", 0).factory());
  }

  /** Draws and counts, without telling progress. */
  public NullResult run(SignedDigraph graph, NullOptions options) {
    return run(graph, options, (done, total) -> {});
  }

  /**
   * Draws and counts.
   *
   * @throws UserError with exit code 4 if the graphs do not fit into memory
   */
  public NullResult run(SignedDigraph graph, NullOptions options, Progress progress) {
    try {
      Arcs original = Arcs.of(graph);
      SampleCensus census = new SampleCensus(original.nodes, original.count());
      SampleCounts observed = new SampleCounts(SampleCounts.summary(census.count(original)));
      SampleCounts[] samples = new SampleCounts[options.samples()];
      AtomicInteger next = new AtomicInteger();
      Counter counter = new Counter(samples.length, progress);
      List<Future<?>> workers = new ArrayList<>();
      for (int worker = 0; worker < Math.min(threads, samples.length); worker++) {
        workers.add(executor.submit(() -> work(original, options, samples, next, counter)));
      }
      await(workers, next, samples.length);
      return new NullResult(options, observed, samples);
    } catch (OutOfMemoryError e) {
      throw UserError.environment(
          "%d random graphs at a time of %s do not fit into memory".formatted(threads, graph),
          "use fewer threads, or give Java more memory with -Xmx",
          e);
    }
  }

  /** One random graph of the ensemble by itself, the same that {@link #run} counts. */
  public static SignedDigraph sample(SignedDigraph graph, NullOptions options, int index) {
    Sampler sampler = Sampler.of(Arcs.of(graph), options);
    sampler.sample(stream(options, index));
    return sampler.arcs.toDigraph();
  }

  private static Philox stream(NullOptions options, int index) {
    return new Philox(options.seed(), Purpose.REWIRE, index);
  }

  private static void work(
      Arcs original,
      NullOptions options,
      SampleCounts[] samples,
      AtomicInteger next,
      Counter counter) {
    Sampler sampler = Sampler.of(original, options);
    SampleCensus census = new SampleCensus(original.nodes, original.count());
    for (int k = next.getAndIncrement(); k < samples.length; k = next.getAndIncrement()) {
      sampler.sample(stream(options, k));
      samples[k] = new SampleCounts(SampleCounts.summary(census.count(sampler.arcs)));
      counter.done();
    }
  }

  /** Waits for all workers, so that none outlives the call, and passes their first failure on. */
  private static void await(List<Future<?>> workers, AtomicInteger next, int total) {
    Throwable failure = null;
    boolean interrupted = false;
    for (Future<?> worker : workers) {
      while (true) {
        try {
          worker.get();
          break;
        } catch (ExecutionException e) {
          failure = failure == null ? e.getCause() : failure;
          next.set(total);
          break;
        } catch (InterruptedException e) {
          // No new samples; those under way are finished first.
          interrupted = true;
          next.set(total);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while random graphs were made");
    }
    switch (failure) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  /** Tells progress. */
  private static final class Counter {
    private final int total;
    private final Progress progress;
    private int done;

    Counter(int total, Progress progress) {
      this.total = total;
      this.progress = progress;
    }

    synchronized void done() {
      progress.at(++done, total);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
