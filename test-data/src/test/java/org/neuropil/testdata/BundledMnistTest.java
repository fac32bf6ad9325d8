package org.neuropil.testdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledMnistTest {
  @Test
  void everyFileHasTheDigestThatTheReadmeGives() throws Exception {
    String readme = Files.readString(Path.of(root(), "test-data", "README.md"));
    for (String file : BundledMnist.FILES) {
      byte[] bytes;
      try (InputStream in = BundledMnist.open(file)) {
        bytes = in.readAllBytes();
      }
      String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      assertThat(readme.lines().filter(line -> line.contains("`" + file + "`")))
          .singleElement()
          .asString()
          .contains("`" + digest + "`");
      assertThat(new int[] {bytes[4], bytes[5], bytes[6], bytes[7]})
          .as("time stamp of " + file)
          .containsOnly(0);
    }
  }

  @Test
  void theFourStreamsAreTheFourFiles() throws IOException {
    assertThat(uncompressed(BundledMnist.trainImages())).hasSize(16 + 6000 * 784);
    assertThat(uncompressed(BundledMnist.trainLabels())).hasSize(8 + 6000);
    assertThat(uncompressed(BundledMnist.testImages())).hasSize(16 + 1000 * 784);
    assertThat(uncompressed(BundledMnist.testLabels())).hasSize(8 + 1000);
  }

  @Test
  void otherFilesAreRefused() {
    assertThatThrownBy(() -> BundledMnist.open("../mnist/LICENSE.txt"))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage("no bundled file ../mnist/LICENSE.txt");
  }

  @Test
  void theGeneratorDrawsBalancedClassesAndTheSameBytesEachTime(@TempDir Path temp)
      throws IOException {
    Path source = Files.createDirectories(temp.resolve("source"));
    write(source, BundledMnist.TRAIN_IMAGES, BundledMnist.TRAIN_LABELS, 60);
    write(source, BundledMnist.TEST_IMAGES, BundledMnist.TEST_LABELS, 30);
    MnistSampleGenerator.generate(source, temp.resolve("a"), 4, 2);
    MnistSampleGenerator.generate(source, temp.resolve("b"), 4, 2);
    for (String file : BundledMnist.FILES) {
      assertThat(temp.resolve("a").resolve(file))
          .hasSameBinaryContentAs(temp.resolve("b").resolve(file));
    }
    byte[] labels = read(temp.resolve("a"), BundledMnist.TRAIN_LABELS);
    byte[] images = read(temp.resolve("a"), BundledMnist.TRAIN_IMAGES);
    assertThat(labels).hasSize(8 + 40);
    assertThat(images).hasSize(16 + 40);
    int[] counts = new int[10];
    for (int i = 0; i < 40; i++) {
      counts[labels[8 + i]]++;
      // The pixel of each tiny image is its number, which tells its label.
      assertThat(images[16 + i] % 10).isEqualTo(labels[8 + i]);
    }
    assertThat(counts).containsOnly(4);
    assertThatThrownBy(() -> MnistSampleGenerator.generate(source, temp.resolve("c"), 7, 2))
        .isInstanceOf(IOException.class)
        .hasMessage("some class has fewer than 7 samples");
  }

  @Test
  void theGeneratorGivesTheBundledSampleFromTheOriginal(@TempDir Path temp) throws IOException {
    Path source = Path.of(root(), "..", "shared", "data", "mnist");
    assumeTrue(
        Files.exists(source.resolve(BundledMnist.TRAIN_IMAGES)),
        "skipped: the original MNIST files are not in ../shared/data/mnist");
    MnistSampleGenerator.main(new String[] {source.toString(), temp.toString()});
    for (String file : BundledMnist.FILES) {
      // Uncompressed, as another Java release may compress differently.
      assertThat(read(temp, file)).isEqualTo(uncompressed(BundledMnist.open(file)));
    }
  }

  private static String root() {
    return System.getProperty("neuropil.root", "..");
  }

  private static void write(Path folder, String imageFile, String labelFile, int count)
      throws IOException {
    ByteArrayOutputStream images = new ByteArrayOutputStream();
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    DataOutputStream imageOut = new DataOutputStream(images);
    DataOutputStream labelOut = new DataOutputStream(labels);
    imageOut.writeInt(2051);
    imageOut.writeInt(count);
    imageOut.writeInt(1);
    imageOut.writeInt(1);
    labelOut.writeInt(2049);
    labelOut.writeInt(count);
    for (int i = 0; i < count; i++) {
      imageOut.writeByte(i);
      labelOut.writeByte(i % 10);
    }
    compress(folder.resolve(imageFile), images.toByteArray());
    compress(folder.resolve(labelFile), labels.toByteArray());
  }

  private static void compress(Path file, byte[] bytes) throws IOException {
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes);
    }
  }

  private static byte[] read(Path folder, String file) throws IOException {
    return uncompressed(Files.newInputStream(folder.resolve(file)));
  }

  private static byte[] uncompressed(InputStream compressed) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(compressed)) {
      return in.readAllBytes();
    }
  }
}
