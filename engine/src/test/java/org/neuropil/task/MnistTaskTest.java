package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.error.UserError;

class MnistTaskTest {
  private static final String NEEDED =
      " (the folder must hold train-images-idx3-ubyte, train-labels-idx1-ubyte,"
          + " t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each with or without .gz)";

  @TempDir Path folder;

  @Test
  void aStepIsARow() throws Exception {
    TinyData.mnist(folder, 12, 3, 2, 4);
    TaskData task = MnistTask.load(folder, Encoding.RECURRENT);
    assertThat(task.name()).isEqualTo("mnist");
    Sequences train = task.train();
    assertThat(train.size()).isEqualTo(12);
    assertThat(train.steps()).isEqualTo(2);
    assertThat(train.inputs()).isEqualTo(4);
    assertThat(train.classes()).isEqualTo(10);
    assertThat(train.label(11)).isEqualTo(1);
    assertThat(task.test().size()).isEqualTo(3);
    float[] out = new float[2 + 7 * 3 + 1];
    train.read(1, out, 2, 3);
    for (int i = 0; i < 8; i++) {
      assertThat(out[2 + i * 3]).isEqualTo((8 + i) / 255f);
    }
    assertThat(out[3]).isZero();
  }

  @Test
  void flatIsTheWholeImageInOneStep() throws Exception {
    TinyData.mnist(folder, 12, 3, 2, 4);
    Sequences train = MnistTask.load(folder, Encoding.FLAT).train();
    assertThat(train.steps()).isEqualTo(1);
    assertThat(train.inputs()).isEqualTo(8);
    float[] out = new float[8];
    train.read(11, out, 0, 1);
    assertThat(out).startsWith(88 / 255f, 89 / 255f).endsWith(95 / 255f);
  }

  @Test
  void oneSampleOfOnePixelIsATask() throws Exception {
    TinyData.mnist(folder, 1, 1, 1, 1);
    TaskData task = MnistTask.load(folder, Encoding.RECURRENT);
    assertThat(task.train().classCounts()).containsExactly(1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertThat(task.provenance())
        .containsEntry("train.meanPixel", "0.00000")
        .containsEntry("test.classCounts", "[1, 0, 0, 0, 0, 0, 0, 0, 0, 0]");
    assertThat(task.provenance().get("t10k-labels-idx1-ubyte")).matches("sha256:[0-9a-f]{64}");
  }

  @Test
  void compressedFilesGiveTheSameTaskWithTheSameProvenance() throws Exception {
    TinyData.mnist(folder, 12, 3, 2, 4);
    TaskData plain = MnistTask.load(folder, Encoding.FLAT);
    for (String file : new String[] {"train-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
      byte[] bytes = Files.readAllBytes(folder.resolve(file));
      Files.write(folder.resolve(file + ".gz"), TinyData.gzip(bytes));
      Files.delete(folder.resolve(file));
    }
    TaskData mixed = MnistTask.load(folder, Encoding.FLAT);
    assertThat(mixed.provenance()).isEqualTo(plain.provenance());
    // The name may lie about the compression in both ways.
    Files.write(folder.resolve("train-images-idx3-ubyte.gz"), TinyData.images(12, 2, 4));
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), TinyData.gzip(TinyData.cyclicLabels(3)));
    assertThat(MnistTask.load(folder, Encoding.FLAT).provenance()).isEqualTo(plain.provenance());
  }

  @Test
  void missingFoldersAndFilesAreNamed() throws Exception {
    Path absent = folder.resolve("absent");
    fails(absent).hasMessage("data folder " + absent + " does not exist" + NEEDED);
    Path file = Files.writeString(folder.resolve("file"), "");
    fails(file).hasMessage("expected a data folder, found the file " + file + NEEDED);
    TinyData.mnist(folder, 2, 2, 1, 1);
    Files.delete(folder.resolve(MnistTask.TRAIN_LABELS));
    Files.delete(folder.resolve(MnistTask.TEST_IMAGES));
    Files.createDirectory(folder.resolve(MnistTask.TEST_IMAGES));
    fails(folder)
        .hasMessage(
            "data folder "
                + folder
                + " lacks train-labels-idx1-ubyte, t10k-images-idx3-ubyte"
                + NEEDED);
  }

  @Test
  void imagesAndLabelsMustBeOfOneNumber() throws Exception {
    TinyData.mnist(folder, 5, 2, 1, 1);
    Path labels = Files.write(folder.resolve(MnistTask.TRAIN_LABELS), TinyData.cyclicLabels(4));
    fails(folder)
        .hasMessage(
            labels
                + ": expected 5 labels, one for each image of "
                + folder.resolve(MnistTask.TRAIN_IMAGES)
                + ", found 4 (use four files of the same data set)");
  }

  @Test
  void labelsAboveNineAreRefused() throws Exception {
    TinyData.mnist(folder, 3, 2, 1, 1);
    Path labels = Files.write(folder.resolve(MnistTask.TRAIN_LABELS), TinyData.labels(0, 9, 200));
    fails(folder)
        .hasMessage(
            labels
                + ": expected labels 0 to 9, found 200 at sample 2 (counted from 0)"
                + " (get the file again; it is damaged or of another data set)");
  }

  @Test
  void trainingAndTestImagesMustBeOfOneShape() throws Exception {
    TinyData.mnist(folder, 3, 2, 2, 3);
    Path images = Files.write(folder.resolve(MnistTask.TEST_IMAGES), TinyData.images(2, 3, 2));
    fails(folder)
        .hasMessage(
            images
                + ": expected images of 2 x 3 as in "
                + folder.resolve(MnistTask.TRAIN_IMAGES)
                + ", found 3 x 2 (use four files of the same data set)");
  }

  @Test
  void damagedFilesAreNamedWithTheirPath() throws Exception {
    TinyData.mnist(folder, 3, 2, 2, 3);
    Path images = Files.write(folder.resolve(MnistTask.TEST_IMAGES), new byte[19]);
    fails(folder)
        .hasMessage(
            images
                + ": expected magic number 2051 (IDX images), found 0"
                + " (get the file again; it is damaged or of another kind)");
    byte[] longer = Arrays.copyOf(TinyData.images(2, 2, 3), 40);
    Files.write(images, longer);
    fails(folder)
        .hasMessage(
            images
                + ": expected 12 bytes after the header (2 x 2 x 3), found 24"
                + " (get the file again; it is damaged or of another kind)");
  }

  @Test
  void aSampleThatLacksAFileIsAUserError() {
    BundledFiles none =
        file -> {
          throw new FileNotFoundException("no " + file);
        };
    assertThatThrownBy(() -> MnistTask.load(none, Encoding.FLAT))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "cannot read train-images-idx3-ubyte.gz: FileNotFoundException no"
                + " train-images-idx3-ubyte.gz"
                + " (check that it is a file that this user may read)");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> fails(Path data) {
    return assertThatThrownBy(() -> MnistTask.load(data, Encoding.RECURRENT))
        .isInstanceOf(UserError.class);
  }
}
