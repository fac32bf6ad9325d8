package org.neuropil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.Backends;
import org.neuropil.matrix.io.NdArray;
import org.neuropil.matrix.io.WeightFile;

/**
 * What a user can get wrong, with the real engine: one line that says what and what to do, the
 * right exit code, and nothing lost.
 */
class BadInputTest {
  private static final String IMAGES = "train-images-idx3-ubyte.gz";
  private static final String LABELS = "train-labels-idx1-ubyte.gz";

  @TempDir Path folder;
  private Path data;
  private Path out;

  @BeforeEach
  void layOut() {
    data = RealRuns.digits(folder.resolve("data"));
    out = folder.resolve("run");
  }

  @Test
  void imagesWithTheWrongMagicNumber() throws Exception {
    byte[] raw = unpacked(IMAGES);
    raw[3] = 1;
    replace(IMAGES, raw);
    refused(3, train(), IMAGES.replace(".gz", ""), "2051");
  }

  @Test
  void imagesThatEndEarly() throws Exception {
    byte[] raw = unpacked(IMAGES);
    replace(IMAGES, Arrays.copyOf(raw, raw.length - 1000));
    refused(3, train(), IMAGES.replace(".gz", ""));
  }

  @Test
  void compressedFileCutShort() throws Exception {
    byte[] packed = Files.readAllBytes(data.resolve(IMAGES));
    Files.write(data.resolve(IMAGES), Arrays.copyOf(packed, packed.length / 2));
    refused(3, train(), IMAGES);
  }

  @Test
  void labelsOfAnotherLength() throws Exception {
    byte[] raw = unpacked(LABELS);
    raw[7]--;
    replace(LABELS, Arrays.copyOf(raw, raw.length - 1));
    refused(3, train(), "5999", "6000");
  }

  @Test
  void noSuchDataFolder() {
    data = folder.resolve("nowhere");
    refused(3, train(), "nowhere");
  }

  @Test
  void densityAndSizesOutOfRange() {
    refused(2, train("--density", 0), "density");
    refused(2, train("--density", 1.5), "density");
    refused(2, train("--hidden", 0), "hidden");
    refused(2, train("--hidden", 3, "--density", 0.000001), "density");
    refused(2, train("--plan", "library", "--backend", "cpu"), "library");
    refused(2, train("--train-samples", 7000), "train-samples", "6000");
  }

  @Test
  void unknownKeyInAConfigurationFile() throws Exception {
    Path config = folder.resolve("my.yaml");
    Files.writeString(config, "hidden: 20\ndensty: 0.1\n");
    refused(2, train("--config", config), "my.yaml:2:", "densty", "density");
  }

  @Test
  void outputThatIsAFile() throws Exception {
    Files.writeString(out, "not a folder");
    refused(4, train(), "run");
    assertThat(out).hasContent("not a folder");
  }

  @Test
  void weightsThatDoNotFit() {
    succeed(train("--epochs", 0));
    Path weights = out.resolve("weights.safetensors");
    out = folder.resolve("other");
    refused(
        3, train("--hidden", 30, "--init", weights), "weights.safetensors", "[20, 20]", "[30, 30]");
    refused(
        3, train("--cell", "feedforward", "--init", weights), "weights.safetensors", "fc2.weight");
  }

  @Test
  void weightsWithNan() {
    succeed(train("--epochs", 0));
    WeightFile good = WeightFile.read(out.resolve("weights.safetensors"));
    float[] bias = good.require("fc.bias", 10).toFloats().clone();
    bias[3] = Float.NaN;
    Map<String, NdArray> others = new LinkedHashMap<>(good.others());
    others.put("fc.bias", NdArray.of(bias, 10));
    Path bad = folder.resolve("bad.safetensors");
    WeightFile.write(bad, good.hidden(), others, good.metadata());
    out = folder.resolve("other");
    refused(3, train("--init", bad), "bad.safetensors", "fc.bias", "NaN", "element 3");
    refused(3, new Object[] {"eval", bad, "--data", data}, "bad.safetensors", "NaN");
  }

  @Test
  void cudaWhereThereIsNone() {
    Assumptions.assumeTrue(
        Backends.providers().stream()
            .filter(provider -> provider.name().equals("cuda"))
            .allMatch(provider -> provider.refusal(BackendOptions.defaults()).isPresent()),
        "skipped: this machine has a usable GPU");
    refused(4, train("--backend", "cuda"), "cuda", "doctor");
  }

  @Test
  void tooLittleMemoryIsPredicted() {
    refused(4, train("--hidden", 46000, "--density", 1), "GB", "--hidden");
    assertThat(out.resolve("weights.safetensors")).doesNotExist();
  }

  @Test
  void nanDuringTrainingIsCountedAndDoesNotCrash() throws Exception {
    // An absurd learning rate makes the weights overflow within a few steps.
    Harness.Ended ended = RealRuns.run(train("--lr", 1e30, "--epochs", 1));
    assertThat(ended.code()).as(ended.err()).isZero();
    String summary = Files.readString(out.resolve("summary.json"));
    assertThat(summary).containsPattern("\"nan_count\"\\s*:\\s*[1-9]");
    assertThat(ended.out() + ended.err()).contains("NaN");
  }

  private Object[] train(Object... more) {
    Object[] basic = {
      "train",
      "--task",
      "mnist",
      "--data",
      data,
      "--hidden",
      20,
      "--density",
      0.5,
      "--epochs",
      1,
      "--train-samples",
      200,
      "--test-samples",
      100,
      "--out",
      out
    };
    Object[] all = Arrays.copyOf(basic, basic.length + more.length);
    System.arraycopy(more, 0, all, basic.length, more.length);
    // An option given twice is an error of its own: the later one replaces the earlier.
    for (int i = basic.length; i < all.length; i += 2) {
      for (int k = 1; k < basic.length; k += 2) {
        if (all[k].equals(all[i])) {
          all[k + 1] = all[i + 1];
          all[i] = "";
        }
      }
    }
    return dropReplaced(all);
  }

  private static Object[] dropReplaced(Object[] all) {
    List<Object> kept = new ArrayList<>();
    kept.add(all[0]);
    for (int i = 1; i + 1 < all.length; i += 2) {
      if (!all[i].equals("")) {
        kept.add(all[i]);
        kept.add(all[i + 1]);
      }
    }
    return kept.toArray();
  }

  private static void succeed(Object... args) {
    Harness.Ended ended = RealRuns.run(args);
    assertThat(ended.code()).as(ended.err()).isZero();
  }

  private static void refused(int code, Object[] args, String... mentions) {
    Harness.Ended ended = RealRuns.run(args);
    assertThat(ended.code()).as(ended.err()).isEqualTo(code);
    String error =
        ended
            .err()
            .lines()
            .filter(line -> line.startsWith("neuropil: error: "))
            .findFirst()
            .orElse("");
    assertThat(error).contains(mentions).endsWith(")");
    assertThat(ended.err()).doesNotContain("\tat ");
    assertThat(ended.err().lines().filter(line -> line.startsWith("neuropil: error: "))).hasSize(1);
  }

  private byte[] unpacked(String name) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(data.resolve(name)))) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      in.transferTo(bytes);
      return bytes.toByteArray();
    }
  }

  /** Puts an uncompressed file in the place of a compressed one. */
  private void replace(String name, byte[] raw) throws IOException {
    Files.delete(data.resolve(name));
    Files.write(data.resolve(name.replace(".gz", "")), raw);
  }
}
