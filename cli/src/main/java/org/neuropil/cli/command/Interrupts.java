package org.neuropil.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.runner.InterruptFlag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C and the system's requests to end, while a training runs: the first asks it to stop after
 * its batch, a second Ctrl-C ends the process at once, and so does a training that does not stop in
 * time. Signals that the parent process told us to ignore stay ignored.
 */
final class Interrupts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Interrupts.class);
  private static final Map<String, Integer> SIGNALS = Map.of("HUP", 129, "INT", 130, "TERM", 143);
  private static final long PATIENCE_SECONDS = 60;

  private final InterruptFlag flag;
  private final Console console;
  private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();
  private volatile boolean over;

  private Interrupts(InterruptFlag flag, Console console) {
    this.flag = flag;
    this.console = console;
  }

  /** Begins to listen, until closed. */
  static Interrupts listen(InterruptFlag flag, Console console) {
    Interrupts interrupts = new Interrupts(flag, console);
    SIGNALS.forEach(interrupts::handle);
    return interrupts;
  }

  private void handle(String name, int exitCode) {
    try {
      Signal signal = new Signal(name);
      SignalHandler old = Signal.handle(signal, received -> received(exitCode));
      before.put(signal, old);
      if (old == SignalHandler.SIG_IGN) {
        Signal.handle(signal, old);
      }
    } catch (IllegalArgumentException e) {
      LOG.debug("signal {} cannot be handled here", name);
    }
  }

  private void received(int exitCode) {
    if (flag.set(exitCode)) {
      console.note(
          "neuropil: stopping after this batch, then writing a checkpoint"
              + (exitCode == 130 ? " (Ctrl-C again stops at once)" : ""));
      Thread watch = new Thread(() -> waitFor(exitCode), "neuropil-stop");
      watch.setDaemon(true);
      watch.start();
    } else if (exitCode == 130) {
      Runtime.getRuntime().halt(exitCode);
    }
  }

  private void waitFor(int exitCode) {
    try {
      TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (!over) {
      console.note(
          "neuropil: the training did not stop within "
              + PATIENCE_SECONDS
              + " s; ending without a new checkpoint, --resume goes on from the last one");
      Runtime.getRuntime().halt(exitCode);
    }
  }

  @Override
  public void close() {
    over = true;
    before.forEach(Signal::handle);
  }
}
