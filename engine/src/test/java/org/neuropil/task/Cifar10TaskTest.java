package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.testdata.Cifar10Generator;

class Cifar10TaskTest {
  private static final String NEEDED =
      " (the folder, or cifar-10-batches-bin in it, must hold data_batch_1.bin to data_batch_5.bin"
          + " and test_batch.bin of the binary version of CIFAR-10, unpacked)";

  @TempDir Path folder;

  @Test
  void aStepIsARowOfRedThenGreenThenBlue() throws Exception {
    TaskData task = Cifar10Task.load(TinyData.cifar10(folder, 3), Encoding.RECURRENT);
    assertThat(task.name()).isEqualTo("cifar10");
    Sequences train = task.train();
    assertThat(train.size()).isEqualTo(15);
    assertThat(train.steps()).isEqualTo(32);
    assertThat(train.inputs()).isEqualTo(96);
    assertThat(train.classCounts()).containsExactly(5, 5, 5, 0, 0, 0, 0, 0, 0, 0);
    assertThat(task.test().size()).isEqualTo(3);
    byte[] record = TinyData.cifarRecord(2);
    float[] out = new float[3072];
    train.read(5, out, 0, 1);
    for (int t = 0; t < 32; t++) {
      for (int c = 0; c < 3; c++) {
        for (int x = 0; x < 32; x++) {
          assertThat(out[t * 96 + c * 32 + x])
              .isEqualTo(centred(record[1 + c * 1024 + t * 32 + x]));
        }
      }
    }
  }

  @Test
  void flatIsChannelRowColumn() throws Exception {
    TaskData task = Cifar10Task.load(TinyData.cifar10(folder, 2), Encoding.FLAT);
    assertThat(task.test().steps()).isEqualTo(1);
    assertThat(task.test().inputs()).isEqualTo(3072);
    byte[] record = TinyData.cifarRecord(1);
    float[] out = new float[3072];
    task.test().read(1, out, 0, 1);
    for (int i = 0; i < 3072; i++) {
      assertThat(out[i]).isEqualTo(centred(record[1 + i]));
    }
  }

  @Test
  void valuesSpanMinusOneToOne() {
    float[] values = ByteSequences.centred();
    assertThat(values[0]).isEqualTo(-1f);
    assertThat(values[255]).isEqualTo(1f);
    // 127 / 255 rounded to float, then the two exact operations.
    assertThat(values[127]).isEqualTo((0.49803922f - 0.5f) * 2);
  }

  @Test
  void theSubfolderOfTheArchiveIsFound() throws Exception {
    TinyData.cifar10(folder.resolve("cifar-10-batches-bin"), 1);
    TaskData task = Cifar10Task.load(folder, Encoding.FLAT);
    assertThat(task.train().size()).isEqualTo(5);
    byte[] digest = DataFiles.sha256().digest(TinyData.cifarRecord(0));
    assertThat(task.provenance())
        .containsEntry("data_batch_5.bin", "sha256:" + HexFormat.of().formatHex(digest))
        .containsEntry("test_batch.bin", "sha256:" + HexFormat.of().formatHex(digest));
  }

  @Test
  void missingFilesAreNamed() throws Exception {
    Path absent = folder.resolve("absent");
    fails(absent).hasMessage("data folder " + absent + " does not exist" + NEEDED);
    fails(folder)
        .hasMessage(
            "data folder "
                + folder
                + " lacks data_batch_1.bin, data_batch_2.bin, data_batch_3.bin, data_batch_4.bin,"
                + " data_batch_5.bin, test_batch.bin"
                + NEEDED);
    Path inner = TinyData.cifar10(folder.resolve("cifar-10-batches-bin"), 1);
    Files.delete(inner.resolve("data_batch_4.bin"));
    fails(folder).hasMessage("data folder " + inner + " lacks data_batch_4.bin" + NEEDED);
  }

  @Test
  void otherSizesThanWholeRecordsAreRefused() throws Exception {
    TinyData.cifar10(folder, 1);
    Path batch = Files.write(folder.resolve("data_batch_2.bin"), new byte[3074]);
    fails(folder)
        .hasMessage(
            batch
                + ": expected 1 to 349525 records of 3073 bytes, found a file of 3074 bytes"
                + " (get the file again; it is cut short or not the binary version of CIFAR-10)");
  }

  @Test
  void generatedPicturesHaveTheColoursOfTheirClasses() throws Exception {
    Cifar10Generator.write(folder, 20, 1);
    TaskData task = Cifar10Task.load(folder, Encoding.FLAT);
    assertThat(task.train().classCounts()).containsOnly(10);
    float[] x = new float[3072];
    for (int sample = 0; sample < 10; sample++) {
      task.test().read(sample, x, 0, 1);
      for (int pixel = 0; pixel < 3072; pixel++) {
        int level = Cifar10Generator.level(sample, pixel / 1024);
        assertThat((double) x[pixel])
            .isBetween(level / 127.5 - 1.001, (level + 31) / 127.5 - 0.999);
      }
    }
  }

  @Test
  void anEmptyFileIsRefused() throws Exception {
    TinyData.cifar10(folder, 1);
    Path batch = Files.write(folder.resolve("data_batch_5.bin"), new byte[0]);
    fails(folder)
        .hasMessage(
            batch
                + ": expected 1 to 349525 records of 3073 bytes, found a file of 0 bytes"
                + " (get the file again; it is cut short or not the binary version of CIFAR-10)");
  }

  @Test
  void labelsAboveNineAreRefused() throws Exception {
    TinyData.cifar10(folder, 2);
    byte[] records = Files.readAllBytes(folder.resolve("test_batch.bin"));
    records[Cifar10Task.RECORD] = 10;
    Path batch = Files.write(folder.resolve("test_batch.bin"), records);
    fails(folder)
        .hasMessage(
            batch
                + ": expected labels 0 to 9, found 10 at sample 1 (counted from 0)"
                + " (get the file again; it is damaged or of another data set)");
  }

  /** Whatever the bytes are, the reader reads them or says what is wrong. */
  @Test
  void mutatedFilesAreReadOrRefused() throws Exception {
    Philox random = new Philox(2, Philox.Purpose.TEST, 0);
    TinyData.cifar10(folder, 2);
    Path batch = folder.resolve("data_batch_3.bin");
    byte[] original = Files.readAllBytes(batch);
    int read = 0;
    for (int round = 0; round < 300; round++) {
      byte[] file = IdxReaderTest.mutate(original, random);
      if (random.nextInt(2) == 0) {
        // Whole records again, so that the content matters too.
        file = Arrays.copyOf(file, Cifar10Task.RECORD * random.nextInt(4));
        if (file.length > 0) {
          file[0] = (byte) random.nextInt(12);
        }
      }
      Files.write(batch, file);
      try {
        TaskData task = Cifar10Task.load(folder, Encoding.RECURRENT);
        assertThat(task.train().size()).isEqualTo(8 + file.length / Cifar10Task.RECORD);
        read++;
      } catch (UserError e) {
        assertThat(e.kind()).isEqualTo(UserError.Kind.DATA);
        assertThat(e).hasMessageStartingWith(batch.toString());
      }
    }
    assertThat(read).as("files that were still readable").isBetween(30, 270);
  }

  private static float centred(byte value) {
    float unit = (value & 0xFF) / 255f;
    float shifted = unit - 0.5f;
    return shifted / 0.5f;
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> fails(Path data) {
    return assertThatThrownBy(() -> Cifar10Task.load(data, Encoding.FLAT))
        .isInstanceOf(UserError.class);
  }
}
