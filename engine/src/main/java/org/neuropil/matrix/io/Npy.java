package org.neuropil.matrix.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** NumPy's .npy format, versions 1.0 to 3.0 for reading, 1.0 for writing (NEP 1). */
final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Headers of plain arrays stay far below this. */
  private static final int LONGEST_HEADER = 1 << 16;

  /** The header's end is aligned to so many bytes, so that the data can be mapped. */
  private static final int ALIGNMENT = 64;

  private Npy() {}

  static boolean matches(byte[] start) {
    return start.length >= MAGIC.length
        && Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * Reads one array that takes exactly {@code available} bytes.
   *
   * @param where file and name, for messages
   */
  static NdArray read(ByteSource source, long available, String where) throws IOException {
    long left = available;
    byte[] start = take(source, MAGIC.length + 2, left, where);
    left -= start.length;
    if (!matches(start)) {
      throw Faults.damaged(where, "does not begin like a .npy file");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw Faults.unfit(
          where, "has npy version " + version + ", expected 1, 2 or 3", "write it with numpy.save");
    }
    int lengthBytes = version == 1 ? 2 : 4;
    ByteBuffer lengthField =
        ByteBuffer.wrap(take(source, lengthBytes, left, where)).order(ByteOrder.LITTLE_ENDIAN);
    left -= lengthBytes;
    long length =
        version == 1 ? lengthField.getShort(0) & 0xFFFFL : lengthField.getInt(0) & 0xFFFFFFFFL;
    if (length > LONGEST_HEADER) {
      throw Faults.damaged(
          where, "npy header of %d bytes, expected at most %d".formatted(length, LONGEST_HEADER));
    }
    byte[] text = take(source, (int) length, left, where);
    left -= length;
    NpyHeader header = NpyHeader.parse(new String(text, StandardCharsets.ISO_8859_1), where);
    long expected = (long) Shapes.count(where, header.shape()) * header.encoding().width();
    if (expected != left) {
      throw Faults.damaged(
          where,
          "shape %s needs %d bytes of data, found %d"
              .formatted(Shapes.text(header.shape()), expected, left));
    }
    return ArrayCodec.decode(
        source, header.encoding(), header.order(), header.shape(), header.columnMajor(), where);
  }

  private static byte[] take(ByteSource source, int wanted, long left, String where)
      throws IOException {
    if (wanted > left) {
      throw Faults.damaged(where, "ends within the npy header");
    }
    byte[] bytes = new byte[wanted];
    source.fill(ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** Writes one array in version 1.0. */
  static void write(NdArray array, OutputStream out) throws IOException {
    out.write(prefix(array.type().npyName(), array.shape()));
    ArrayCodec.encode(array, out);
  }

  /** Writes the rows of a matrix in version 1.0. */
  static void writeRows(int rows, int columns, ArrayFile.RowSource source, OutputStream out)
      throws IOException {
    out.write(prefix("<f4", new long[] {rows, columns}));
    ByteBuffer bytes = ByteBuffer.allocate(columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows; i++) {
      float[] row = source.row(i);
      if (row.length != columns) {
        throw new IllegalArgumentException("rows of " + columns + " and " + row.length);
      }
      bytes.clear();
      bytes.asFloatBuffer().put(row);
      out.write(bytes.array());
    }
  }

  /** A single ASCII string, as numpy.array(b"...") is saved. */
  static byte[] text(String ascii) {
    byte[] prefix = prefix("|S" + ascii.length(), new long[0]);
    byte[] text = ascii.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(prefix.length + text.length).put(prefix).put(text).array();
  }

  private static byte[] prefix(String descr, long[] shape) {
    byte[] header = NpyHeader.format(descr, shape).getBytes(StandardCharsets.US_ASCII);
    int fixed = MAGIC.length + 4;
    int total = Math.ceilDiv(fixed + header.length + 1, ALIGNMENT) * ALIGNMENT;
    byte[] bytes = new byte[total];
    Arrays.fill(bytes, (byte) ' ');
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) (total - fixed))
        .put(header);
    bytes[total - 1] = '\n';
    return bytes;
  }
}
