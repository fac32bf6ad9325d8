package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.testdata.SleepArchiveGenerator;
import org.neuropil.testdata.SleepRecordingGenerator;

class SleepTaskTest {
  private static final String HEAD =
      "# a comment\r\n@problemName Sleep\n@timeStamps false\n@missing false\n@univariate true\n"
          + "@equalLength true\n@seriesLength 3\n@classLabel true 1 2 3\n\n@data\n";

  /** Stages W 1 2 3 4 R ? and movement of the generator as classes. */
  private static final int[] CLASS = {0, 1, 2, 3, 3, 4, -1, -1};

  @TempDir Path folder;

  private TaskData load(String variant) {
    return Tasks.load(
        TaskRequest.of("sleep", folder).withVariant(variant.isEmpty() ? null : variant));
  }

  @Test
  void theArchiveIsPooledAndSplitTheSameForEverySeed() throws IOException {
    StringBuilder train = new StringBuilder(HEAD);
    for (int i = 0; i < 7; i++) {
      train.append(i).append(",-0.5, 1e-1 :").append(1 + i % 3).append('\n');
    }
    Texts.write(folder, "Sleep_TRAIN.ts", train.toString());
    String test = HEAD + "7,-0.5,0.1:2\n\n8,-0.5,0.1:3\n9,-0.5,0.1:1\n";
    Files.write(
        folder.resolve("Sleep_TEST.ts.gz"), TinyData.gzip(test.getBytes(StandardCharsets.UTF_8)));
    TaskData task = load("");
    assertThat(task.train().size()).isEqualTo(7);
    assertThat(task.test().size()).isEqualTo(3);
    assertThat(task.train().steps()).isEqualTo(3);
    assertThat(task.train().inputs()).isEqualTo(1);
    assertThat(task.train().classes()).isEqualTo(3);
    boolean[] seen = new boolean[10];
    for (Sequences part : List.of(task.train(), task.test())) {
      for (int s = 0; s < part.size(); s++) {
        float[] x = Texts.read(part, s);
        int number = (int) x[0];
        assertThat(x).containsExactly(number, -0.5f, 0.1f);
        assertThat(part.label(s)).isEqualTo(number % 3);
        assertThat(seen[number]).isFalse();
        seen[number] = true;
      }
    }
    Sequences again = Tasks.load(TaskRequest.of("sleep", folder).withSeed(9)).test();
    for (int s = 0; s < 3; s++) {
      assertThat(Texts.read(again, s)).isEqualTo(Texts.read(task.test(), s));
    }
    assertThat(task.provenance())
        .containsKeys("Sleep_TRAIN.ts", "Sleep_TEST.ts", "train.classCounts", "test.classCounts")
        .containsEntry("split", "pooled, random 70/30, seed 123");
    Sequences flat = Tasks.load(TaskRequest.of("sleep", folder).withEncoding(Encoding.FLAT)).test();
    assertThat(flat.inputs()).isEqualTo(3);
    assertThatThrownBy(() -> load("epochs"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("variant 'epochs' of task sleep needs recordings");
    Files.delete(folder.resolve("Sleep_TRAIN.ts"));
    assertThatThrownBy(() -> load("")).hasMessageContaining("lacks Sleep_TRAIN.ts");
  }

  @Test
  void thePublishedSizesGiveThePublishedSplit() {
    assertThat((int) (569_100 * 7L / 10)).isEqualTo(398_370);
  }

  @Test
  void labelsAreShiftedNumbersOrDeclaredNames() {
    String names = HEAD.replace("1 2 3", "W R N1");
    assertThat(labels(names + "1,2:N1\n1,2:W\n1,2:R\n")).containsExactly(2, 0, 1);
    assertThat(labels(HEAD.replace(" 1 2 3", "") + "1,2:5\n1,2:3\n1,2:5\n"))
        .containsExactly(2, 0, 2);
    assertThat(labels(HEAD.replace("1 2 3", "0 1") + "1,2:1\n1,2:1\n")).containsExactly(1, 1);
  }

  private static int[] labels(String text) {
    TsReader reader = new TsReader();
    reader.read(Texts.lines(text.getBytes(StandardCharsets.UTF_8)));
    Sequences all = reader.toSequences("file");
    return IntStream.range(0, all.size()).map(all::label).toArray();
  }

  @Test
  void badArchivesAreNamed() {
    ts("").contains("file: expected a line @data, found none");
    ts(HEAD).contains("file: expected series after @data, found none");
    ts("1,2:3\n").contains("file:1: expected a header line with @, found '1,2:3'");
    ts("@univariate false\n").contains("file:1: expected '@univariate' true, found 'false'");
    ts("@timeStamps true\n").contains("file:1: expected '@timeStamps' false, found 'true'");
    ts("@classLabel false\n").contains("file:1: expected '@classLabel' true, found 'false'");
    ts(HEAD + "1,2\n").contains("file:11: expected 'values:label', found no colon");
    ts(HEAD + "1,2:3,4:1\n").contains("file:11: expected series of one channel");
    ts(HEAD + "1,2:1\n1,2,3:1\n").contains("file:12: expected 2 values, found 3");
    ts(HEAD + "1,?:1\n").contains("file:11: expected a number as value 2, found '?'");
    ts(HEAD + "1,NaN:1\n").contains("file:11: expected a number as value 2, found 'NaN'");
    ts(HEAD + ":1\n").contains("file:11: expected a number as value 1, found nothing");
    ts(HEAD + "1,2:4\n").contains("file:11: expected one of the labels of @classLabel, found '4'");
    ts(HEAD + "1,2:\n")
        .contains("file:11: expected one of the labels of @classLabel, found nothing");
    ts(HEAD.replace("1 2 3", "1") + "1:1\n").contains("file: expected 2 to 65536 classes, found 1");
  }

  private static org.assertj.core.api.AbstractStringAssert<?> ts(String text) {
    String[] message = {""};
    assertThatThrownBy(() -> labels(text))
        .isInstanceOfSatisfying(UserError.class, e -> message[0] = String.valueOf(e.getMessage()));
    return assertThat(message[0]);
  }

  @Test
  void recordingsAreCutIntoWindowsOfTheirEpochs() throws IOException {
    int[] first = {0, 0, 1, 6, 2, 3, 4, 5, 7, 5};
    int[] second = {2, 2, 0};
    SleepRecordingGenerator.write(folder, "SC4001E", first, 1);
    SleepRecordingGenerator.write(folder, "SC4011E", second, 2);
    byte[][] files = {
      SleepRecordingGenerator.recording(first, 1), SleepRecordingGenerator.recording(second, 2)
    };
    SleepRecordings windows = new SleepRecordings("EEG Fpz-Cz", 178);
    SleepRecordings epochs = new SleepRecordings("eeg pz-oz", 0);
    for (SleepRecordings recordings : List.of(windows, epochs)) {
      add(recordings, files[0], SleepRecordingGenerator.hypnogram(first));
      add(recordings, files[1], SleepRecordingGenerator.hypnogram(second));
    }
    Sequences cut = all(windows);
    Sequences whole = all(epochs);
    assertThat(cut.size()).isEqualTo(16 * (8 + 3));
    assertThat(whole.size()).isEqualTo(8 + 3);
    assertThat(cut.steps()).isEqualTo(178);
    assertThat(whole.steps()).isEqualTo(3000);
    int sample = 0;
    for (int night = 0; night < 2; night++) {
      int[] stages = night == 0 ? first : second;
      for (int e = 0; e < stages.length; e++) {
        if (CLASS[stages[e]] < 0) {
          continue;
        }
        assertThat(whole.label(sample)).isEqualTo(CLASS[stages[e]]);
        // The two channels have gains of 384 / 4095 and 399.5 / 4095 microvolts a step.
        float[] expected = channel(files[night], e, 1, -200, 399.5 / 4095);
        assertThat(Texts.read(whole, sample)).isEqualTo(expected);
        float[] other = channel(files[night], e, 0, -192, 384.0 / 4095);
        for (int w = 0; w < 16; w++) {
          assertThat(cut.label(16 * sample + w)).isEqualTo(CLASS[stages[e]]);
          assertThat(Texts.read(cut, 16 * sample + w))
              .isEqualTo(Arrays.copyOfRange(other, 178 * w, 178 * w + 178));
        }
        sample++;
      }
    }
    TaskData task = load("");
    assertThat(task.train().size()).isEqualTo(176 * 7 / 10);
    assertThat(task.test().size()).isEqualTo(176 - 176 * 7 / 10);
    assertThat(task.train().classes()).isEqualTo(5);
    assertThat(task.provenance())
        .containsKeys("SC4001E0-PSG.edf", "SC4011EC-Hypnogram.edf")
        .containsEntry("channel", "EEG Fpz-Cz");
    assertThat(load("epochs,pz-oz").train().size()).isEqualTo(7);
    TaskData people = load("by-subject, epochs");
    assertThat(people.train().size() + people.test().size()).isEqualTo(11);
    assertThat(people.test().size()).isIn(3, 8);
    assertThatThrownBy(() -> load("weeks"))
        .hasMessageStartingWith("task sleep has no variant 'weeks' (its variants are words");
    assertThatThrownBy(() -> load("epochs,windows"))
        .hasMessageStartingWith("task sleep has no variant 'epochs,windows'");
  }

  /** An epoch of a channel, straight from the places where the generator's files have it. */
  private static float[] channel(byte[] file, int epoch, int channel, double least, double gain) {
    float[] values = new float[3000];
    for (int i = 0; i < 3000; i++) {
      int at = 256 * 4 + epoch * 2 * 6030 + 2 * (3000 * channel + i);
      short digital = (short) ((file[at] & 0xFF) + 256 * file[at + 1]);
      values[i] = (float) (least - gain * -2048 + gain * digital);
    }
    return values;
  }

  private static Sequences all(SleepRecordings recordings) {
    Sequences all = recordings.toSequences();
    if (all == null) {
      throw new AssertionError("no samples");
    }
    return all;
  }

  @Test
  void nightsOfOnePersonStayTogether() throws IOException {
    for (int night = 0; night < 8; night++) {
      int[] stages = new int[1 + night];
      Arrays.fill(stages, night % 3);
      SleepRecordingGenerator.write(
          folder, "SC4" + night / 2 + "0" + (night % 2 + 1) + "E", stages, night);
    }
    TaskData task = load("by-subject,epochs");
    // Nights of persons have 1 + 2, 3 + 4, 5 + 6, 7 + 8 epochs; one person is held out.
    assertThat(task.test().size()).isIn(3, 7, 11, 15);
    assertThat(task.train().size()).isEqualTo(36 - task.test().size());
    assertThat(task.provenance().get("split")).matches("by subject, test SC4\\d0");
  }

  @Test
  void partsBySubjectAreInRandomOrder() throws IOException {
    for (int person = 0; person < 4; person++) {
      int[] stages = new int[40];
      Arrays.fill(stages, 20, 40, 1);
      SleepRecordingGenerator.write(folder, "SC4" + person + "01E", stages, person);
    }
    TaskData task = load("by-subject,epochs");
    // Each night has 20 epochs of one stage, then 20 of another.
    assertThat(task.train().first(20).classCounts()[0]).isBetween(3, 17);
    assertThat(task.test().first(20).classCounts()[0]).isBetween(3, 17);
  }

  @Test
  void plusRecordingsAndHypnogramsOfManyRecordsAreTheSame() {
    int[] stages = {0, 1, 2, 2, 5, 4, 0};
    SleepRecordings plain = new SleepRecordings("EEG Pz-Oz", 178);
    SleepRecordings plus = new SleepRecordings("EEG Pz-Oz", 178);
    add(
        plain,
        SleepRecordingGenerator.recording(stages, 3),
        SleepRecordingGenerator.hypnogram(stages));
    add(
        plus,
        SleepRecordingGenerator.recordingPlus(stages, 3),
        SleepRecordingGenerator.hypnogram(stages, 2));
    Sequences a = all(plain);
    Sequences b = all(plus);
    assertThat(b.size()).isEqualTo(a.size()).isEqualTo(stages.length * 16);
    assertThat(b.classCounts()).containsExactly(a.classCounts());
    float[] x = new float[a.size() * 178];
    float[] y = new float[x.length];
    for (int sample = 0; sample < a.size(); sample++) {
      a.read(sample, x, sample * 178, 1);
      b.read(sample, y, sample * 178, 1);
    }
    assertThat(y).containsExactly(x);
  }

  @Test
  void anUnusedSignalMayBeOfNoUse() throws IOException {
    int[] stages = {0, 1};
    byte[] psg = SleepRecordingGenerator.recording(stages, 1);
    SleepRecordings recordings = new SleepRecordings("EEG Fpz-Cz", 178);
    // The range of the temperature, which nobody asks for.
    add(
        recordings,
        replace(psg, "40      ", "34      "),
        SleepRecordingGenerator.hypnogram(stages));
    assertThat(all(recordings).size()).isEqualTo(32);
  }

  @Test
  void filesOfANightAreToldByTheirNames() throws IOException {
    for (int night = 1; night <= 2; night++) {
      int[] stages = new int[10 * night];
      Arrays.fill(stages, night);
      Files.write(
          folder.resolve("S" + night + "-PSG.edf"),
          SleepRecordingGenerator.recording(stages, night));
      Files.write(
          folder.resolve("S" + night + "-Hypnogram.edf"),
          SleepRecordingGenerator.hypnogram(stages));
    }
    assertThat(load("by-subject,epochs").train().size()).isIn(10, 20);

    Files.move(folder.resolve("S2-Hypnogram.edf"), folder.resolve("S3-Hypnogram.edf"));
    assertThatThrownBy(() -> load(""))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "S2-PSG.edf: cannot tell its hypnogram, there are 2 recordings and 2");
  }

  @Test
  void generatedArchivesAreRead() throws IOException {
    SleepArchiveGenerator.write(folder, 70, 30, 1);
    TaskData task = load("");
    assertThat(task.train().size()).isEqualTo(70);
    assertThat(task.test().size()).isEqualTo(30);
    assertThat(task.train().steps()).isEqualTo(SleepArchiveGenerator.LENGTH);
    assertThat(task.train().classes()).isEqualTo(SleepArchiveGenerator.CLASSES);
    int[] train = task.train().classCounts();
    int[] test = task.test().classCounts();
    for (int label = 0; label < SleepArchiveGenerator.CLASSES; label++) {
      assertThat(train[label] + test[label]).isEqualTo(20);
    }
  }

  @Test
  void badHypnogramsAreNamed() {
    int[] stages = {0, 1, 2};
    byte[] psg = SleepRecordingGenerator.recording(stages, 1);
    String w = "\u001490\u0014Sleep stage W";
    fails(psg, "+0\u001530\u0014Sleep stage W\u0014\0")
        .hasMessage(
            "hypnogram: the stages end at 30.0 s, the recording psg at 90.0 s"
                + " (check that the two files belong together)");
    fails(psg, "+0\u001530\u0014Sleep stage W\u0014\0+60\u001530\u0014Sleep stage 1\u0014\0")
        .hasMessageStartingWith("hypnogram: the stages leave a gap at 30.0 s of psg");
    fails(psg, "+0\u001560\u0014Sleep stage W\u0014\0+30\u001560\u0014Sleep stage 1\u0014\0")
        .hasMessageStartingWith("hypnogram: the stages overlap at 60.0 s of psg");
    fails(psg, "+30\u001560\u0014Sleep stage W\u0014\0")
        .hasMessageStartingWith("hypnogram: the stages leave a gap at 0.0 s of psg");
    fails(psg, "+0\u001590\u0014Sleep stage 7\u0014\0")
        .hasMessageStartingWith("hypnogram: unknown stage 'Sleep stage 7' at 0.0 s");
    fails(psg, "+0\u0014Sleep stage W\u0014\0")
        .hasMessageStartingWith("hypnogram: expected a duration of 'Sleep stage W' at 0.0 s");
    fails(psg, "0" + w + "\u0014\0")
        .hasMessageStartingWith("hypnogram: expected annotations with an onset in data record 1");
    fails(psg, "+0\u001590").hasMessageContaining("expected annotations with an onset");
    fails(psg, "+0\u001590\u0014Lights off\u0014\0")
        .hasMessageStartingWith("hypnogram: the stages end at 0.0 s");
    assertThatThrownBy(() -> add(new SleepRecordings("EEG Fpz-Cz", 178), psg, psg))
        .hasMessage(
            "hypnogram: expected a signal EDF Annotations, found none"
                + " (use the EDF+ file of the hypnogram)");
    assertThatThrownBy(() ->
            add(new SleepRecordings("EEG C3", 178), psg, SleepRecordingGenerator.hypnogram(stages)))
        .hasMessageStartingWith(
            "psg: expected a channel 'EEG C3', found 'EEG Fpz-Cz, EEG Pz-Oz, Temp rectal'");
    assertThatThrownBy(() ->
            add(
                new SleepRecordings("Temp rectal", 178),
                psg,
                SleepRecordingGenerator.hypnogram(stages)))
        .hasMessageStartingWith("psg: expected 178 samples in 30 s or more, found 30");
  }

  @Test
  void otherAnnotationsAndALaterStartAreUnderstood() throws IOException {
    byte[] psg = SleepRecordingGenerator.recording(new int[] {0, 1, 2}, 1);
    String text =
        "+0\u0014\u0014\0+10\u0014Lights off\u0014\0-30\u001560\u0014Sleep stage W\u0014\0"
            + "+30.0\u001560\u0014Note\u0014Sleep stage R\u0014\0\0\0+90\u0015900\u0014Sleep stage ?\u0014";
    SleepRecordings recordings = new SleepRecordings("EEG Fpz-Cz", 0);
    add(recordings, psg, SleepRecordingGenerator.annotations(text));
    assertThat(all(recordings).classCounts()).containsExactly(1, 0, 0, 0, 2);
    // The hypnogram begins 30 s later than the recording and says so.
    byte[] later =
        replace(
            SleepRecordingGenerator.annotations("-30\u0015900\u0014Sleep stage 4\u0014\0"),
            "16.13.00",
            "16.13.30");
    SleepRecordings shifted = new SleepRecordings("EEG Fpz-Cz", 0);
    add(shifted, psg, later);
    assertThat(all(shifted).classCounts()).containsExactly(0, 0, 0, 3, 0);
    // Epochs are counted from the annotation's start, so the first 10 s are the end of one.
    SleepRecordings cut = new SleepRecordings("EEG Fpz-Cz", 0);
    add(cut, psg, SleepRecordingGenerator.annotations("-20\u0015900\u0014Sleep stage 4\u0014\0"));
    assertThat(all(cut).classCounts()).containsExactly(0, 0, 0, 2, 0);
    assertThat(Texts.read(all(cut), 1)).startsWith(channel(psg, 1, 0, -192, 384.0 / 4095)[1000]);
  }

  @Test
  void badHeadersAreNamed() {
    byte[] psg = SleepRecordingGenerator.recording(new int[] {0}, 1);
    edf(Arrays.copyOf(psg, 100), "expected a header of 256 more bytes, found 100");
    edf(Arrays.copyOf(psg, 300), "expected a header of 768 more bytes, found 44");
    edf(replace(psg, "0       X", "1       X"), "expected an EDF file, which begins with 0");
    edf(replace(psg, "24.04.89", "24.14.89"), "expected a start as dd.mm.yy hh.mm.ss");
    edf(replace(psg, "1024    ", "1280    "), "expected a header of 1024 bytes for 3 signals");
    edf(replace(psg, "1       30      3   ", "-1      30      3   "), "expected 1 to 2147483647");
    edf(replace(psg, "30      3   ", "x       3   "), "expected a number as duration");
    edf(replace(psg, "30      3   ", "30      999 "), "expected 1 to 512 as number of signals");
    edf(replace(psg, "-192    ", "192     "), "expected a range of values of signal 'EEG Fpz-Cz'");
    edf(
        replace(psg, "3000    ", "0       "),
        "expected samples of signal 'EEG Fpz-Cz', found none");
    edf(
        replace(psg, "1024" + " ".repeat(48), "1024    EDF+D" + " ".repeat(39)),
        "expected a continuous recording");
    edf(Arrays.copyOf(psg, psg.length - 1), "expected 1 data records, found an end in record 1");
    edf(Arrays.copyOf(psg, psg.length + 1), "expected 1 data records, found more bytes");
  }

  private static void edf(byte[] psg, String expected) {
    byte[] hypnogram = SleepRecordingGenerator.hypnogram(new int[] {0});
    assertThatThrownBy(() -> add(new SleepRecordings("EEG Fpz-Cz", 178), psg, hypnogram))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("psg: " + expected);
  }

  @Test
  void theFolderMustHoldBothFilesOfANight() throws IOException {
    assertThatThrownBy(() -> load("")).hasMessageContaining("lacks Sleep_TRAIN.ts, *-PSG.edf");
    SleepRecordingGenerator.write(folder, "SC4001E", new int[] {0, 1}, 1);
    assertThatThrownBy(() -> load("by-subject"))
        .hasMessageContaining("expected recordings of at least 2 people, found 1");
    Files.delete(folder.resolve("SC4001EC-Hypnogram.edf"));
    assertThatThrownBy(() -> load(""))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "SC4001E0-PSG.edf: found no hypnogram SC4001E?-Hypnogram.edf beside it");
    SleepRecordingGenerator.write(folder, "SC4001E", new int[] {6, 7}, 1);
    assertThatThrownBy(() -> load("")).hasMessageContaining("found no epoch with a known stage");
  }

