package org.neuropil.cli.console;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * What one of the process's streams, standard error or standard output, is connected to.
 *
 * @param interactive whether a person watches it
 * @param columns its width, asked anew as windows change
 */
public record Terminal(boolean interactive, IntSupplier columns) {
  private static final int DEFAULT_COLUMNS = 80;
  private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Not a terminal: a file, a pipe, a batch job's log. */
  public static Terminal none() {
    return new Terminal(false, () -> DEFAULT_COLUMNS);
  }

  /**
   * What standard error was started on. The launcher knows whether that is a terminal and says so
   * in the property {@code neuropil.tty}; without it the JVM's own view of input and output must
   * do.
   */
  public static Terminal current() {
    return of("neuropil.tty");
  }

  /** What standard output was started on; the launcher's property is {@code neuropil.tty.out}. */
  public static Terminal output() {
    return of("neuropil.tty.out");
  }

  private static Terminal of(String property) {
    String told = System.getProperty(property);
    boolean interactive =
        told == null
            ? System.console() != null && System.console().isTerminal()
            : told.equals("true");
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    return interactive && !dumb ? new Terminal(true, new Width()) : none();
  }

  /** Asks {@code stty}, seldom: a process per look would cost more than a small training step. */
  private static final class Width implements IntSupplier {
    private int last;
    private long askedAt;

    @Override
    public int getAsInt() {
      long now = System.nanoTime();
      if (last == 0 || now - askedAt > ASK_AGAIN_NANOS) {
        last = ask();
        askedAt = now;
      }
      return last;
    }

    private static int ask() {
      int fromEnvironment = positive(System.getenv().getOrDefault("COLUMNS", ""));
      if (fromEnvironment > 0) {
        return fromEnvironment;
      }
      try {
        Process stty =
            new ProcessBuilder("stty", "size")
                .redirectInput(new File("/dev/tty"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String size =
            new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        int columns = positive(size.substring(size.indexOf(' ') + 1));
        return columns > 0 ? columns : DEFAULT_COLUMNS;
      } catch (IOException e) {
        return DEFAULT_COLUMNS;
      }
    }

    private static int positive(String number) {
      return number.matches("[0-9]{1,5}") ? Integer.parseInt(number) : 0;
    }
  }
}
