package org.neuropil.testdata;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Makes series of sleep that nobody slept in the layout of problem Sleep of the UEA and UCR time
 * series archive: {@code Sleep_TRAIN.ts} and {@code Sleep_TEST.ts} with series of 178 samples and
 * five classes. A series is a sine whose frequency depends on its class, with noise.
 *
 * <p>{@code SleepArchiveGenerator TARGET TRAIN TEST} writes that many series to a folder.
 */
public final class SleepArchiveGenerator {
  /** Samples of a series. */
  public static final int LENGTH = 178;

  /** Classes, named 1 to 5 as in the archive. */
  public static final int CLASSES = 5;

  private SleepArchiveGenerator() {}

  /** Writes {@code args[1]} and {@code args[2]} series to the folder {@code args[0]}. */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      throw new IllegalArgumentException("usage: SleepArchiveGenerator TARGET TRAIN TEST");
    }
    write(
        Files.createDirectories(Path.of(args[0])),
        Integer.parseInt(args[1]),
        Integer.parseInt(args[2]),
        1);
  }

  /** Writes both files; series take the classes in turn. */
  public static void write(Path folder, int train, int test, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    part(folder.resolve("Sleep_TRAIN.ts"), train, random);
    part(folder.resolve("Sleep_TEST.ts"), test, random);
  }

  private static void part(Path file, int series, SplittableRandom random) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("# Generated series of nobody's sleep\n");
      out.write("@problemName Sleep\n@timeStamps false\n@missing false\n@univariate true\n");
      out.write("@equalLength true\n@seriesLength " + LENGTH + "\n@classLabel true");
      for (int label = 1; label <= CLASSES; label++) {
        out.write(" " + label);
      }
      out.write("\n@data\n");
      for (int s = 0; s < series; s++) {
        int label = s % CLASSES;
        double phase = random.nextDouble() * 2 * Math.PI;
        for (int i = 0; i < LENGTH; i++) {
          double value =
              30 * Math.sin(phase + 2 * Math.PI * (label + 1) * i / LENGTH)
                  + 10 * random.nextGaussian();
          out.write(String.format(Locale.ROOT, i == 0 ? "%.4f" : ",%.4f", value));
        }
        out.write(":" + (label + 1) + "\n");
      }
    }
  }
}
