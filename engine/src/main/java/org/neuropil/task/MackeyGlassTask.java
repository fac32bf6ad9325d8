package org.neuropil.task;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neuropil.matrix.Philox;

/**
 * Prediction of the Mackey-Glass series: 500 values are read, the 50 that follow are the target, as
 * Zhang et al. 2023 have it. The first four fifths of the series are cut into 12 streams for
 * training; sample 12 k + s is window k of stream s, so batches of 12 in order carry one window of
 * every stream. The rest is one stream for tests. Windows do not overlap in what is read. The
 * series is generated from the seed, or read from the text files of the authors.
 */
final class MackeyGlassTask {
  static final int STEPS = 500;
  static final int AHEAD = 50;
  static final int STREAMS = 12;

  private static final int POINTS = 50_000;
  private static final int MOST_POINTS = 50_000_000;

  private MackeyGlassTask() {}

  static TaskData load(TaskRequest request) {
    String variant = request.variantOf(List.of("t17", "t23"));
    Map<String, String> origin = new LinkedHashMap<>();
    float[] series;
    if (request.data() == null) {
      int tau = variant.equals("t17") ? 17 : 23;
      series = MackeyGlass.series(tau, POINTS, new Philox(request.seed(), Philox.Purpose.DATA, 0));
      origin.put("generated", "Mackey-Glass, delay " + tau + ", seed " + request.seed());
    } else {
      series = readFile(request, variant, origin);
    }
    return split(series, request, origin);
  }

  private static float[] readFile(TaskRequest request, String variant, Map<String, String> origin) {
    String file = "MackeyGlass_" + variant + ".txt";
    String needed =
        "the folder must hold "
            + file
            + " of the Mackey-Glass series, one number a line; without a folder the series is"
            + " generated";
    Path folder = request.requireFolder(needed);
    Path path = DataFiles.locate(folder, List.of(file), needed).getOrDefault(file, folder);
    try (Table table = new Table(TextLines.open(path), ',')) {
      float[] series = read(table);
      origin.put(file, table.lines().digest());
      return series;
    }
  }

  /** Reads a series of one number a line, long enough for one window of every stream. */
  static float[] read(Table table) {
    float[] series = new float[1024];
    int count = 0;
    while (table.next()) {
      table.requireCount(1);
      if (count == MOST_POINTS) {
        throw table.error("expected at most " + MOST_POINTS + " numbers");
      }
      if (count == series.length) {
        series = Arrays.copyOf(series, 2 * count);
      }
      series[count++] = (float) table.number(0);
    }
    int train = trainPoints(count);
    if (train / STREAMS < STEPS + AHEAD || count - train < STEPS + AHEAD) {
      throw table
          .lines()
          .fileError(
              "expected at least " + least() + " numbers, found " + count, "get the whole series");
    }
    return Arrays.copyOf(series, count);
  }

  private static int trainPoints(int points) {
    return (int) (points * 4L / 5);
  }

  /** The shortest series that has a window in every stream. */
  private static int least() {
    return Math.ceilDiv(STREAMS * (STEPS + AHEAD) * 5, 4);
  }

  private static TaskData split(float[] series, TaskRequest request, Map<String, String> origin) {
    int train = trainPoints(series.length);
    Sequences training = windows(series, 0, train / STREAMS, STREAMS);
    Sequences test = windows(series, train, series.length - train, 1);
    return TaskData.described(
        "mackey-glass",
        FlatSequences.encoded(training, request.encoding(), request.name()),
        FlatSequences.encoded(test, request.encoding(), request.name()),
        null,
        origin);
  }

  /**
   * The windows of streams of {@code length} values that follow each other from {@code from} on.
   */
  private static Sequences windows(float[] series, int from, int length, int streams) {
    FloatBlocks x = new FloatBlocks();
    FloatBlocks y = new FloatBlocks();
    for (int k = 0; k < (length - AHEAD) / STEPS; k++) {
      for (int s = 0; s < streams; s++) {
        int start = from + s * length + k * STEPS;
        x.add(series, start, STEPS);
        y.add(series, start + STEPS, AHEAD);
      }
    }
    return StoredSequences.values(x, STEPS, 1, y, AHEAD);
  }
}