  /** Whatever the bytes are, they are read or refused. */
  @Test
  void mutatedFilesAreReadOrRefused() {
    int[] stages = {0, 1};
    byte[] psg = SleepRecordingGenerator.recording(stages, 1);
    byte[] hypnogram = SleepRecordingGenerator.hypnogram(stages);
    byte[] ts = (HEAD + "1,2,3:1\n4,5,6:2\n").getBytes(StandardCharsets.UTF_8);
    Philox random = new Philox(2, Philox.Purpose.TEST, 0);
    int read = 0;
    for (int round = 0; round < 6000; round++) {
      try {
        if (round % 3 == 0) {
          labels(new String(IdxReaderTest.mutate(ts, random), StandardCharsets.ISO_8859_1));
        } else {
          SleepRecordings recordings = new SleepRecordings("EEG Fpz-Cz", 178);
          add(
              recordings,
              round % 3 == 1 ? head(psg, random) : psg,
              round % 3 == 2 ? head(hypnogram, random) : hypnogram);
          Sequences all = recordings.toSequences();
          for (int s = 0; all != null && s < all.size(); s++) {
            assertThat(Texts.read(all, s)).hasSize(178);
          }
        }
        read++;
      } catch (UserError e) {
        assertThat(e.kind()).isEqualTo(UserError.Kind.DATA);
        assertThat(String.valueOf(e.getMessage())).matches("(?s)(file|psg|hypnogram).*");
      }
    }
    assertThat(read).as("files that were still readable").isBetween(100, 5500);
  }

