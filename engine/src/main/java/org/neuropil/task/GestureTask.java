package org.neuropil.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.neuropil.error.UserError;

/**
 * Gesture phase segmentation (Madeo, Wagner and Peres; UCI data set 302): the phase of a hand
 * gesture at every step from 32 velocities and accelerations, as Zhang et al. 2023 have it. Seven
 * recordings give 605 windows of 32 rows that overlap by half.
 *
 * <p>Variant {@code random} splits the windows by the published permutation, 10 % validation, 15 %
 * test, so training and test share rows, and standardises with all of them. Variant {@code
 * by-recording} is honest: recording b1 is for validation, c3 for tests, and only training rows
 * enter the standardisation.
 */
final class GestureTask {
  /** In the order in which the authors' code reads them. */
  static final List<String> RECORDINGS = List.of("a3", "b1", "b3", "c1", "c3", "a2", "a1");

  static final int INPUTS = 32;

  /** Seed of the published split. */
  static final int SEED = 23489;

  private static final String VALIDATION = "b1";
  private static final String TEST = "c3";
  private static final String PHASES = "DPSHR";
  private static final List<String> FILES =
      RECORDINGS.stream().map(recording -> recording + "_va3.csv").toList();
  private static final String NEEDED =
      "the folder must hold the seven files "
          + String.join(", ", FILES)
          + " of the Gesture Phase Segmentation data set";

  private GestureTask() {}

  static TaskData load(TaskRequest request) {
    boolean random = request.variantOf(List.of("random", "by-recording")).equals("random");
    Path folder = request.requireFolder(NEEDED);
    Map<String, Path> paths = DataFiles.locate(folder, FILES, NEEDED);
    Map<String, String> origin = new LinkedHashMap<>();
    Windows windows = new Windows(INPUTS);
    List<String> owners = new ArrayList<>();
    paths.forEach((file, path) -> {
      try (Table table = new Table(TextLines.open(path), ',')) {
        read(table, windows);
        origin.put(file, table.lines().digest());
      }
      while (owners.size() < windows.size()) {
        owners.add(file.substring(0, 2));
      }
    });
    Sequences all = windows.toSequences(PHASES.length());
    int[] validation;
    int[] test;
    int[] train;
    if (random) {
      int[] order = LegacyNumpyRandom.permutation(SEED, all.size());
      int first = all.size() / 10;
      int second = first + (int) (all.size() * 15L / 100);
      validation = Arrays.copyOf(order, first);
      test = Arrays.copyOfRange(order, first, second);
      train = Arrays.copyOfRange(order, second, order.length);
      origin.put("split", "windows by numpy's legacy permutation, seed " + SEED);
    } else {
      validation = where(owners, owner -> owner.equals(VALIDATION));
      test = where(owners, owner -> owner.equals(TEST));
      train = where(owners, owner -> !owner.equals(VALIDATION) && !owner.equals(TEST));
      origin.put("split", "recordings: validation " + VALIDATION + ", test " + TEST);
    }
    if (validation.length == 0 || test.length == 0 || train.length == 0) {
      throw UserError.data(
          folder + ": expected more windows of 32 rows, found " + all.size(), NEEDED);
    }
    Sequences scaled = Standardised.by(all, random ? all : all.subset(train));
    FlatSequences.encoded(scaled, request.encoding(), request.name());
    return TaskData.described(
        "gesture", scaled.subset(train), scaled.subset(test), scaled.subset(validation), origin);
  }

  private static int[] where(List<String> owners, java.util.function.Predicate<String> wanted) {
    return IntStream.range(0, owners.size()).filter(i -> wanted.test(owners.get(i))).toArray();
  }

  /** Adds the windows of one recording. */
  static void read(Table table, Windows windows) {
    List<float[]> rows = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    if (table.next()) {
      table.requireCount(INPUTS + 1);
      if (!table.text(0).equals("1") || !table.text(INPUTS).equalsIgnoreCase("phase")) {
        throw table.error("expected the header 1,2,...,32,Phase");
      }
    }
    while (table.next()) {
      table.requireCount(INPUTS + 1);
      float[] row = new float[INPUTS];
      for (int i = 0; i < INPUTS; i++) {
        row[i] = (float) table.number(i);
      }
      String phase = table.text(INPUTS);
      int label = phase.length() == 1 ? PHASES.indexOf(phase) : -1;
      if (label < 0) {
        throw table.error("expected phase D, P, S, H or R, found " + Table.shown(phase));
      }
      rows.add(row);
      classes.add(label);
    }
    int whole = rows.size() / Windows.STEPS;
    if (whole == 0) {
      throw table
          .lines()
          .fileError("expected at least 32 rows, found " + rows.size(), "get the file again");
    }
    for (int s = 0; s < whole; s++) {
      windows.add(rows, classes, s * Windows.STEPS);
      if (s < whole - 1) {
        windows.add(rows, classes, s * Windows.STEPS + Windows.HOP);
      }
    }
  }
}
