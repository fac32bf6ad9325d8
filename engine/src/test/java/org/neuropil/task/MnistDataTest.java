package org.neuropil.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.neuropil.testdata.BundledMnist;

/** The bundled sample, and the original files where they are at hand. */
class MnistDataTest {
  @Test
  void theBundledSampleIsBalancedAndLooksLikeMnist() {
    TaskData task = Tasks.load("mnist", null, Encoding.RECURRENT, BundledMnist::open);
    assertThat(task.name()).isEqualTo("mnist-sample");
    assertThat(task.train().size()).isEqualTo(6000);
    assertThat(task.test().size()).isEqualTo(1000);
    assertThat(task.train().steps()).isEqualTo(28);
    assertThat(task.train().inputs()).isEqualTo(28);
    assertThat(task.train().classCounts()).containsOnly(600);
    assertThat(task.test().classCounts()).containsOnly(100);
    assertThat(labels(task.train())).containsExactly(9, 0, 6, 4, 5, 0, 2, 7, 8, 1);
    assertThat(labels(task.test())).containsExactly(7, 2, 3, 3, 8, 3, 4, 0, 4, 9);
    assertThat(task.provenance())
        .containsExactly(
            Map.entry(
                "train-images-idx3-ubyte",
                "sha256:35534429a92e2c5bc226d675ffab30802480d5278914de1dc49d6b188e9e84d2"),
            Map.entry(
                "train-labels-idx1-ubyte",
                "sha256:6f5fb3fa6a034c45f6e5586a487084b50db95a213d8cb55ef6397ae18ab6fe37"),
            Map.entry(
                "t10k-images-idx3-ubyte",
                "sha256:7455d386568638855ff76742c686542f32595e7bc5f1a471a0d01ad7488b399a"),
            Map.entry(
                "t10k-labels-idx1-ubyte",
                "sha256:6f24d2395e2bb6a864ea71fd3b36836917e4483cd68cece7ddd0b87c7ab27bff"),
            Map.entry("train.meanPixel", "0.13150"),
            Map.entry("test.meanPixel", "0.13359"),
            Map.entry("train.classCounts", "[600, 600, 600, 600, 600, 600, 600, 600, 600, 600]"),
            Map.entry("test.classCounts", "[100, 100, 100, 100, 100, 100, 100, 100, 100, 100]"));
    double[] moments = moments(task.train());
    assertThat(moments[0]).isBetween(0.128, 0.134);
    assertThat(moments[1]).isBetween(0.304, 0.313);
  }

  @Test
  void bothEncodingsOfADigitHoldTheSameValues() {
    Sequences rows = Tasks.load("mnist", null, Encoding.RECURRENT, BundledMnist::open).test();
    Sequences flat = Tasks.load("mnist-sample", null, Encoding.FLAT, BundledMnist::open).test();
    float[] a = new float[784];
    float[] b = new float[784];
    for (int sample = 0; sample < 50; sample++) {
      rows.read(sample, a, 0, 1);
      flat.read(sample, b, 0, 1);
      assertThat(a).isEqualTo(b);
    }
  }

  @Test
  void theOriginalFilesAreReadAsPublished() throws Exception {
    Path data = Path.of(System.getProperty("neuropil.root", ".."), "..", "shared", "data", "mnist");
    assumeTrue(
        Files.exists(data.resolve("train-images-idx3-ubyte.gz")),
        "skipped: the original MNIST files are not in ../shared/data/mnist");
    Map<String, String> published =
        Map.of(
            "train-images-idx3-ubyte.gz", "6bbc9ace898e44ae57da46a324031adb",
            "train-labels-idx1-ubyte.gz", "a25bea736e30d166cdddb491f175f624",
            "t10k-images-idx3-ubyte.gz", "2646ac647ad5339dbf082846283269ea",
            "t10k-labels-idx1-ubyte.gz", "27ae3e4e09519cfbb04c329615203637");
    for (Map.Entry<String, String> file : published.entrySet()) {
      assertThat(md5(data.resolve(file.getKey()))).as(file.getKey()).isEqualTo(file.getValue());
    }
    TaskData task = Tasks.load("mnist", data, Encoding.RECURRENT, null);
    assertThat(task.name()).isEqualTo("mnist");
    assertThat(task.train().size()).isEqualTo(60_000);
    assertThat(task.test().size()).isEqualTo(10_000);
    assertThat(task.train().classCounts())
        .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    assertThat(task.test().classCounts())
        .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    assertThat(labels(task.train())).containsExactly(5, 0, 4, 1, 9, 2, 1, 3, 1, 4);
    assertThat(labels(task.test())).containsExactly(7, 2, 1, 0, 4, 1, 4, 9, 5, 9);
    assertThat(task.provenance())
        .containsEntry("train.meanPixel", "0.13066")
        .containsEntry("test.meanPixel", "0.13251");
    double[] moments = moments(task.train());
    assertThat(Math.round(moments[0] * 1e5)).isEqualTo(13066);
    assertThat(Math.round(moments[1] * 1e5)).isEqualTo(30811);
    assertThat(task.train().balancedSubset(1000, 1).classCounts()).containsOnly(1000);
  }

  /** Mean and standard deviation of all values as read. */
  private static double[] moments(Sequences data) {
    float[] sample = new float[data.steps() * data.inputs()];
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < data.size(); i++) {
      data.read(i, sample, 0, 1);
      for (float value : sample) {
        sum += value;
        squares += (double) value * value;
      }
    }
    double count = (double) data.size() * sample.length;
    double mean = sum / count;
    return new double[] {mean, Math.sqrt(squares / count - mean * mean)};
  }

  private static int[] labels(Sequences data) {
    int[] labels = new int[10];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = data.label(i);
    }
    return labels;
  }

  private static String md5(Path compressed) throws Exception {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = new GZIPInputStream(Files.newInputStream(compressed), 1 << 16)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        md5.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new IllegalStateException(compressed.toString(), e);
    }
    return HexFormat.of().formatHex(md5.digest());
  }
}
