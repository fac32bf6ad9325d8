package org.neuropil.testdata;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A class-balanced sample of MNIST: 6,000 training and 1,000 test digits of 28 x 28 pixels in
 * random order, as four gz-compressed IDX files by their usual names. Callers close the streams.
 */
public final class BundledMnist {
  /** Name of the file of training images. */
  public static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";

  /** Name of the file of training labels. */
  public static final String TRAIN_LABELS = "train-labels-idx1-ubyte.gz";

  /** Name of the file of test images. */
  public static final String TEST_IMAGES = "t10k-images-idx3-ubyte.gz";

  /** Name of the file of test labels. */
  public static final String TEST_LABELS = "t10k-labels-idx1-ubyte.gz";

  /** The names of all four files. */
  public static final List<String> FILES =
      List.of(TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS);

  private BundledMnist() {}

  /**
   * Opens one of the {@link #FILES}.
   *
   * @throws FileNotFoundException if {@code file} is none of them
   */
  public static InputStream open(String file) throws IOException {
    InputStream in =
        FILES.contains(file) ? BundledMnist.class.getResourceAsStream("mnist/" + file) : null;
    if (in == null) {
      throw new FileNotFoundException("no bundled file " + file);
    }
    return in;
  }

  /** The training images. */
  public static InputStream trainImages() throws IOException {
    return open(TRAIN_IMAGES);
  }

  /** The training labels. */
  public static InputStream trainLabels() throws IOException {
    return open(TRAIN_LABELS);
  }

  /** The test images. */
  public static InputStream testImages() throws IOException {
    return open(TEST_IMAGES);
  }

  /** The test labels. */
  public static InputStream testLabels() throws IOException {
    return open(TEST_LABELS);
  }
}
