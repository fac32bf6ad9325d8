package org.neuropil.task;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neuropil.error.UserError;

/**
 * MNIST, or any set of ten classes of grey images in the same four IDX files. Recurrent networks
 * see one image row a step, left to right, top row first; feed-forward networks the rows one after
 * the other. Values are byte / 255, without removal of the mean.
 */
public final class MnistTask {
  static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  private static final int CLASSES = 10;
  private static final List<String> FILES =
      List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);
  private static final String NEEDED =
      "the folder must hold "
          + String.join(", ", FILES.subList(0, 3))
          + " and "
          + TEST_LABELS
          + ", each with or without .gz";

  private MnistTask() {}

  /**
   * Loads the four IDX files of a folder, each with or without {@code .gz}; where both are there,
   * the one without is taken. 60,000 digits take 47 MB.
   *
   * @throws UserError if a file is missing or is not what its name says
   */
  public static TaskData load(Path folder, Encoding encoding) {
    Map<String, Path> found = DataFiles.locate(folder, FILES, NEEDED);
    Map<String, IdxReader.Idx> parts = new LinkedHashMap<>();
    found.forEach((file, path) -> parts.put(file, readFile(file, path)));
    return assemble("mnist", parts, encoding);
  }

  /**
   * Loads the bundled sample: the four files by their usual names with {@code .gz}.
   *
   * @throws UserError if a file is missing or is not what its name says
   */
  public static TaskData load(BundledFiles files, Encoding encoding) {
    Map<String, IdxReader.Idx> parts = new LinkedHashMap<>();
    for (String file : FILES) {
      String name = file + ".gz";
      try (InputStream in = files.open(name)) {
        parts.put(file, IdxReader.read(in, name, -1, magic(file)));
      } catch (IOException e) {
        throw DataFiles.unreadable(name, e);
      }
    }
    return assemble("mnist-sample", parts, encoding);
  }

  private static IdxReader.Idx readFile(String file, Path path) {
    String name = path.toString();
    try (InputStream in = Files.newInputStream(path)) {
      return IdxReader.read(in, name, Files.size(path), magic(file));
    } catch (IOException e) {
      throw DataFiles.unreadable(name, e);
    }
  }

  private static int magic(String file) {
    return file.equals(TRAIN_IMAGES) || file.equals(TEST_IMAGES)
        ? IdxReader.IMAGES
        : IdxReader.LABELS;
  }

  private static TaskData assemble(
      String name, Map<String, IdxReader.Idx> parts, Encoding encoding) {
    IdxReader.Idx trainImages = part(parts, TRAIN_IMAGES);
    IdxReader.Idx testImages = part(parts, TEST_IMAGES);
    if (trainImages.rows() != testImages.rows() || trainImages.columns() != testImages.columns()) {
      throw UserError.data(
          testImages.name()
              + ": expected images of "
              + describe(trainImages)
              + " as in "
              + trainImages.name()
              + ", found "
              + describe(testImages),
          "use four files of the same data set");
    }
    Map<String, String> digests = new LinkedHashMap<>();
    parts.forEach((file, idx) -> digests.put(file, idx.digest()));
    return TaskData.of(
        name,
        labelled(trainImages, part(parts, TRAIN_LABELS), encoding),
        labelled(testImages, part(parts, TEST_LABELS), encoding),
        digests);
  }

  private static IdxReader.Idx part(Map<String, IdxReader.Idx> parts, String file) {
    IdxReader.Idx idx = parts.get(file);
    if (idx == null) {
      throw new IllegalStateException(file + " has not been read");
    }
    return idx;
  }

  private static ByteSequences labelled(
      IdxReader.Idx images, IdxReader.Idx labels, Encoding encoding) {
    if (images.count() != labels.count()) {
      throw UserError.data(
          labels.name()
              + ": expected "
              + images.count()
              + " labels, one for each image of "
              + images.name()
              + ", found "
              + labels.count(),
          "use four files of the same data set");
    }
    byte[] values = labels.values();
    for (int sample = 0; sample < values.length; sample++) {
      int label = values[sample] & 0xFF;
      if (label >= CLASSES) {
        throw DataFiles.label(labels.name(), sample, CLASSES, label);
      }
    }
    int pixels = images.rows() * images.columns();
    return switch (encoding) {
      case RECURRENT ->
          new ByteSequences(
              images.values(),
              values,
              images.rows(),
              images.columns(),
              CLASSES,
              ByteSequences.unit());
      case FLAT ->
          new ByteSequences(images.values(), values, 1, pixels, CLASSES, ByteSequences.unit());
    };
  }

  private static String describe(IdxReader.Idx images) {
    return images.rows() + " x " + images.columns();
  }
}
