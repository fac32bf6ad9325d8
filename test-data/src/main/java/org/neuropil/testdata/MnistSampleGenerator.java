package org.neuropil.testdata;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Draws the bundled sample of MNIST: {@code MnistSampleGenerator SOURCE TARGET}, both folders of
 * four gz-compressed IDX files.
 *
 * <p>The choice comes from {@link SplittableRandom} with a fixed seed, not from the engine's
 * generator: this module is a leaf and cannot see the engine. The same source and Java release
 * gives the same bytes; {@link GZIPOutputStream} writes no time stamp.
 */
public final class MnistSampleGenerator {
  private static final long SEED = 20_250_101;
  private static final int TRAIN_PER_CLASS = 600;
  private static final int TEST_PER_CLASS = 100;
  private static final int CLASSES = 10;
  private static final int IMAGES = 2051;
  private static final int LABELS = 2049;

  private MnistSampleGenerator() {}

  /** Draws the sample from the folder {@code args[0]} and writes it to {@code args[1]}. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("usage: MnistSampleGenerator SOURCE TARGET");
    }
    generate(Path.of(args[0]), Path.of(args[1]), TRAIN_PER_CLASS, TEST_PER_CLASS);
  }

  static void generate(Path source, Path target, int trainPerClass, int testPerClass)
      throws IOException {
    Files.createDirectories(target);
    SplittableRandom random = new SplittableRandom(SEED);
    draw(
        source,
        target,
        BundledMnist.TRAIN_IMAGES,
        BundledMnist.TRAIN_LABELS,
        trainPerClass,
        random.split());
    draw(
        source,
        target,
        BundledMnist.TEST_IMAGES,
        BundledMnist.TEST_LABELS,
        testPerClass,
        random.split());
  }

  private static void draw(
      Path source,
      Path target,
      String imageFile,
      String labelFile,
      int perClass,
      SplittableRandom random)
      throws IOException {
    byte[] labels;
    try (DataInputStream in = open(source.resolve(labelFile), LABELS)) {
      labels = in.readNBytes(in.readInt());
    }
    int[] chosen = choose(labels, perClass, random);
    byte[] images;
    int rows;
    int columns;
    try (DataInputStream in = open(source.resolve(imageFile), IMAGES)) {
      int count = in.readInt();
      rows = in.readInt();
      columns = in.readInt();
      images = in.readNBytes(Math.multiplyExact(count, rows * columns));
    }
    if (images.length != labels.length * rows * columns) {
      throw new IOException(imageFile + " and " + labelFile + " do not belong together");
    }
    try (DataOutputStream out = create(target.resolve(labelFile))) {
      out.writeInt(LABELS);
      out.writeInt(chosen.length);
      for (int sample : chosen) {
        out.writeByte(labels[sample]);
      }
    }
    try (DataOutputStream out = create(target.resolve(imageFile))) {
      out.writeInt(IMAGES);
      out.writeInt(chosen.length);
      out.writeInt(rows);
      out.writeInt(columns);
      for (int sample : chosen) {
        out.write(images, sample * rows * columns, rows * columns);
      }
    }
  }

  /** {@code perClass} random samples of every class, in random order. */
  private static int[] choose(byte[] labels, int perClass, SplittableRandom random)
      throws IOException {
    int[] order = new int[labels.length];
    Arrays.setAll(order, i -> i);
    shuffle(order, random);
    int[] chosen = new int[perClass * CLASSES];
    int[] taken = new int[CLASSES];
    int count = 0;
    for (int sample : order) {
      if (taken[labels[sample]]++ < perClass) {
        chosen[count++] = sample;
      }
    }
    if (count < chosen.length) {
      throw new IOException("some class has fewer than " + perClass + " samples");
    }
    // Rare classes fill up late, so the order of choice is not random; this is.
    shuffle(chosen, random);
    return chosen;
  }

  private static void shuffle(int[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }

  private static DataInputStream open(Path file, int magic) throws IOException {
    DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16));
    int found = in.readInt();
    if (found != magic) {
      in.close();
      throw new IOException(file + ": expected magic number " + magic + ", found " + found);
    }
    return in;
  }

  private static DataOutputStream create(Path file) throws IOException {
    return new DataOutputStream(new BestGzip(Files.newOutputStream(file)));
  }

  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
