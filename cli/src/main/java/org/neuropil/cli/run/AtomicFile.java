package org.neuropil.cli.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.neuropil.error.UserError;

/** Text files that are either the old or the new ones, whatever happens in between. */
public final class AtomicFile {
  private AtomicFile() {}

  /**
   * Writes a text file in UTF-8, as the engine writes its files: complete and on disk, or not.
   *
   * @throws UserError environment, if the file cannot be written
   */
  public static void write(Path file, String text) {
    org.neuropil.matrix.io.AtomicFile.write(
        file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }
}
