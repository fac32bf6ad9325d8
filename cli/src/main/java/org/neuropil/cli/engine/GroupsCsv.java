package org.neuropil.cli.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.neuropil.cli.run.AtomicFile;
import org.neuropil.cli.run.GroupRow;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.train.Evaluation;
import org.neuropil.train.TrainObserver;

/**
 * {@code groups.csv}: the test accuracy of every group of samples, e.g. of each of the twenty
 * cognitive tasks, at every evaluation. The file is small and is replaced as a whole.
 */
final class GroupsCsv implements TrainObserver {
  private final Path file;
  private final List<String> lines = new ArrayList<>();

  GroupsCsv(Path file) {
    this.file = file;
    try {
      List<String> all =
          Files.exists(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
      if (!all.isEmpty() && all.getFirst().equals(GroupRow.HEADER)) {
        lines.addAll(all.subList(1, all.size()));
      }
    } catch (IOException e) {
      throw IoErrors.writing(file, e);
    }
  }

  @Override
  public void tested(int epoch, Evaluation evaluation) {
    // After a resume, epochs are evaluated again that were recorded before.
    lines.removeIf(line -> Integer.parseInt(line.substring(0, line.indexOf(','))) >= epoch);
    for (Evaluation.Group group : evaluation.groups()) {
      lines.add(new GroupRow(epoch, group.name(), group.samples(), group.correct()).line());
    }
    AtomicFile.write(file, GroupRow.HEADER + "\n" + String.join("\n", lines) + "\n");
  }
}
