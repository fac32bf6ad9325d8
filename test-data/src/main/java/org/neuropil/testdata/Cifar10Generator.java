package org.neuropil.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Makes pictures of nothing in the binary layout of CIFAR-10: {@code data_batch_1.bin} to {@code
 * data_batch_5.bin} and {@code test_batch.bin} with records of a label and 1,024 red, green and
 * blue bytes. Pictures are noise around a colour that belongs to the class.
 *
 * <p>{@code Cifar10Generator TARGET RECORDS} writes that many records to every file.
 */
public final class Cifar10Generator {
  private static final int CLASSES = 10;
  private static final int PLANE = 32 * 32;

  private Cifar10Generator() {}

  /** Writes {@code args[1]} records a file to the folder {@code args[0]}. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("usage: Cifar10Generator TARGET RECORDS");
    }
    write(Files.createDirectories(Path.of(args[0])), Integer.parseInt(args[1]), 1);
  }

  /** Writes the six files; records take the classes in turn. */
  public static void write(Path folder, int records, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    for (int batch = 1; batch <= 6; batch++) {
      String name = batch == 6 ? "test_batch.bin" : "data_batch_" + batch + ".bin";
      byte[] bytes = new byte[records * (1 + 3 * PLANE)];
      for (int r = 0, at = 0; r < records; r++) {
        int label = r % CLASSES;
        bytes[at++] = (byte) label;
        for (int colour = 0; colour < 3; colour++) {
          int level = level(label, colour);
          for (int pixel = 0; pixel < PLANE; pixel++) {
            bytes[at++] = (byte) (level + random.nextInt(32));
          }
        }
      }
      Files.write(folder.resolve(name), bytes);
    }
  }

  /** The darkest byte of a colour in pictures of a class; the lightest is 31 above it. */
  public static int level(int label, int colour) {
    return 20 * label + 10 * colour;
  }
}
