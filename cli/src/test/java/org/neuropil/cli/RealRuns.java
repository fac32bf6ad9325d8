package org.neuropil.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.neuropil.testdata.BundledMnist;

/**
 * Runs commands with the real engine in this process, and lays out the bundled digits as a user's
 * folder.
 */
final class RealRuns {
  private RealRuns() {}

  static Harness.Ended run(Object... args) {
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            words,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Harness.Ended(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The four bundled files in {@code folder}. */
  static Path digits(Path folder) {
    try {
      Files.createDirectories(folder);
      for (String name : BundledMnist.FILES) {
        try (InputStream in = BundledMnist.open(name)) {
          Files.copy(in, folder.resolve(name));
        }
      }
      return folder;
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
