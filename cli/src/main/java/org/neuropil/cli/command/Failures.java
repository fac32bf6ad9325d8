package org.neuropil.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.neuropil.cli.config.Suggest;
import org.neuropil.cli.console.Console;
import org.neuropil.error.UserError;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into one line on standard error and an exit code. */
public final class Failures {
  /** Exit code of faults in the program itself. */
  public static final int UNEXPECTED = 1;

  private Failures() {}

  /** Reports a failure. */
  public static int report(Throwable failure, Console console, boolean debug) {
    console.live("");
    if (debug && !(failure instanceof ParameterException)) {
      console.trace(failure);
    }
    return switch (failure) {
      case UserError e -> line(console, Objects.toString(e.getMessage()), e.kind().exitCode());
      case ParameterException e -> {
        UserError usage = usage(e);
        yield line(console, Objects.toString(usage.getMessage()), usage.kind().exitCode());
      }
      case OutOfMemoryError e ->
          line(
              console,
              "out of memory: "
                  + Objects.requireNonNullElse(e.getMessage(), "the heap is full")
                  + " (train a smaller network or batch, or give more memory, e.g."
                  + " NEUROPIL_JAVA_OPTS=-Xmx12g)",
              UserError.Kind.ENVIRONMENT.exitCode());
      case UncheckedIOException e -> io(console, Objects.requireNonNull(e.getCause()));
      case IOException e -> io(console, e);
      default ->
          line(
              console,
              "unexpected "
                  + failure.getClass().getSimpleName()
                  + (failure.getMessage() == null ? "" : ": " + failure.getMessage())
                  + (debug
                      ? " (a fault of neuropil; please report the lines above)"
                      : " (a fault of neuropil; run again with --debug to see where)"),
              UNEXPECTED);
    };
  }

  private static int io(Console console, IOException e) {
    return line(
        console,
        "reading or writing failed: "
            + e.getMessage()
            + " (check path, permissions and free space)",
        UserError.Kind.ENVIRONMENT.exitCode());
  }

  private static int line(Console console, String message, int exitCode) {
    console.note("neuropil: error: " + message.replaceAll("\\s*[\\r\\n]+\\s*", " "));
    return exitCode;
  }

  /** A wrong use of the command line, in our words. */
  static UserError usage(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    String help = "see '" + command.qualifiedName() + " --help'";
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      if (word.startsWith("-")) {
        String name = word.replaceFirst("=.*", "");
        return UserError.usage(
            "unknown option '" + name + "' of '" + command.qualifiedName() + "'",
            Suggest.hint(name, visibleNames(command), help));
      }
      if (!command.subcommands().isEmpty()) {
        return UserError.usage(
            "unknown command '" + word + "'",
            Suggest.hint(word, List.copyOf(command.subcommands().keySet()), help));
      }
      return UserError.usage("unexpected argument '" + word + "'", help);
    }
    String message = Objects.requireNonNullElse(e.getMessage(), "wrong usage");
    return UserError.usage(
        Character.toLowerCase(message.charAt(0)) + message.substring(1).replaceAll("\\.$", ""),
        help);
  }

  private static List<String> visibleNames(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden())
        .map(CommandLine.Model.OptionSpec::longestName)
        .toList();
  }
}
