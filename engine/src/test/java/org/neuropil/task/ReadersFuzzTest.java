package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;

/** Whatever the bytes are, a reader reads them or says what is wrong. */
class ReadersFuzzTest {
  /** What a reader made of a file. */
  @FunctionalInterface
  interface Reader extends Function<byte[], Sequences> {}

  static Stream<Arguments> readers() {
    String sms = "ham\tgo to the shop\r\nspam\twin\twin now\n".repeat(12);
    String series = "0.25\n-0.5\n1e-1\n".repeat(2750);
    StringBuilder gesture = new StringBuilder();
    for (int i = 1; i <= 32; i++) {
      gesture.append(i).append(',');
    }
    gesture.append("Phase\n");
    for (int row = 0; row < 40; row++) {
      gesture.append("0.5,".repeat(31)).append(row).append(',').append("DPSHR".charAt(row % 5));
      gesture.append('\n');
    }
    String har =
        "A01,010-000-024-033,633790226051280329,27.05.2009 14:03:25:127,4.06,1.89,0.5,walking\n"
            .repeat(200);
    String labels = "sequence,x1,x2,label\n1,1,2,0\n1,3,4,1\n2,5,6,1\n";
    String values = "sequence,x1,x2,y1\n1,1,2,\n1,3,4,1.5\n2,5,6,1\n";
    return Stream.of(
        reader("sms", sms, bytes -> SmsTask.read(Texts.lines(bytes), 0).train()),
        reader(
            "mackey-glass",
            series,
            bytes -> {
              float[] read = MackeyGlassTask.read(Texts.table(bytes));
              FloatBlocks blocks = FloatBlocks.of(read, 1);
              return StoredSequences.values(blocks, read.length, 1, blocks, read.length);
            }),
        reader(
            "gesture",
            gesture.toString(),
            bytes -> {
              Windows windows = new Windows(32);
              GestureTask.read(Texts.table(bytes), windows);
              return windows.toSequences(5);
            }),
        reader("har", har, bytes -> HarTask.read(Texts.table(bytes), true).train()),
        reader("labels", labels, ReadersFuzzTest::csv),
        reader("values", values, ReadersFuzzTest::csv));
  }

  private static Arguments reader(String name, String content, Reader reader) {
    return Arguments.of(name, content.getBytes(StandardCharsets.UTF_8), reader);
  }

  private static Sequences csv(byte[] bytes) {
    SequenceFile file = SequenceCsv.read(Texts.table(bytes));
    FloatBlocks x = file.x();
    FloatBlocks y = file.y();
    if (y != null) {
      return StoredSequences.stepValues(
          x, file.longest(), file.inputs(), y, file.weights(), file.outputs());
    }
    List<int[]> labels = file.labels();
    if (labels == null) {
      throw new AssertionError("neither labels nor values");
    }
    return StoredSequences.stepClasses(
        x, file.longest(), file.inputs(), labels.toArray(int[][]::new), file.words().size());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readers")
  void mutatedFilesAreReadOrRefused(String name, byte[] original, Reader reader) {
    assertThat(reader.apply(original).size()).isPositive();
    Philox random = new Philox(1, Philox.Purpose.TEST, name.hashCode());
    int rounds = Math.min(3000, 20_000_000 / original.length);
    int read = 0;
    for (int round = 0; round < rounds; round++) {
      byte[] file =
          round % 4 == 3
              ? IdxReaderTest.mutate(TinyData.gzip(original), random)
              : mutate(original, random);
      try {
        Sequences data = reader.apply(file);
        for (int s = 0; s < data.size(); s++) {
          assertThat(Texts.read(data, s)).hasSize(data.steps(s) * data.inputs());
        }
        assertThat(data.classCounts()).hasSize(data.classes());
        read++;
      } catch (UserError e) {
        assertThat(e.kind()).isEqualTo(UserError.Kind.DATA);
        assertThat(e).hasMessageStartingWith("file:");
      }
    }
    assertThat(read).as("files that were still readable").isBetween(rounds / 50, rounds * 9 / 10);
  }

  /** Bytes of text replaced by others of the kind, or the changes that binary files get. */
  private static byte[] mutate(byte[] original, Philox random) {
    if (random.nextInt(3) == 0) {
      return IdxReaderTest.mutate(original, random);
    }
    byte[] file = original.clone();
    byte[] characters = "0123456789.,-+eE\t\r\n \"NaxyD".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      file[random.nextInt(file.length)] = characters[random.nextInt(characters.length)];
    }
    return file;
  }
}
