package org.neuropil.cli.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neuropil.analysis.statistics.Histogram;

/**
 * {@code gradients.csv}: sizes of the hidden-to-hidden gradients every so many steps. There may be
 * a row for every step, so that rows are appended; what a killed training left torn or too far is
 * cut off when it goes on.
 */
public final class GradientsCsv {
  /** log10 of the size at the edges of the bins: half decades. */
  private static final double[] LOG_EDGES = Histogram.linearEdges(-20, 39, 118);

  private static final double[] EDGES =
      Arrays.stream(LOG_EDGES).map(log -> StrictMath.pow(10, log)).toArray();

  private static final int FIXED = 11;
  private static final String HEADER = header();

  private final Path file;

  /** Goes on with a file, or begins one. */
  public GradientsCsv(Path file) {
    this.file = file;
  }

  /**
   * Hidden-to-hidden weights, and Adam's first and second moments of them, that are infinite or NaN
   * before the update of a step.
   */
  public record Broken(long weights, long first, long second) {}

  /**
   * The gradients of a step.
   *
   * @param epoch from 1
   * @param step from 1
   * @param meanConnections mean of |g| over connections whose gradient is finite
   * @param meanPlaces the same sum divided by all places of the matrix, absent connections included
   * @param zeros connections whose gradient is 0
   * @param notFinite connections whose gradient is infinite or NaN
   * @param broken what else is not finite
   * @param sizes histogram of |g| over the others, in half decades from 1e-20 to 1e39, above which
   *     there are no finite ones
   */
  public record Row(
      int epoch,
      long step,
      double meanConnections,
      double meanPlaces,
      long zeros,
      long notFinite,
      Broken broken,
      Histogram sizes) {
    /**
     * Measures gradients.
     *
     * @param gradients one a connection
     * @param places of the matrix
     */
    public static Row of(int epoch, long step, float[] gradients, long places, Broken broken) {
      Histogram.Counter counter = new Histogram.Counter(EDGES);
      double sum = 0;
      long zeros = 0;
      long notFinite = 0;
      for (float gradient : gradients) {
        double size = Math.abs(gradient);
        if (!Double.isFinite(size)) {
          notFinite++;
        } else if (size == 0) {
          zeros++;
        } else {
          sum += size;
          counter.add(size);
        }
      }
      return new Row(
          epoch,
          step,
          sum / (gradients.length - notFinite),
          sum / places,
          zeros,
          notFinite,
          broken,
          counter.histogram());
    }
  }

  /** log10 of the size at the edges of the histograms' bins. */
  public static double[] logEdges() {
    return LOG_EDGES.clone();
  }

  private static String header() {
    StringBuilder text =
        new StringBuilder(
            "epoch,step,mean_connections,mean_places,zeros,not_finite,w_not_finite,m_not_finite,"
                + "v_not_finite,below,above");
    for (int bin = 0; bin < LOG_EDGES.length - 1; bin++) {
      text.append(",from_1e").append(LOG_EDGES[bin]);
    }
    return text.toString();
  }

  /** Forgets what lies after the step at which a training begins or goes on. */
  public void resume(long step) {
    List<String> kept = new ArrayList<>(List.of(HEADER));
    for (String line : lines(file)) {
      if (Long.parseLong(line.split(",", 3)[1]) <= step) {
        kept.add(line);
      }
    }
    AtomicFile.write(file, String.join("\n", kept) + "\n");
  }

  /** Appends a row. */
  public void add(Row row) {
    StringBuilder line = new StringBuilder();
    line.append(row.epoch()).append(',').append(row.step());
    line.append(',').append(row.meanConnections()).append(',').append(row.meanPlaces());
    line.append(',').append(row.zeros()).append(',').append(row.notFinite());
    line.append(',').append(row.broken().weights()).append(',').append(row.broken().first());
    line.append(',').append(row.broken().second());
    line.append(',').append(row.sizes().below()).append(',').append(row.sizes().above());
    for (long count : row.sizes().counts()) {
      line.append(',').append(count);
    }
    try {
      Files.writeString(
          file, line.append('\n'), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw IoErrors.writing(file, e);
    }
  }

  /** The rows of a file; none where there is no file. */
  public static List<Row> rows(Path file) {
    List<Row> rows = new ArrayList<>();
    for (String line : lines(file)) {
      String[] fields = line.split(",", -1);
      long[] counts = new long[EDGES.length - 1];
      for (int bin = 0; bin < counts.length; bin++) {
        counts[bin] = Long.parseLong(fields[FIXED + bin]);
      }
      rows.add(
          new Row(
              Integer.parseInt(fields[0]),
              Long.parseLong(fields[1]),
              Double.parseDouble(fields[2]),
              Double.parseDouble(fields[3]),
              Long.parseLong(fields[4]),
              Long.parseLong(fields[5]),
              new Broken(
                  Long.parseLong(fields[6]), Long.parseLong(fields[7]), Long.parseLong(fields[8])),
              new Histogram(
                  EDGES, counts, Long.parseLong(fields[9]), Long.parseLong(fields[10]), 0)));
    }
    return rows;
  }

  /** The whole lines after the header; a file of another version counts as empty. */
  private static List<String> lines(Path file) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      List<String> all = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
      return all.isEmpty() || !all.getFirst().equals(HEADER)
          ? List.of()
          : all.subList(1, all.size());
    } catch (IOException e) {
      throw IoErrors.writing(file, e);
    }
  }
}
