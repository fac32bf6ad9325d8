package org.neuropil.task;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Hand-made data sets of a few samples, as the files that the readers take. */
public final class TinyData {
  private TinyData() {}

  /** An IDX file with any header: magic number, sizes, values. */
  public static byte[] idx(int magic, int[] shape, byte[] values) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * shape.length + values.length);
    file.putInt(magic);
    for (int extent : shape) {
      file.putInt(extent);
    }
    return file.put(values).array();
  }

  /** IDX images whose pixels count up from 0, modulo 256, over the whole file. */
  public static byte[] images(int count, int rows, int columns) {
    byte[] values = new byte[count * rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) i;
    }
    return idx(IdxReader.IMAGES, new int[] {count, rows, columns}, values);
  }

  /** IDX labels. */
  public static byte[] labels(int... labels) {
    byte[] values = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      values[i] = (byte) labels[i];
    }
    return idx(IdxReader.LABELS, new int[] {labels.length}, values);
  }

  /** Labels 0, 1, .. 9, 0, 1, .. */
  public static byte[] cyclicLabels(int count) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 10;
    }
    return labels(labels);
  }

  /** The gz form of some bytes. */
  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A folder with the four files of MNIST: so many images of so many rows and columns. */
  public static Path mnist(Path folder, int train, int test, int rows, int columns)
      throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(MnistTask.TRAIN_IMAGES), images(train, rows, columns));
    Files.write(folder.resolve(MnistTask.TRAIN_LABELS), cyclicLabels(train));
    Files.write(folder.resolve(MnistTask.TEST_IMAGES), images(test, rows, columns));
    Files.write(folder.resolve(MnistTask.TEST_LABELS), cyclicLabels(test));
    return folder;
  }

  /**
   * One CIFAR-10 record: channel c, row r, column x has the value 80 c + 2 r + (x + label) % 16.
   */
  public static byte[] cifarRecord(int label) {
    byte[] record = new byte[Cifar10Task.RECORD];
    record[0] = (byte) label;
    for (int c = 0; c < 3; c++) {
      for (int r = 0; r < 32; r++) {
        for (int x = 0; x < 32; x++) {
          record[1 + c * 1024 + r * 32 + x] = (byte) (80 * c + 2 * r + (x + label) % 16);
        }
      }
    }
    return record;
  }

  /** A folder with the six files of CIFAR-10, each of so many records with labels 0, 1, .. */
  public static Path cifar10(Path folder, int recordsPerFile) throws IOException {
    Files.createDirectories(folder);
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int i = 0; i < recordsPerFile; i++) {
      records.writeBytes(cifarRecord(i % 10));
    }
    for (int batch = 1; batch <= 5; batch++) {
      Files.write(folder.resolve("data_batch_" + batch + ".bin"), records.toByteArray());
    }
    Files.write(folder.resolve("test_batch.bin"), records.toByteArray());
    return folder;
  }
}
