package org.neuropil.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.error.UserError;
import picocli.CommandLine.Option;

/** From which seed a network is made, and the file that it goes to. */
public final class MadeNetworkOptions {
  @Option(
      names = "--seed",
      order = 300,
      paramLabel = "S",
      defaultValue = "1",
      description = "the same seed gives the same network [1]")
  long seed;

  @Option(
      names = "--out",
      order = 301,
      paramLabel = "FILE",
      required = true,
      description = "the file to write: .tsv, .csv, .txt, .graphml, .npz, .npy or .safetensors")
  @Nullable Path out;

  @Option(names = "--force", order = 302, description = "overwrite files that exist")
  boolean force;

  /** The file to write. */
  Path file() {
    return Objects.requireNonNull(out);
  }

  /**
   * Checks that a name stands for a format and is free, before any time is spent.
   *
   * @return the format
   */
  NetworkFile.Format check(Path file, boolean fanmod) {
    NetworkFile.Format format = format(file, fanmod);
    if (Files.exists(file) && !force) {
      throw UserError.usage(file + " exists already", "overwrite it with --force");
    }
    return format;
  }

  /** The format that a name stands for. */
  static NetworkFile.Format format(Path file, boolean fanmod) {
    NetworkFile.Format format = NetworkFile.format(file);
    if (fanmod && format != NetworkFile.Format.EDGE_LIST) {
      throw UserError.usage(
          "FANMOD's labels fit an edge list only, not " + file, "end the name in .tsv or .txt");
    }
    return fanmod ? NetworkFile.Format.FANMOD : format;
  }
}
