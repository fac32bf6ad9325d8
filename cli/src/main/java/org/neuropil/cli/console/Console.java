package org.neuropil.cli.console;

import java.io.PrintStream;

/**
 * Standard output and standard error of one command. Results go to the output, everything else to
 * the error stream, where at most one live line is kept below the permanent ones. Safe for use by
 * several threads. A closed pipe is no error: print streams swallow it.
 */
public final class Console {
  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;
  private final Terminal output;
  private String live = "";

  /** A console whose results go to a file or a pipe. */
  public Console(PrintStream out, PrintStream err, Terminal terminal) {
    this(out, err, terminal, Terminal.none());
  }

  /**
   * A console on these streams.
   *
   * @param terminal what {@code err} is connected to
   * @param output what {@code out} is connected to
   */
  public Console(PrintStream out, PrintStream err, Terminal terminal, Terminal output) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.output = output;
  }

  /** What standard output is connected to. */
  public Terminal output() {
    return output;
  }

  /** What standard error is connected to. */
  public Terminal terminal() {
    return terminal;
  }

  /** Where results go. */
  public PrintStream out() {
    return out;
  }

  /** One result line on standard output. */
  public synchronized void result(String line) {
    String kept = live;
    live("");
    out.println(line);
    out.flush();
    live(kept);
  }

  /** One permanent line on standard error, above the live line. */
  public synchronized void note(String line) {
    String kept = live;
    live("");
    err.println(line);
    live(kept);
    err.flush();
  }

  /** Replaces the live line; an empty text removes it. Does nothing where nobody watches. */
  public synchronized void live(String text) {
    if (!terminal.interactive() || text.equals(live)) {
      return;
    }
    // Overwriting with blanks works on every terminal, escape sequences do not.
    String blanks = " ".repeat(Math.max(0, live.length() - text.length()));
    err.print("\r" + text + blanks + (text.isEmpty() ? "\r" : ""));
    err.flush();
    live = text;
  }

  /** A stack trace, for {@code --debug}. */
  public synchronized void trace(Throwable error) {
    live("");
    error.printStackTrace(err);
    err.flush();
  }
}
