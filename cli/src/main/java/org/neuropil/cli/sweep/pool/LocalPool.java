package org.neuropil.cli.sweep.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.machine.Machine;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.runner.TrainRunner;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.run.FailedRun;
import org.neuropil.cli.sweep.run.SweepDirectory;
import org.neuropil.error.UserError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Worker processes on this machine. A run whose worker dies is given to another, which goes on from
 * the last checkpoint; one that kills its workers again and again without getting on has failed.
 */
public final class LocalPool implements Launcher {
  private static final long POLL_MILLIS = 200;
  private static final long END_SECONDS = 75;
  private static final double DEVICE_SHARE = 0.9;

  private final Limits limits;
  private final Needs needs;
  private final JavaCommand java;

  /**
   * What the pool may take.
   *
   * @param workers processes at a time; 0 for as many as there are cores and memory for
   * @param threads of each; 0 to share the cores among the workers
   * @param memory bytes that all of them may take together
   * @param retries how often a run may lose its worker without getting on in between
   */
  public record Limits(int workers, int threads, long memory, int retries) {}

  /** A pool that starts its workers by {@code java}. */
  public LocalPool(Limits limits, Needs needs, JavaCommand java) {
    this.limits = limits;
    this.needs = needs;
    this.java = java;
  }

  @Override
  public Outcome launch(
      Plan plan,
      List<RunSpec> open,
      SweepDirectory directory,
      Listener listener,
      InterruptFlag stop) {
    return new Session(plan, directory, listener, stop).run(open);
  }

  /** One launch. Everything happens in the caller's thread; workers' threads only post events. */
  private final class Session {
    private final Plan plan;
    private final SweepDirectory directory;
    private final Listener listener;
    private final InterruptFlag stop;
    private final LinkedBlockingQueue<WorkerProcess.Event> events = new LinkedBlockingQueue<>();
    private final ArrayDeque<Task> pending = new ArrayDeque<>();
    private final List<Task> all = new ArrayList<>();
    private final List<WorkerProcess> workers = new ArrayList<>();
    private final Map<RunSpec, FailedRun> failed = new LinkedHashMap<>();
    private long deviceBytes = Long.MAX_VALUE;
    private int most = 1;
    private int threads = 1;

    Session(Plan plan, SweepDirectory directory, Listener listener, InterruptFlag stop) {
      this.plan = plan;
      this.directory = directory;
      this.listener = listener;
      this.stop = stop;
    }

    Outcome run(List<RunSpec> open) {
      open.forEach(this::add);
      // Long runs first, so that none of them is left over when all others are done.
      List<Task> order = new ArrayList<>(all);
      order.sort(Comparator.comparingDouble((Task task) -> -task.work));
      pending.addAll(order);
      share();
      listener.planned(all.stream().mapToDouble(task -> task.work).sum());
      try {
        while (!stop.isSet() && (!pending.isEmpty() || running() > 0)) {
          assign();
          step();
        }
        return new Outcome(failed, stop.isSet() && (!pending.isEmpty() || running() > 0));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Outcome(failed, true);
      } finally {
        end();
      }
    }

    private void add(RunSpec run) {
      try {
        Optional<TrainRunner.Forecast> forecast = needs.of(run.config());
        long heap = Needs.heap(forecast, run.config(), plan.measures());
        if (heap + Needs.BESIDE_HEAP > limits.memory()) {
          throw UserError.environment(
              "run "
                  + run.id()
                  + " needs about "
                  + Machine.bytes(heap + Needs.BESIDE_HEAP)
                  + ", and "
                  + Machine.bytes(limits.memory())
                  + " may be used",
              "give more with --memory, or train a smaller network");
        }
        forecast
            .filter(f -> f.deviceBytes() > 0)
            .ifPresent(f ->
                deviceBytes = Math.min(deviceBytes, (long) (DEVICE_SHARE * f.deviceAvailable())));
        all.add(
            new Task(
                run,
                heap,
                forecast.map(TrainRunner.Forecast::deviceBytes).orElse(0L),
                Needs.work(run.config(), forecast)));
      } catch (UserError e) {
        fail(run, FailedRun.of(e));
      }
    }

    private void fail(RunSpec run, FailedRun reason) {
      reason.write(directory.run(run));
      failed.put(run, reason);
      listener.failed(run, reason);
    }

    private void share() {
      int cores = Runtime.getRuntime().availableProcessors();
      if (limits.workers() > 0) {
        most = limits.workers();
      } else {
        long largest = all.stream().mapToLong(task -> task.heap).max().orElse(1);
        boolean device = all.stream().anyMatch(task -> task.deviceBytes > 0);
        long fit = Math.max(1, limits.memory() / (largest + Needs.BESIDE_HEAP));
        most = device ? 1 : (int) Math.min(fit, Math.min(cores, Math.max(1, all.size())));
      }
      threads = limits.threads() > 0 ? limits.threads() : Math.max(1, cores / most);
    }

    private int running() {
      return (int) workers.stream().filter(worker -> worker.task() != null).count();
    }

    /** Gives runs to idle workers and starts workers, as far as memory goes. */
    private void assign() {
      boolean more = true;
      while (more && !pending.isEmpty()) {
        more = false;
        for (Task task : pending) {
          if (place(task)) {
            pending.remove(task);
            more = true;
            break;
          }
        }
      }
    }

