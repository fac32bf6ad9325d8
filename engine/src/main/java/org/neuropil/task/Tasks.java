package org.neuropil.task;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;

/** The tasks by name. A new task is one more entry of {@link #ENTRIES}. */
public final class Tasks {
  /** Loads a task from a folder, or from what is bundled where the folder is null. */
  @FunctionalInterface
  private interface Loader {
    TaskData load(@Nullable Path data, Encoding encoding, @Nullable BundledFiles sample);
  }

  private record Entry(String name, Loader loader) {}

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry(
              "mnist",
              (data, encoding, sample) ->
                  data == null ? mnistSample(encoding, sample) : MnistTask.load(data, encoding)),
          new Entry(
              "mnist-sample",
              (data, encoding, sample) -> {
                if (data != null) {
                  throw UserError.usage(
                      "task mnist-sample is bundled and reads no data folder, found " + data,
                      "leave the data folder away, or use task mnist");
                }
                return mnistSample(encoding, sample);
              }),
          new Entry(
              "cifar10",
              (data, encoding, sample) -> Cifar10Task.load(required("cifar10", data), encoding)));

  private Tasks() {}

  /** The names of all tasks. */
  public static List<String> names() {
    return ENTRIES.stream().map(Entry::name).toList();
  }

  /**
   * Loads a task.
   *
   * @param name one of {@link #names()}
   * @param data its folder; null means the bundled sample, which {@code mnist} alone has
   * @param encoding how the samples meet the network
   * @param sample the files of the bundled sample of MNIST, or null if there are none
   * @throws UserError if there is no such task, or its data are missing or damaged
   */
  public static TaskData load(
      String name, @Nullable Path data, Encoding encoding, @Nullable BundledFiles sample) {
    for (Entry entry : ENTRIES) {
      if (entry.name().equals(name)) {
        return entry.loader().load(data, encoding, sample);
      }
    }
    String nearest = nearest(name);
    throw UserError.usage(
        "unknown task '" + name + "'" + (nearest == null ? "" : ", did you mean " + nearest + "?"),
        "tasks are " + String.join(", ", names()));
  }

  private static TaskData mnistSample(Encoding encoding, @Nullable BundledFiles sample) {
    if (sample == null) {
      throw UserError.usage(
          "task mnist needs a data folder, as no sample is bundled here",
          "name the folder that holds the four IDX files of MNIST");
    }
    return MnistTask.load(sample, encoding);
  }

  private static Path required(String name, @Nullable Path data) {
    if (data == null) {
      throw UserError.usage(
          "task " + name + " needs a data folder",
          "name the folder that holds its files; only mnist has a bundled sample");
    }
    return data;
  }

  /** The task whose name is at most two edits away, case aside. */
  private static @Nullable String nearest(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    String best = null;
    int least = 3;
    for (String candidate : names()) {
      int edits = edits(wanted, candidate);
      if (edits < least) {
        best = candidate;
        least = edits;
      }
    }
    return best;
  }

  /** Levenshtein distance of two words, one row of the table at a time. */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above, row[j - 1]));
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