  /** Changes among the first bytes, where the header is, or anywhere. */
  private static byte[] head(byte[] file, Philox random) {
    if (random.nextInt(3) == 0) {
      return IdxReaderTest.mutate(file, random);
    }
    byte[] changed = file.clone();
    int limit = Math.min(file.length, 2048);
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      int at = 168 + random.nextInt(limit - 168);
      changed[at] = (byte) "0123456789 .-+E\u0014\u0015\0".charAt(random.nextInt(18));
    }
    return changed;
  }

  private AbstractThrowableAssert<?, ? extends Throwable> fails(byte[] psg, String lists) {
    return assertThatThrownBy(() ->
            add(
                new SleepRecordings("EEG Fpz-Cz", 178),
                psg,
                SleepRecordingGenerator.annotations(lists)))
        .isInstanceOf(UserError.class);
  }

  private static void add(SleepRecordings recordings, byte[] psg, byte[] hypnogram) {
    try (EdfReader signal = EdfReader.of(new ByteArrayInputStream(psg), "psg");
        EdfReader stages = EdfReader.of(new ByteArrayInputStream(hypnogram), "hypnogram")) {
      recordings.add(signal, stages, "somebody");
    }
  }

  private static byte[] replace(byte[] file, String old, String other) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    int at = text.indexOf(old);
    assertThat(at).isNotNegative();
    assertThat(old).hasSameSizeAs(other);
    byte[] changed = file.clone();
    System.arraycopy(other.getBytes(StandardCharsets.ISO_8859_1), 0, changed, at, other.length());
    return changed;
  }
}
