package org.neuropil.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.neuropil.cli.command.Failures;
import org.neuropil.cli.command.RootCommand;
import org.neuropil.cli.command.Session;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.console.Logging;
import org.neuropil.cli.console.Terminal;
import picocli.CommandLine;

/** The program {@code neuropil}. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    PrintStream err = standardError();
    System.setErr(err);
    int code = run(args, System.out, err);
    System.out.flush();
    err.flush();
    System.exit(code);
  }

  /** Runs one command in this process with the engine of this build. */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    Session session =
        new Session(
            new Console(out, err, Terminal.current(), Terminal.output()),
            Engine.runners(),
            Path.of("runs"));
    return run(args, session, err);
  }

  /** Runs one command; {@code err} is where the session's console writes its errors. */
  static int run(String[] args, Session session, PrintStream err) {
    List<String> words = Arrays.asList(args);
    boolean debug = words.contains("--debug");
    boolean quiet = words.contains("--quiet") || words.contains("-q");
    Console console = session.console();
    try {
      Logging.toConsole(console, quiet, debug);
      CommandLine commands =
          RootCommand.commandLine(session)
              .setOut(new PrintWriter(console.out(), true))
              .setErr(new PrintWriter(err, true))
              .setParameterExceptionHandler((e, given) -> Failures.report(e, console, debug))
              .setExecutionExceptionHandler(
                  (e, command, parsed) -> Failures.report(e, console, debug));
      return commands.execute(args);
    } catch (Throwable e) {
      return Failures.report(e, console, debug);
    }
  }

  /**
   * Standard error. The launcher keeps a JVM's unavoidable start-up warning from the user by giving
   * the JVM another descriptor 2, and names the true one in a property.
   */
  private static PrintStream standardError() {
    Integer descriptor = Integer.getInteger("neuropil.stderr");
    if (descriptor == null) {
      return System.err;
    }
    try {
      Constructor<FileDescriptor> byNumber = FileDescriptor.class.getDeclaredConstructor(int.class);
      byNumber.setAccessible(true);
      OutputStream stream = new FileOutputStream(byNumber.newInstance(descriptor.intValue()));
      Charset charset = System.err.charset();
      return new PrintStream(stream, true, charset);
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Without the right to open it, the launcher's descriptor 2 leads to the user as well.
      return System.err;
    }
  }
}
