package org.neuropil.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.neuropil.cli.command.Session;
import org.neuropil.cli.console.Console;
import org.neuropil.cli.console.Terminal;

/** Runs commands as a user would, with a fake engine and captured output. */
final class Harness {
  /** How a command ended. */
  record Ended(int code, String out, String err) {}

  private final FakeEngine engine = new FakeEngine();
  private final Path folder;
  private final Terminal terminal;

  Harness(Path folder) {
    this(folder, Terminal.none());
  }

  Harness(Path folder, Terminal terminal) {
    this.folder = folder;
    this.terminal = terminal;
  }

  FakeEngine engine() {
    return engine;
  }

  Path runs() {
    return folder.resolve("runs");
  }

  Ended run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    Console console =
        new Console(new PrintStream(out, true, StandardCharsets.UTF_8), errors, terminal);
    int code = Main.run(args, new Session(console, engine.runners(), runs()), errors);
    return new Ended(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
