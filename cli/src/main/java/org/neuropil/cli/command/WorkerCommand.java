package org.neuropil.cli.command;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.sweep.pool.WorkerLoop;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import sun.misc.Signal;

/** {@code neuropil worker}: a process of a sweep's pool, which speaks with its parent alone. */
@Command(
    name = "worker",
    hidden = true,
    description = "Do runs as a sweep orders them on standard input. Used by 'neuropil sweep'.")
public final class WorkerCommand implements Callable<Integer> {
  private static final int TERMINATED = 143;

  private final Session session;

  @Mixin CommonOptions common = new CommonOptions();

  /** The command of a session. */
  public WorkerCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    InterruptFlag stop = new InterruptFlag();
    // Ctrl-C and a closing terminal reach the whole group; the parent decides what they mean.
    ignore("INT");
    ignore("HUP");
    handleTermination(stop);
    PrintStream out = session.console().out();
    if (out == System.out) {
      // Whatever a library prints must not get between the messages.
      System.setOut(System.err);
    }
    new WorkerLoop(session.runners(), out, stop, () -> Runtime.getRuntime().halt(TERMINATED))
        .run(System.in);
    return 0;
  }

  private static void ignore(String name) {
    try {
      Signal.handle(new Signal(name), received -> {});
    } catch (IllegalArgumentException e) {
      // This system has no such signal.
      return;
    }
  }

  private static void handleTermination(InterruptFlag stop) {
    try {
      Signal.handle(new Signal("TERM"), received -> stop.set(TERMINATED));
    } catch (IllegalArgumentException e) {
      return;
    }
  }
}
