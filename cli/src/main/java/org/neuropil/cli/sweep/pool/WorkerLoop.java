package org.neuropil.cli.sweep.pool;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.runner.Runners;
import org.neuropil.cli.sweep.run.FailedRun;
import org.neuropil.cli.sweep.run.RunJob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The life of a worker process: it reads orders, does one run after the other, so that the compiler
 * stays warm, and tells how they go. When its input ends, because the sweep is done or was killed,
 * it writes a checkpoint and ends.
 */
public final class WorkerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long PATIENCE_SECONDS = 60;

  private final Runners runners;
  private final PrintStream out;
  private final InterruptFlag stop;
  private final Runnable halt;
  // Empty stands for the end of the input.
  private final LinkedBlockingQueue<Optional<Messages.Order>> orders = new LinkedBlockingQueue<>();
  private volatile boolean measuring;

  /**
   * A worker that tells its parent on {@code out}.
   *
   * @param stop set by signals, and by the worker itself when its input ends
   * @param halt ends the process at once, when what is under way cannot be stopped; it can be done
   *     again
   */
  public WorkerLoop(Runners runners, PrintStream out, InterruptFlag stop, Runnable halt) {
    this.runners = runners;
    this.out = out;
    this.stop = stop;
    this.halt = halt;
  }

  /** Works until the input ends or a stop is asked for. */
  public void run(InputStream in) {
    Thread reader = new Thread(() -> read(in), "neuropil-orders");
    reader.setDaemon(true);
    reader.start();
    tell(Codecs.JSON.createObjectNode().put("event", "ready"));
    try {
      while (!stop.isSet()) {
        Optional<Messages.Order> order = orders.take();
        if (order.isEmpty() || !work(order.get())) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the process is fit for another run. */
  private boolean work(Messages.Order order) {
    RunJob job = new RunJob(runners, order.directory(), order.config(), order.measures());
    try {
      RunJob.End end = job.run(new Reporter(order.id()), stop);
      tell(Messages.event(end == RunJob.End.COMPLETE ? "done" : "interrupted", order.id()));
      return true;
    } catch (RuntimeException | Error e) {
      LOG.debug("{} failed", order.id(), e);
      FailedRun reason = FailedRun.of(e);
      try {
        reason.write(order.directory());
      } catch (RuntimeException again) {
        LOG.warn("the failure of {} cannot be written: {}", order.id(), again.getMessage());
      }
      // After an error of the virtual machine nobody knows what state it is in.
      boolean fit = e instanceof RuntimeException;
      tell(Messages.failed(order.id(), reason, !fit));
      return fit;
    } finally {
      measuring = false;
    }
  }

  private void read(InputStream in) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        JsonNode message = Codecs.JSON.readTree(line);
        if (message.path("do").asString().equals("run")) {
          orders.add(Optional.of(Messages.Order.parse(message)));
        } else {
          break;
        }
      }
    } catch (IOException | JacksonException e) {
      LOG.warn("the orders end: {}", e.getMessage());
    }
    end();
  }

  /** Lets what is under way come to its next checkpoint, and ends the process if it does not. */
  private void end() {
    stop.set(143);
    orders.add(Optional.empty());
    try {
      long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      // Measures know no checkpoints, and what they write is written at once.
      while (!measuring && System.nanoTime() < patience) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    halt.run();
  }

  private void tell(JsonNode message) {
    synchronized (out) {
      out.println(Codecs.JSON.writeValueAsString(message));
      out.flush();
    }
  }

  private final class Reporter implements RunJob.Listener {
    private final String id;
    private long toldNanos = Long.MIN_VALUE;

    Reporter(String id) {
      this.id = id;
    }

    @Override
    public void step(long step, long total) {
      long now = System.nanoTime();
      if (toldNanos == Long.MIN_VALUE || now - toldNanos >= STEP_NANOS) {
        toldNanos = now;
        tell(Messages.event("step", id).put("step", step).put("steps", total));
      }
    }

    @Override
    public void checkpoint(long step) {
      tell(Messages.event("checkpoint", id).put("step", step));
    }

    @Override
    public void measuring(String measure) {
      tell(Messages.event("measuring", id).put("measure", measure));
      WorkerLoop.this.measuring = true;
    }

    @Override
    public void measured(String measure) {
      tell(Messages.event("measured", id).put("measure", measure));
    }
  }
}
