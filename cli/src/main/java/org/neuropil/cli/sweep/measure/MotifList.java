package org.neuropil.cli.sweep.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.neuropil.analysis.generate.Motif;
import org.neuropil.cli.run.AtomicFile;
import org.neuropil.error.UserError;

/**
 * The feed-forward loops that a wiring was made with, in a file beside it: {@code NAME.motifs.csv}
 * for {@code NAME.tsv}, with the columns source, middle and sink, nodes counted from 0.
 */
public final class MotifList {
  private static final String HEADER = "source,middle,sink";
  private static final int COLUMNS = 3;

  private MotifList() {}

  /** The file that belongs to a wiring. */
  public static Path besides(Path topology) {
    String name = String.valueOf(topology.getFileName());
    int dot = name.lastIndexOf('.');
    return topology.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".motifs.csv");
  }

  /** Writes loops, as a whole or not at all. */
  public static void write(Path file, List<Motif> motifs) {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (Motif motif : motifs) {
      text.append(motif.source()).append(',').append(motif.middle()).append(',');
      text.append(motif.sink()).append('\n');
    }
    AtomicFile.write(file, text.toString());
  }

  /**
   * Reads loops among {@code nodes} nodes.
   *
   * @throws UserError data with the line, if the file is missing or a line holds no loop
   */
  public static List<Motif> read(Path file, int nodes) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw UserError.data(
          file + ", the list of the motifs to remove, cannot be read",
          "put it beside the topology, with the columns " + HEADER,
          e);
    }
    if (lines.isEmpty() || !lines.get(0).strip().equals(HEADER)) {
      throw UserError.data(
          file + ", line 1: the columns are not " + HEADER, "begin with that line");
    }
    List<Motif> motifs = new ArrayList<>();
    for (int line = 1; line < lines.size(); line++) {
      if (!lines.get(line).isBlank()) {
        motifs.add(motif(file, line + 1, lines.get(line), nodes));
      }
    }
    return motifs;
  }

  private static Motif motif(Path file, int line, String text, int nodes) {
    String[] cells = text.split(",", -1);
    int[] three = new int[COLUMNS];
    boolean good = cells.length == COLUMNS;
    for (int c = 0; good && c < COLUMNS; c++) {
      try {
        three[c] = Integer.parseInt(cells[c].strip());
        good = three[c] >= 0 && three[c] < nodes;
      } catch (NumberFormatException e) {
        good = false;
      }
    }
    if (!good || three[0] == three[1] || three[1] == three[2] || three[0] == three[2]) {
      throw UserError.data(
          file + ", line " + line + ": '" + text + "' is no motif",
          "give three different nodes from 0 to " + (nodes - 1));
    }
    return new Motif(three[0], three[1], three[2]);
  }
}
