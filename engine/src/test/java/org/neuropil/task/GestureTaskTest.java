package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;

class GestureTaskTest {
  private static final String HEADER =
      IntStream.rangeClosed(1, 32).mapToObj(String::valueOf).collect(Collectors.joining(","))
          + ",Phase\n";

  @TempDir Path folder;

  /** Rows of a recording: 32 numbers, each a multiple of 1/64, and a phase. */
  private static String recording(int rows, int seed, String lineEnd) {
    Philox random = new Philox(seed, Philox.Purpose.TEST, 0);
    StringBuilder text = new StringBuilder(HEADER.strip()).append(lineEnd);
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < 32; i++) {
        text.append((random.nextInt(200) - 100 + 10 * i) / 64.0).append(',');
      }
      text.append("DPSHR".charAt(random.nextInt(5))).append(lineEnd);
    }
    return text.toString();
  }

  private Map<String, String> write(int rows) {
    Map<String, String> files = new LinkedHashMap<>();
    int seed = 0;
    for (String name : List.of("a3", "b1", "b3", "c1", "c3", "a2", "a1")) {
      String text = recording(rows + 7 * seed, seed, seed % 2 == 0 ? "\n" : "\r\n");
      files.put(name, text);
      Texts.write(folder, name + "_va3.csv", text);
      seed++;
    }
    return files;
  }

  /** All windows, naively: raw values and labels, window after window. */
  private static List<double[][]> windows(String text) {
    String[] lines = text.strip().split("\r?\n", -1);
    int n = lines.length - 1;
    List<double[][]> windows = new java.util.ArrayList<>();
    for (int start = 0; start + 32 <= 32 * (n / 32); start += 16) {
      double[][] window = new double[32][33];
      for (int t = 0; t < 32; t++) {
        String[] fields = lines[1 + start + t].split(",", -1);
        for (int i = 0; i < 32; i++) {
          window[t][i] = Double.parseDouble(fields[i]);
        }
        window[t][32] = "DPSHR".indexOf(fields[32]);
      }
      windows.add(window);
    }
    return windows;
  }

  @Test
  void windowsAreStandardisedAndSplitByThePermutation() {
    Map<String, String> files = write(150);
    List<double[][]> all = files.values().stream().flatMap(f -> windows(f).stream()).toList();
    standardise(all, all);
    TaskData task = Tasks.load(TaskRequest.of("gesture", folder));
    int[] order = LegacyNumpyRandom.permutation(23489, all.size());
    int first = (int) (0.1 * all.size());
    int second = first + (int) (0.15 * all.size());
    requireSame(validation(task), all, Arrays.copyOf(order, first));
    requireSame(task.test(), all, Arrays.copyOfRange(order, first, second));
    requireSame(task.train(), all, Arrays.copyOfRange(order, second, all.size()));
    assertThat(Arrays.stream(task.train().classCounts()).sum()).isEqualTo(32 * task.train().size());
    assertThat(task.provenance()).containsKeys("a1_va3.csv", "validation.classCounts", "split");
  }

  @Test
  void theSplitByRecordingSharesNoRowsAndStandardisesWithTrainingRowsOnly() {
    Map<String, String> files = write(64);
    List<double[][]> train =
        files.entrySet().stream()
            .filter(file -> !file.getKey().equals("b1") && !file.getKey().equals("c3"))
            .flatMap(file -> windows(file.getValue()).stream())
            .toList();
    List<double[][]> validation = windows(files.getOrDefault("b1", ""));
    List<double[][]> test = windows(files.getOrDefault("c3", ""));
    standardise(validation, train);
    standardise(test, train);
    standardise(train, train);
    TaskData task = Tasks.load(TaskRequest.of("gesture", folder).withVariant("by-recording"));
    requireSame(task.train(), train, IntStream.range(0, train.size()).toArray());
    requireSame(validation(task), validation, IntStream.range(0, validation.size()).toArray());
    requireSame(task.test(), test, IntStream.range(0, test.size()).toArray());
  }

  private static Sequences validation(TaskData task) {
    Sequences validation = task.validation();
    if (validation == null) {
      throw new AssertionError("no validation samples");
    }
    return validation;
  }

  /** Standardises in place; where both are the same, the moments are taken first. */
  private static void standardise(List<double[][]> windows, List<double[][]> reference) {
    double[] mean = new double[32];
    double[] deviation = new double[32];
    for (int i = 0; i < 32; i++) {
      int column = i;
      double[] values =
          reference.stream()
              .flatMapToDouble(w -> Arrays.stream(w).mapToDouble(row -> row[column]))
              .toArray();
      double m = Arrays.stream(values).average().orElseThrow();
      mean[i] = m;
      deviation[i] =
          Math.sqrt(Arrays.stream(values).map(v -> (v - m) * (v - m)).average().orElseThrow());
    }
    for (double[][] window : windows) {
      for (double[] row : window) {
        for (int i = 0; i < 32; i++) {
          row[i] = (row[i] - mean[i]) / deviation[i];
        }
      }
    }
  }

  private static void requireSame(Sequences data, List<double[][]> all, int[] chosen) {
    assertThat(data.size()).isEqualTo(chosen.length);
    assertThat(data.target()).isEqualTo(Sequences.Target.STEP_CLASS);
    for (int s = 0; s < chosen.length; s++) {
      double[][] expected = all.get(chosen[s]);
      float[] found = Texts.read(data, s);
      for (int t = 0; t < 32; t++) {
        assertThat(data.label(s, t)).isEqualTo((int) expected[t][32]);
        for (int i = 0; i < 32; i++) {
          assertThat((double) found[32 * t + i]).isCloseTo(expected[t][i], Offset.offset(1e-5));
        }
      }
    }
  }

  @Test
  void badLinesAreNamed() {
    String row = "0.5,".repeat(32) + "D\n";
    fails("").contains("file: expected at least 32 rows, found 0");
    fails(row).contains("file:1: expected the header 1,2,...,32,Phase");
    fails(HEADER + row + "0.5,".repeat(31) + "D\n")
        .contains("file:3: expected 33 columns, found 32");
    fails(HEADER + row + "0.5,".repeat(32) + "X\n")
        .contains("file:3: expected phase D, P, S, H or R, found 'X'");
    fails(HEADER + "0.5,".repeat(31) + "NaN,D\n")
        .contains("file:2: expected a number in column 32, found 'NaN'");
    fails(HEADER + row.repeat(31)).contains("file: expected at least 32 rows, found 31");
    assertThatThrownBy(() -> Tasks.load(TaskRequest.of("gesture", folder)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("lacks a3_va3.csv, b1_va3.csv");
    write(64);
    assertThatThrownBy(
            () -> Tasks.load(TaskRequest.of("gesture", folder).withEncoding(Encoding.FLAT)))
        .hasMessageStartingWith("task gesture asks for an answer at every step");
    assertThatThrownBy(() -> Tasks.load(TaskRequest.of("gesture", folder).withVariant("by-user")))
        .hasMessage(
            "task gesture has no variant 'by-user' (its variants are random, by-recording)");
  }

  private static org.assertj.core.api.AbstractStringAssert<?> fails(String text) {
    String[] message = {""};
    assertThatThrownBy(() -> GestureTask.read(Texts.table(text), new Windows(32)))
        .isInstanceOfSatisfying(UserError.class, e -> message[0] = String.valueOf(e.getMessage()));
    return assertThat(message[0]);
  }

  @Test
  void thePublishedRecordingsGiveThePublishedNumbers() {
    Path data = Texts.shared("gesture");
    assumeTrue(Files.exists(data.resolve("a1_va3.csv")), "skipped: no gestures at ../shared");
    TaskData task = Tasks.load(TaskRequest.of("gesture", data));
    assertThat(task.train().size()).isEqualTo(455);
    assertThat(task.test().size()).isEqualTo(90);
    assertThat(validation(task).size()).isEqualTo(60);
    assertThat(Arrays.stream(task.test().classCounts()).sum()).isEqualTo(2880);
    double sum = 0;
    double squares = 0;
    for (Sequences part : List.of(task.train(), task.test(), validation(task))) {
      for (int i = 0; i < part.size(); i++) {
        for (float value : Texts.read(part, i)) {
          sum += value;
          squares += (double) value * value;
        }
      }
    }
    assertThat(sum / (605 * 1024)).isCloseTo(0, Offset.offset(1e-6));
    assertThat(squares / (605 * 1024)).isCloseTo(1, Offset.offset(1e-6));
    TaskData honest = Tasks.load(TaskRequest.of("gesture", data).withVariant("by-recording"));
    assertThat(honest.train().size()).isEqualTo(451);
    assertThat(validation(honest).size()).isEqualTo(65);
    assertThat(honest.test().size()).isEqualTo(89);
  }
}
