package org.neuropil.cli.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.neuropil.analysis.motif.LoopType;
import org.neuropil.cli.structure.Structure;

/**
 * {@code structure.csv}: the wiring of the recurrent weights every so many epochs. The file is
 * small and is replaced as a whole, so that no line is ever torn.
 */
public final class StructureCsv {
  private static final String HEADER = header();

  private final Path file;
  private final List<String> lines;

  /** Goes on with a file, or begins one. */
  public StructureCsv(Path file) {
    this.file = file;
    this.lines = new ArrayList<>(lines(file));
  }

  /**
   * What curves are drawn of; NaN where there is no such figure.
   *
   * @param signFlips connections whose sign differs from the row before
   * @param meanAge epochs since connections were created
   */
  public record Row(
      int epoch,
      long connections,
      long positive,
      double eta,
      double pooled,
      double signFlips,
      double meanAge,
      double coreEta,
      double corePooled) {}

  /** The rows of a file; none where there is no file. */
  public static List<Row> rows(Path file) {
    List<String> names = List.of(HEADER.split(","));
    return lines(file).stream()
        .map(line -> {
          String[] fields = line.split(",", -1);
          return new Row(
              epoch(line),
              Long.parseLong(fields[names.indexOf("connections")]),
              Long.parseLong(fields[names.indexOf("positive")]),
              number(fields[names.indexOf("eta")]),
              number(fields[names.indexOf("pooled")]),
              number(fields[names.indexOf("sign_flips")]),
              number(fields[names.indexOf("mean_age")]),
              number(fields[names.indexOf("core_eta")]),
              number(fields[names.indexOf("core_pooled")]));
        })
        .toList();
  }

  private static double number(String field) {
    return field.isEmpty() ? Double.NaN : Double.parseDouble(field);
  }

  private static List<String> lines(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      List<String> all = Files.readAllLines(file, StandardCharsets.UTF_8);
      // A file of another version begins anew rather than mix columns.
      return all.isEmpty() || !all.get(0).equals(HEADER) ? List.of() : all.subList(1, all.size());
    } catch (IOException e) {
      throw IoErrors.writing(file, e);
    }
  }

  private static String header() {
    StringBuilder text = new StringBuilder("epoch,step,connections,positive");
    // A bare +++ would be taken for a formula by spreadsheets.
    for (String kind : List.of("all", "induced")) {
      for (LoopType type : LoopType.values()) {
        text.append(',').append(kind).append('_').append(type.signs());
      }
    }
    return text.append(",eta,pooled,sign_flips,mean_age,core_connections,core_eta,core_pooled")
        .toString();
  }

  /** Epochs of the rows, in order. */
  public List<Integer> epochs() {
    return lines.stream().map(StructureCsv::epoch).toList();
  }

  /** Forgets what lies after the step at which a resumed training goes on. */
  public void resume(long step) {
    lines.removeIf(line -> Long.parseLong(line.split(",")[1]) > step);
  }

  /** Forgets this epoch and later ones, which are about to be recorded again. */
  public void dropFrom(int epoch) {
    lines.removeIf(line -> epoch(line) >= epoch);
  }

  /**
   * Adds a row and writes the file.
   *
   * @param flips connections whose sign differs from the row before, where that is known
   * @param meanAge how many epochs ago the connections were created, on average
   * @param core the wiring that a rule lets stay before it adds connections, or null
   */
  public void add(
      int epoch,
      long step,
      Structure structure,
      OptionalLong flips,
      double meanAge,
      @Nullable Structure core) {
    StringBuilder line = new StringBuilder();
    line.append(epoch).append(',').append(step);
    line.append(',').append(structure.connections()).append(',').append(structure.positive());
    structure.feedForwardLoops().all().values().forEach(count -> line.append(',').append(count));
    structure
        .feedForwardLoops()
        .induced()
        .values()
        .forEach(count -> line.append(',').append(count));
    line.append(',').append(structure.eta()).append(',').append(structure.pooled()).append(',');
    if (flips.isPresent()) {
      line.append(flips.getAsLong());
    }
    line.append(',').append(meanAge).append(',');
    if (core == null) {
      line.append(",,");
    } else {
      line.append(core.connections())
          .append(',')
          .append(core.eta())
          .append(',')
          .append(core.pooled());
    }
    lines.add(line.toString());
    AtomicFile.write(file, HEADER + "\n" + String.join("\n", lines) + "\n");
  }

  private static int epoch(String line) {
    return Integer.parseInt(line.substring(0, line.indexOf(',')));
  }
}
