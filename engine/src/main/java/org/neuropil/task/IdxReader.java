package org.neuropil.task;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.neuropil.error.UserError;

/**
 * Reads IDX files of unsigned bytes, gz or not: a big-endian magic number, one 32-bit size per
 * dimension, then the values, last dimension fastest. Whether a file is gz is told by its first two
 * bytes, as IDX begins with two zeros. Memory grows with the bytes that really arrive, never with
 * what a header claims. As {@code gzip} does, bytes after the end of the compressed data that start
 * no further gz member are ignored; bytes after the last IDX value are an error.
 */
final class IdxReader {
  /** Magic number of images: unsigned bytes, three dimensions. */
  static final int IMAGES = 2051;

  /** Magic number of labels: unsigned bytes, one dimension. */
  static final int LABELS = 2049;

  /** No image has a longer side; far above every set in use, and a product stays in a long. */
  private static final int MAX_SIDE = 4096;

  private static final int MAX_VALUES = 1 << 30;
  private static final String AGAIN = "get the file again; it is damaged or of another kind";

  private IdxReader() {}

  /** The content of an IDX file. */
  static final class Idx {
    private final String name;
    private final int[] shape;
    private final byte[] values;
    private final String digest;

    private Idx(String name, int[] shape, byte[] values, String digest) {
      this.name = name;
      this.shape = shape;
      this.values = values;
      this.digest = digest;
    }

    /** The name of the file, for messages. */
    String name() {
      return name;
    }

    /** Samples in the file. */
    int count() {
      return shape[0];
    }

    /** Rows of an image. */
    int rows() {
      return shape[1];
    }

    /** Columns of an image. */
    int columns() {
      return shape[2];
    }

    /** The values themselves, not a copy. */
    byte[] values() {
      return values;
    }

    /** {@code sha256:} and the digest of the uncompressed file. */
    String digest() {
      return digest;
    }
  }

  /**
   * Reads one IDX file to its end; the caller closes the stream.
   *
   * @param name the file in messages
   * @param size bytes of the file as stored, or -1 if unknown
   * @param magic {@link #IMAGES} or {@link #LABELS}
   * @throws UserError if the content is anything but one complete file of this kind
   */
  static Idx read(InputStream stored, String name, long size, int magic) {
    try {
      BufferedInputStream buffered = new BufferedInputStream(stored, 1 << 16);
      buffered.mark(2);
      boolean compressed = buffered.read() == 0x1F && buffered.read() == 0x8B;
      buffered.reset();
      return compressed
          ? content(new GZIPInputStream(buffered, 1 << 16), name, -1, magic)
          : content(buffered, name, size, magic);
    } catch (EOFException e) {
      throw UserError.data(name + ": the compressed data are cut short", AGAIN, e);
    } catch (ZipException e) {
      throw UserError.data(name + ": the compressed data are damaged: " + e.getMessage(), AGAIN, e);
    } catch (IOException e) {
      throw DataFiles.unreadable(name, e);
    }
  }

  private static Idx content(InputStream plain, String name, long size, int magic)
      throws IOException {
    MessageDigest sha256 = DataFiles.sha256();
    DigestInputStream in = new DigestInputStream(plain, sha256);
    int[] shape = header(in, name, magic);
    long claimed = 1;
    for (int extent : shape) {
      claimed *= extent;
    }
    int headerBytes = 4 + 4 * shape.length;
    if (claimed > MAX_VALUES) {
      throw UserError.data(
          name + ": expected at most " + MAX_VALUES + " values, found " + describe(shape), AGAIN);
    }
    if (size >= 0 && size != headerBytes + claimed) {
      throw wrongLength(name, shape, claimed, Long.toString(size - headerBytes));
    }
    byte[] values = in.readNBytes((int) claimed);
    if (values.length != claimed) {
      throw wrongLength(name, shape, claimed, Integer.toString(values.length));
    }
    // This read also makes the gz stream compare its checksum.
    if (plain.read() >= 0) {
      throw wrongLength(name, shape, claimed, "more");
    }
    return new Idx(name, shape, values, DataFiles.format(sha256));
  }

  private static int[] header(InputStream in, String name, int magic) throws IOException {
    byte[] bytes = in.readNBytes(4);
    if (bytes.length < 4) {
      throw shortHeader(name, 4, bytes.length);
    }
    int found = ByteBuffer.wrap(bytes).getInt();
    if (found != magic) {
      throw UserError.data(
          name + ": expected magic number " + kind(magic) + ", found " + kind(found),
          found == IMAGES || found == LABELS
              ? "image and label files are exchanged; rename them"
              : AGAIN);
    }
    int[] shape = new int[magic & 0xFF];
    byte[] extents = in.readNBytes(4 * shape.length);
    if (extents.length < 4 * shape.length) {
      throw shortHeader(name, 4 + 4 * shape.length, 4 + extents.length);
    }
    ByteBuffer.wrap(extents).asIntBuffer().get(shape);
    for (int i = 0; i < shape.length; i++) {
      int limit = i == 0 ? MAX_VALUES : MAX_SIDE;
      if (shape[i] < 1 || shape[i] > limit) {
        String extent = i == 0 ? "samples" : i == 1 ? "rows" : "columns";
        throw UserError.data(
            name
                + ": expected 1 to "
                + limit
                + " "
                + extent
                + ", found "
                + Integer.toUnsignedString(shape[i]),
            AGAIN);
      }
    }
    return shape;
  }

  private static UserError shortHeader(String name, int expected, int found) {
    return UserError.data(
        name + ": expected a header of " + expected + " bytes, found a file of " + found, AGAIN);
  }

  private static UserError wrongLength(String name, int[] shape, long expected, String found) {
    return UserError.data(
        name
            + ": expected "
            + expected
            + " bytes after the header ("
            + describe(shape)
            + "), found "
            + found,
        AGAIN);
  }

  private static String describe(int[] shape) {
    return Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(" x "));
  }

  private static String kind(int magic) {
    return switch (magic) {
      case IMAGES -> IMAGES + " (IDX images)";
      case LABELS -> LABELS + " (IDX labels)";
      default -> Integer.toUnsignedString(magic);
    };
  }
}
