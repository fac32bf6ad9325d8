package org.neuropil.cli.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.ReadOptions;
import org.neuropil.analysis.io.WeightedNetwork;
import org.neuropil.cli.run.GroupRow;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.run.StructureCsv;
import org.neuropil.error.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What else than epochs and settings a run's page is made of.
 *
 * @param structure the recorded wiring
 * @param groups accuracies by groups of samples
 * @param first the recurrent weights before training, or null where they were not kept
 * @param last the recurrent weights that were kept in the end, or null where there are none
 */
public record RunFiles(
    List<StructureCsv.Row> structure,
    List<GroupRow> groups,
    @Nullable WeightedNetwork first,
    @Nullable WeightedNetwork last) {
  private static final Logger LOG = LoggerFactory.getLogger(RunFiles.class);

  /** Keeps copies of the lists. */
  public RunFiles {
    structure = List.copyOf(structure);
    groups = List.copyOf(groups);
  }

  /** Nothing else. */
  public static RunFiles none() {
    return new RunFiles(List.of(), List.of(), null, null);
  }

  /** What a run's directory holds. */
  public static RunFiles read(Path run) {
    return new RunFiles(
        StructureCsv.rows(run.resolve("structure.csv")),
        GroupRow.read(run.resolve("groups.csv")),
        weights(run.resolve("weights-0.safetensors")),
        weights(RunDirectory.weightsOf(run)));
  }

  private static @Nullable WeightedNetwork weights(Path file) {
    try {
      return Files.exists(file) ? NetworkFile.readWeighted(file, ReadOptions.defaults()) : null;
    } catch (UserError e) {
      // For example weights that are not finite: the page says so in its own way.
      LOG.debug("the report has no figures of {}", file, e);
      return null;
    }
  }
}
