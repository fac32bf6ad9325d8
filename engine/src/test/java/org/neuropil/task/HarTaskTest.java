package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;

class HarTaskTest {
  private static final String[] TAGS = {
    "010-000-024-033", "010-000-030-096", "020-000-033-111", "020-000-032-221"
  };

  /** Activities of the published file, and the class of each. */
  private static final String[] ACTIVITIES = {
    "lying down",
    "lying",
    "sitting down",
    "sitting",
    "standing up from lying",
    "standing up from sitting",
    "standing up from sitting on the ground",
    "walking",
    "falling",
    "on all fours",
    "sitting on the ground"
  };

  private static final int[] CLASS = {0, 0, 1, 1, 2, 2, 2, 3, 4, 5, 6};

  @TempDir Path folder;

  /** A file in the published format: series of the given lengths; x counts the rows. */
  private static String file(int... lengths) {
    Philox random = new Philox(1, Philox.Purpose.TEST, 0);
    StringBuilder text = new StringBuilder();
    int row = 0;
    for (int s = 0; s < lengths.length; s++) {
      for (int i = 0; i < lengths[s]; i++) {
        text.append(
            String.format(
                Locale.ROOT,
                "%c%02d,%s,63379022605%07d,27.05.2009 14:03:25:%03d,%d.0,%.6f,%.6f,%s%n",
                (char) ('A' + s / 5),
                s % 5 + 1,
                TAGS[row % 4],
                row,
                row % 1000,
                row,
                -1.5 + row / 1000.0,
                random.nextDouble(),
                ACTIVITIES[row % 11]));
        row++;
      }
    }
    return text.toString();
  }

  /** First rows of all windows of series of the given lengths. */
  private static List<Integer> starts(int... lengths) {
    List<Integer> starts = new ArrayList<>();
    int from = 0;
    for (int length : lengths) {
      for (int start = 0; start < length - 32; start += 16) {
        starts.add(from + start);
      }
      from += length;
    }
    return starts;
  }

  @Test
  void windowsAreCutFromSeriesAndSplitByThePermutation() {
    int[] lengths = {200, 32, 33, 96, 150};
    int[] stored = {200, 32, 33, 96};
    for (boolean keep : new boolean[] {false, true}) {
      TaskData task = HarTask.read(Texts.table(file(lengths)), keep);
      List<Integer> starts = starts(keep ? lengths : stored);
      int n = starts.size();
      int[] order = LegacyNumpyRandom.permutation(27731, n);
      Sequences validation = task.validation();
      if (validation == null) {
        throw new AssertionError("no validation samples");
      }
      assertThat(validation.size()).isEqualTo(n / 10);
      assertThat(task.test().size()).isEqualTo((int) (0.15 * n));
      int at = 0;
      for (Sequences part : List.of(validation, task.test(), task.train())) {
        for (int s = 0; s < part.size(); s++) {
          requireWindow(part, s, starts.get(order[at++]));
        }
      }
      assertThat(at).isEqualTo(n);
    }
  }

  private static void requireWindow(Sequences part, int sample, int start) {
    assertThat(part.steps(sample)).isEqualTo(32);
    assertThat(part.inputs()).isEqualTo(7);
    float[] x = Texts.read(part, sample);
    for (int t = 0; t < 32; t++) {
      int row = start + t;
      float[] tag = new float[4];
      tag[row % 4] = 1;
      assertThat(Arrays.copyOfRange(x, 7 * t, 7 * t + 4)).isEqualTo(tag);
      assertThat(x[7 * t + 4]).isEqualTo(row);
      assertThat(x[7 * t + 5]).isEqualTo((float) (-1.5 + row / 1000.0));
      assertThat(x[7 * t + 6]).isBetween(0f, 1f);
      assertThat(part.label(sample, t)).isEqualTo(CLASS[row % 11]);
    }
  }

  @Test
  void theTaskReadsItsFolder() {
    Texts.write(folder, "ConfLongDemo_JSI.txt", file(200, 40));
    TaskRequest request = TaskRequest.of("har", folder);
    assertThat(Tasks.load(request).train().size()).isEqualTo(9);
    TaskData all = Tasks.load(request.withVariant("keep-last"));
    assertThat(all.train().size()).isEqualTo(10);
    assertThat(all.provenance())
        .containsEntry("series", "all")
        .containsEntry("split", "windows by numpy's legacy permutation, seed 27731");
    assertThatThrownBy(() -> Tasks.load(request.withVariant("keep")))
        .hasMessageEndingWith("(its variants are drop-last, keep-last)");
    assertThatThrownBy(() -> Tasks.load(TaskRequest.of("har", null)))
        .hasMessage(
            "task har needs a data folder (the folder must hold ConfLongDemo_JSI.txt of the data"
                + " set Localization Data for Person Activity)");
  }

  @Test
  void badLinesAreNamed() {
    String good = "A01," + TAGS[0] + ",1,27.05.2009 14:03:25:127,1,2,3,walking\n";
    fails(good + "A01," + TAGS[0] + ",1,2,3,walking\n", ":2: expected 8 columns, found 6");
    fails(good + good.replace(TAGS[0], "010-000-024-034"), ":2: expected one of the tags 010-");
    fails(good + good.replace("walking", "flying"), ":2: unknown activity 'flying' in column 8");
    fails(good + good.replace(",2,3,", ",,3,"), ":2: expected a number in column 6, found nothing");
    fails(
        good + good.replace(",2,3,", ",2,inf,"), ":2: expected a number in column 7, found 'inf'");
    fails(good, ": expected at least 10 windows of 32 rows, found 0");
    fails("", ": expected at least 10 windows of 32 rows, found 0");
  }

  private static void fails(String text, String expected) {
    assertThatThrownBy(() -> HarTask.read(Texts.table(text), false))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("file" + expected);
  }
}
