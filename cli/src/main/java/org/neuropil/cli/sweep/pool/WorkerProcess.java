package org.neuropil.cli.sweep.pool;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.error.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A worker as the pool sees it: a process that takes orders and tells events. */
final class WorkerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

  /** What a worker told, or that it is gone with this exit code. */
  record Event(WorkerProcess worker, @Nullable JsonNode told, int exitCode) {}

  private final int number;
  private final long heap;
  private final Process process;
  private final BufferedWriter orders;
  private @Nullable Task task;
  private boolean stopping;

  /**
   * Starts a worker.
   *
   * @param number of its slot, which names its log
   * @param heap bytes of its heap
   * @param java the command of its virtual machine, without heap and without the program's
   *     arguments
   */
  WorkerProcess(int number, long heap, JavaCommand java, Path logs, Consumer<Event> events) {
    this.number = number;
    this.heap = heap;
    List<String> command = new ArrayList<>(java.jvm());
    command.add("-Xmx" + Math.max(1, heap >> 20) + "m");
    command.add("-XX:ErrorFile=" + logs.resolve("crash-%p.log"));
    command.addAll(java.program());
    try {
      Files.createDirectories(logs);
      process =
          new ProcessBuilder(command)
              .redirectError(
                  ProcessBuilder.Redirect.appendTo(
                      logs.resolve("worker-" + number + ".log").toFile()))
              .start();
    } catch (IOException e) {
      throw e.getMessage() != null && e.getMessage().contains("Cannot run program")
          ? UserError.environment(
              "cannot start a worker: " + e.getMessage(), "use fewer --workers", e)
          : IoErrors.writing(logs, e);
    }
    orders =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    Thread reader = new Thread(() -> read(events), "neuropil-worker-" + number);
    reader.setDaemon(true);
    reader.start();
  }

  private void read(Consumer<Event> events) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        try {
          events.accept(new Event(this, Codecs.JSON.readTree(line), 0));
        } catch (JacksonException e) {
          // A worker that dies may leave half a line.
          LOG.debug("worker {} says: {}", number, line);
        }
      }
    } catch (IOException e) {
      LOG.debug("worker {}", number, e);
    }
    int code = -1;
    try {
      code = process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    events.accept(new Event(this, null, code));
  }

  int number() {
    return number;
  }

  long heap() {
    return heap;
  }

  @Nullable Task task() {
    return task;
  }

  boolean isStopping() {
    return stopping;
  }

  /** Gives it a run. A worker that is gone says so by its event, not here. */
  void give(Task next, Messages.Order order) {
    task = next;
    send(order.toJson());
  }

  /** Its run has come to an end. */
  void free() {
    task = null;
  }

  /** Lets it write a checkpoint and end. */
  void stop() {
    if (!stopping) {
      stopping = true;
      send(Messages.stop());
      try {
        orders.close();
      } catch (IOException e) {
        LOG.debug("worker {} is gone already", number, e);
      }
    }
  }

  void kill() {
    process.destroyForcibly();
  }

  private void send(String line) {
    try {
      orders.write(line);
      orders.newLine();
      orders.flush();
    } catch (IOException e) {
      LOG.debug("worker {} takes no orders", number, e);
    }
  }
}
