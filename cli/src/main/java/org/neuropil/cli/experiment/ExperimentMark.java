package org.neuropil.cli.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.run.AtomicFile;
import org.neuropil.error.UserError;
import tools.jackson.core.JacksonException;

/**
 * What makes a sweep's directory that of an experiment; the components are the keys of {@code
 * experiment.json}.
 *
 * @param experiment its name
 * @param scale at which it is done
 * @param command that did it
 */
public record ExperimentMark(String experiment, String scale, String command) {
  private static Path fileIn(Path directory) {
    return directory.resolve("experiment.json");
  }

  /** Marks a directory. */
  public void write(Path directory) {
    AtomicFile.write(
        fileIn(directory),
        Codecs.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
  }

  /** The mark of a directory, if it has one. */
  public static Optional<ExperimentMark> read(Path directory) {
    Path file = fileIn(directory);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Codecs.JSON.readValue(file, ExperimentMark.class));
    } catch (JacksonException e) {
      throw UserError.data(
          file + " is damaged: " + e.getOriginalMessage(), "do the experiment again", e);
    }
  }
}
