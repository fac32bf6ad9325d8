package org.neuropil.cli.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.neuropil.cli.config.Codecs;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.cli.sweep.plan.RunSpec;
import tools.jackson.databind.JsonNode;

/** The network files that an experiment makes for its runs, in {@code networks/} beside them. */
final class Topologies {
  private static final String KEY = "topology";

  private Topologies() {}

  /** A run under another name whose wiring is a file of the experiment's directory. */
  static RunSpec placed(RunSpec run, String label, Path directory, String file, String id) {
    String path =
        directory.resolve("networks").resolve(file).toAbsolutePath().normalize().toString();
    Map<String, JsonNode> change = Map.of(KEY, Codecs.JSON.<JsonNode>valueToTree(path));
    return new RunSpec(id, label, run.config().with(change));
  }

  /** The file of a run's wiring. */
  static Path file(RunSpec run) {
    return Objects.requireNonNull(run.config().topologyPath(), run.id());
  }

  /** Makes the folder of a file. */
  static void makeFolder(Path file) {
    Path folder = Objects.requireNonNull(file.getParent());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw IoErrors.writing(folder, e);
    }
  }
}
