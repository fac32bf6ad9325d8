package org.neuropil.cli.sweep.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.machine.Machine;
import org.neuropil.cli.run.AtomicFile;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.error.UserError;
import tools.jackson.core.JacksonException;

/**
 * Why a run failed; the components are the keys of {@code failed.json} in its directory.
 *
 * @param error the reason in one line
 * @param exitCode of a process that fails for this reason
 */
public record FailedRun(String error, int exitCode) {
  private static final int UNEXPECTED = 1;

  static Path fileIn(Path run) {
    return run.resolve("failed.json");
  }

  /** The words for what was thrown. */
  public static FailedRun of(Throwable problem) {
    return switch (problem) {
      case UserError e -> new FailedRun(String.valueOf(e.getMessage()), e.kind().exitCode());
      case OutOfMemoryError e ->
          new FailedRun(
              // The heap of a worker follows from the prediction alone, not from --memory.
              "out of memory: the run needs more than the "
                  + Machine.bytes(Runtime.getRuntime().maxMemory())
                  + " of heap that its worker was predicted to need (train a smaller network or"
                  + " batch, or train it outside the sweep, where it has most of the machine's"
                  + " memory: 'neuropil train --resume --out' with its directory)",
              UserError.Kind.ENVIRONMENT.exitCode());
      default ->
          new FailedRun(
              ("unexpected " + problem.getClass().getSimpleName() + ": " + problem.getMessage())
                  .replaceAll("\\s*[\\r\\n]+\\s*", " "),
              UNEXPECTED);
    };
  }

  /** Writes the file. */
  public void write(Path run) {
    try {
      Files.createDirectories(run);
    } catch (IOException e) {
      throw IoErrors.writing(run, e);
    }
    AtomicFile.write(
        fileIn(run), Codecs.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }

  /** Forgets an earlier failure. */
  static void clear(Path run) {
    try {
      Files.deleteIfExists(fileIn(run));
    } catch (IOException e) {
      throw IoErrors.writing(fileIn(run), e);
    }
  }

  /** The failure of a run, if it failed. */
  public static Optional<FailedRun> read(Path run) {
    if (!Files.exists(fileIn(run))) {
      return Optional.empty();
    }
    try {
      return Optional.of(Codecs.JSON.readValue(fileIn(run), FailedRun.class));
    } catch (JacksonException e) {
      return Optional.of(new FailedRun("failed.json is damaged", UNEXPECTED));
    }
  }
}
