package org.neuropil.task;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.neuropil.error.UserError;

/**
 * CIFAR-10 in its binary form: records of one label byte, then 1,024 red, 1,024 green and 1,024
 * blue bytes, each plane 32 x 32 and row-major. Recurrent networks see row t as 32 red, 32 green,
 * then 32 blue values in step t; feed-forward networks the record's order. Values are (byte / 255 -
 * 0.5) / 0.5.
 */
public final class Cifar10Task {
  static final int RECORD = 3073;

  private static final int CLASSES = 10;
  private static final int SIDE = 32;
  private static final int CHANNELS = 3;
  private static final int PIXELS = CHANNELS * SIDE * SIDE;

  /** Seven times the real set; more would not fit in one Java array. */
  private static final int MAX_SAMPLES = (1 << 30) / PIXELS;

  private static final String SUBFOLDER = "cifar-10-batches-bin";
  private static final List<String> TRAIN =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin");
  private static final String TEST = "test_batch.bin";
  static final String NEEDED =
      "the folder, or "
          + SUBFOLDER
          + " in it, must hold data_batch_1.bin to data_batch_5.bin and test_batch.bin of the"
          + " binary version of CIFAR-10, unpacked";

  private Cifar10Task() {}

  /**
   * Loads the six batch files of a folder or of its subfolder {@code cifar-10-batches-bin}. The
   * whole set takes 184 MB.
   *
   * @throws UserError if a file is missing or does not consist of CIFAR-10 records
   */
  public static TaskData load(Path folder, Encoding encoding) {
    DataFiles.requireFolder(folder, NEEDED);
    Path inner = folder.resolve(SUBFOLDER);
    Path home = missingIn(folder).isEmpty() || !Files.isDirectory(inner) ? folder : inner;
    List<String> missing = missingIn(home);
    if (!missing.isEmpty()) {
      throw DataFiles.missing(home, missing, NEEDED);
    }
    Map<String, String> digests = new LinkedHashMap<>();
    ByteSequences train = read(home, TRAIN, encoding, digests);
    ByteSequences test = read(home, List.of(TEST), encoding, digests);
    return TaskData.of("cifar10", train, test, digests);
  }

  private static List<String> missingIn(Path folder) {
    return Stream.concat(TRAIN.stream(), Stream.of(TEST))
        .filter(file -> !Files.isRegularFile(folder.resolve(file)))
        .toList();
  }

  private static ByteSequences read(
      Path folder, List<String> files, Encoding encoding, Map<String, String> digests) {
    int[] counts = new int[files.size()];
    long total = 0;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = records(folder.resolve(files.get(i)));
      total += counts[i];
    }
    if (total < 1 || total > MAX_SAMPLES) {
      throw UserError.data(
          folder
              + ": expected 1 to "
              + MAX_SAMPLES
              + " samples in "
              + String.join(", ", files)
              + ", found "
              + total,
          NEEDED);
    }
    byte[] samples = new byte[(int) total * PIXELS];
    byte[] labels = new byte[(int) total];
    int first = 0;
    for (int i = 0; i < counts.length; i++) {
      Path path = folder.resolve(files.get(i));
      digests.put(files.get(i), fill(path, counts[i], first, samples, labels, encoding));
      first += counts[i];
    }
    return switch (encoding) {
      case RECURRENT ->
          new ByteSequences(
              samples, labels, SIDE, CHANNELS * SIDE, CLASSES, ByteSequences.centred());
      case FLAT -> new ByteSequences(samples, labels, 1, PIXELS, CLASSES, ByteSequences.centred());
    };
  }

  private static int records(Path path) {
    try {
      long size = Files.size(path);
      if (size == 0 || size % RECORD != 0 || size / RECORD > MAX_SAMPLES) {
        throw UserError.data(
            path
                + ": expected 1 to "
                + MAX_SAMPLES
                + " records of "
                + RECORD
                + " bytes, found a file of "
                + size
                + " bytes",
            "get the file again; it is cut short or not the binary version of CIFAR-10");
      }
      return (int) (size / RECORD);
    } catch (IOException e) {
      throw DataFiles.unreadable(path.toString(), e);
    }
  }

  /** Reads the records of one file to the samples from {@code first} on; returns its digest. */
  private static String fill(
      Path path, int count, int first, byte[] samples, byte[] labels, Encoding encoding) {
    MessageDigest sha256 = DataFiles.sha256();
    byte[] record = new byte[RECORD];
    try (InputStream in =
        new BufferedInputStream(
            new DigestInputStream(Files.newInputStream(path), sha256), 64 * RECORD)) {
      for (int i = 0; i < count; i++) {
        if (in.readNBytes(record, 0, RECORD) < RECORD) {
          throw UserError.data(
              path + ": expected " + count + " records, found " + i,
              "the file changed while it was read; try again");
        }
        int label = record[0] & 0xFF;
        if (label >= CLASSES) {
          throw DataFiles.label(path.toString(), i, CLASSES, label);
        }
        labels[first + i] = record[0];
        place(record, samples, (first + i) * PIXELS, encoding);
      }
    } catch (IOException e) {
      throw DataFiles.unreadable(path.toString(), e);
    }
    return DataFiles.format(sha256);
  }

  private static void place(byte[] record, byte[] samples, int to, Encoding encoding) {
    if (encoding == Encoding.FLAT) {
      System.arraycopy(record, 1, samples, to, PIXELS);
      return;
    }
    for (int row = 0; row < SIDE; row++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        int from = 1 + (channel * SIDE + row) * SIDE;
        System.arraycopy(record, from, samples, to + (row * CHANNELS + channel) * SIDE, SIDE);
      }
    }
  }
}