    private boolean place(Task task) {
      if (running() >= most || deviceTaken() + task.deviceBytes > deviceBytes && running() > 0) {
        return false;
      }
      WorkerProcess fit = null;
      WorkerProcess small = null;
      for (WorkerProcess worker : workers) {
        if (worker.task() == null && !worker.isStopping()) {
          if (worker.heap() >= task.heap) {
            fit = fit == null || worker.heap() < fit.heap() ? worker : fit;
          } else {
            small = worker;
          }
        }
      }
      if (fit == null
          && workers.size() < most
          && taken() + footprint(task.heap) <= limits.memory()) {
        fit = start(task.heap);
      }
      if (fit == null) {
        // An idle worker too small for this run makes room; it is gone when its event comes.
        if (small != null) {
          small.stop();
        }
        return false;
      }
      task.told = false;
      task.advanced = false;
      fit.give(
          task,
          new Messages.Order(
              task.run.id(),
              directory.run(task.run).toAbsolutePath(),
              withThreads(task.run.config()),
              plan.measures()));
      return true;
    }

    private ResolvedConfig withThreads(ResolvedConfig config) {
      return config.threads() > 0
          ? config
          : config.with(Map.of("threads", JsonNodeFactory.instance.numberNode((long) threads)));
    }

    private WorkerProcess start(long heap) {
      int number = 1;
      for (int k = 1; k <= workers.size(); k++) {
        int slot = k;
        if (workers.stream().noneMatch(worker -> worker.number() == slot)) {
          break;
        }
        number = k + 1;
      }
      WorkerProcess worker =
          new WorkerProcess(number, heap, java, directory.workerLogs(), events::add);
      workers.add(worker);
      return worker;
    }

    private long taken() {
      return workers.stream().mapToLong(worker -> footprint(worker.heap())).sum();
    }

    private static long footprint(long heap) {
      return heap + Needs.BESIDE_HEAP;
    }

    private long deviceTaken() {
      long sum = 0;
      for (WorkerProcess worker : workers) {
        Task task = worker.task();
        sum += task == null ? 0 : task.deviceBytes;
      }
      return sum;
    }

    private void step() throws InterruptedException {
      WorkerProcess.Event event = events.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
      while (event != null) {
        handle(event);
        event = events.poll();
      }
      double done = 0;
      double given = 0;
      for (Task task : all) {
        done += task.work * task.fraction;
        given += task.work * task.given;
      }
      listener.progress(done, given, running());
    }

    private void handle(WorkerProcess.Event event) {
      WorkerProcess worker = event.worker();
      JsonNode told = event.told();
      Task task = worker.task();
      if (told == null) {
        workers.remove(worker);
        worker.free();
        if (task != null) {
          lost(worker, task, event.exitCode());
        }
        return;
      }
      if (task == null || !told.path("id").asString().equals(task.run.id())) {
        return;
      }
      switch (told.path("event").asString()) {
        case "step" ->
            task.at(told.path("step").asDouble() / Math.max(1, told.path("steps").asDouble()));
        // Not "measuring": a measure that kills its worker would begin again for ever.
        case "checkpoint", "measured" -> task.advanced = true;
        case "done" -> {
          worker.free();
          task.at(1);
          task.fraction = 1;
          listener.complete(task.run);
        }
        case "failed" -> {
          worker.free();
          if (Messages.ends(told)) {
            // Another run would be lost with it.
            worker.stop();
          }
          task.fraction = 1;
          FailedRun reason = Messages.reason(told);
          failed.put(task.run, reason);
          listener.failed(task.run, reason);
        }
        case "interrupted" -> {
          // Somebody ended this worker alone.
          worker.free();
          worker.stop();
          pending.addFirst(task);
        }
        default -> {}
      }
    }

    private void lost(WorkerProcess worker, Task task, int exitCode) {
      task.deaths = task.advanced ? 1 : task.deaths + 1;
      String how =
          exitCode > 128 ? "was killed by signal " + (exitCode - 128) : "ended with " + exitCode;
      if (task.deaths > limits.retries()) {
        fail(
            task.run,
            new FailedRun(
                "its worker "
                    + how
                    + ", "
                    + task.deaths
                    + " times without getting on (see "
                    + directory.workerLogs().resolve("worker-" + worker.number() + ".log")
                    + "; --memory may be too high for this machine)",
                UserError.Kind.ENVIRONMENT.exitCode()));
        task.fraction = 1;
        return;
      }
      listener.note(
          "worker "
              + worker.number()
              + " "
              + how
              + "; run "
              + task.run.id()
              + " goes on from its last checkpoint");
      pending.addFirst(task);
    }

    /** Lets all workers end, which write checkpoints if they are not done. */
    private void end() {
      workers.forEach(WorkerProcess::stop);
      long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
      boolean interrupted = false;
      while (!workers.isEmpty() && !interrupted) {
        try {
          WorkerProcess.Event event =
              events.poll(patience - System.nanoTime(), TimeUnit.NANOSECONDS);
          if (event == null) {
            break;
          }
          if (event.told() == null) {
            workers.remove(event.worker());
          } else {
            atEnd(event.worker(), event.told());
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          interrupted = true;
        }
      }
      workers.forEach(WorkerProcess::kill);
    }

    /** A run that ended just before the stop reached its worker. */
    private void atEnd(WorkerProcess worker, JsonNode told) {
      @Nullable Task task = worker.task();
      if (task != null && told.path("event").asString().equals("done")) {
        worker.free();
        listener.complete(task.run);
      }
    }
  }
}
