package org.neuropil.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.WeightedNetwork;
import org.neuropil.error.UserError;

/** The file that a made network goes to. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Checks that the name stands for a format and is free, before any time is spent.
   *
   * @return the format
   */
  static NetworkFile.Format check(Path out, boolean fanmod, boolean force) {
    NetworkFile.Format format = NetworkFile.format(out);
    if (fanmod && format != NetworkFile.Format.EDGE_LIST) {
      throw UserError.usage(
          "FANMOD's labels fit an edge list only, not " + out, "end the name in .tsv or .txt");
    }
    if (Files.exists(out) && !force) {
      throw UserError.usage(out + " exists already", "overwrite it with --force");
    }
    return fanmod ? NetworkFile.Format.FANMOD : format;
  }

  /** Writes a network. */
  static void write(Path out, WeightedNetwork network, NetworkFile.Format format) {
    NetworkFile.write(out, network, format);
  }
}
