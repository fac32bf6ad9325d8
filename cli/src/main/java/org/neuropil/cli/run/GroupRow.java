package org.neuropil.cli.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of {@code groups.csv}: the test samples of one group, e.g. of one cognitive task, after an
 * epoch.
 *
 * @param epoch the epoch of the evaluation
 * @param group the group's name
 * @param samples how many samples it has
 * @param correct how many of them were answered correctly
 */
public record GroupRow(int epoch, String group, int samples, int correct) {
  /** The first line of the file. */
  public static final String HEADER = "epoch,group,samples,correct,accuracy";

  /** Fraction of correct answers; NaN without samples. */
  public double accuracy() {
    return (double) correct / samples;
  }

  /** The line. */
  public String line() {
    return epoch + "," + group + "," + samples + "," + correct + "," + accuracy();
  }

  /** The rows of a file; none where there is no file, nor where it is of another version. */
  public static List<GroupRow> read(Path file) {
    List<GroupRow> rows = new ArrayList<>();
    if (!Files.exists(file)) {
      return rows;
    }
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
        return rows;
      }
      for (String line : lines.subList(1, lines.size())) {
        String[] fields = line.split(",", -1);
        rows.add(
            new GroupRow(
                Integer.parseInt(fields[0]),
                fields[1],
                Integer.parseInt(fields[2]),
                Integer.parseInt(fields[3])));
      }
      return rows;
    } catch (IOException e) {
      throw IoErrors.writing(file, e);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      // What a user's editor left of it is no reason to lose the rest of the page.
      return rows;
    }
  }
}
