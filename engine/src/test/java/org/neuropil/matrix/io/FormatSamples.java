package org.neuropil.matrix.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/** Arrays and hand-made files that several tests use. */
final class FormatSamples {
  private FormatSamples() {}

  /** One array of every type, of 0 to 3 dimensions, empty ones among them. */
  static Map<String, NdArray> everyTypeAndShape() {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    long[][] shapes = {{}, {0}, {5}, {2, 3}, {0, 7}, {2, 3, 4}};
    for (DataType type : DataType.values()) {
      for (long[] shape : shapes) {
        arrays.put(type + "/" + Shapes.text(shape), random(type, shape));
      }
    }
    return arrays;
  }

  static NdArray random(DataType type, long... shape) {
    Philox random = new Philox(7, Purpose.TEST, type.width());
    int count = Shapes.count("sample", shape);
    Object data = type.allocate(count);
    for (int i = 0; i < count; i++) {
      switch (data) {
        case float[] a -> a[i] = Float.intBitsToFloat(random.nextInt());
        case double[] a -> a[i] = Double.longBitsToDouble(random.nextLong());
        case int[] a -> a[i] = random.nextInt();
        case long[] a -> a[i] = random.nextLong();
        case byte[] a -> a[i] = (byte) (type == DataType.BOOL ? i % 2 : random.nextInt());
        default -> throw new AssertionError(type);
      }
    }
    return new NdArray(type, shape, data, "sample");
  }

  /** A .npy file's bytes with this header text and these data. */
  static byte[] npy(int version, String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer bytes =
        ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      bytes.putShort((short) text.length);
    } else {
      bytes.putInt(text.length);
    }
    bytes.put(text).put(data);
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  static String header(String descr, boolean columnMajor, String shape) {
    return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
        .formatted(descr, columnMajor ? "True" : "False", shape);
  }

  /** A .safetensors file's bytes with this header and so many data bytes of zero. */
  static byte[] safetensors(String header, int dataBytes) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .array();
  }

  static Path file(Path folder, String name, byte[] bytes) {
    try {
      return Files.write(folder.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A 3 x 4 matrix with an explicit zero. */
  static CsrArrays smallMatrix() {
    return new CsrArrays(
        3, 4, new int[] {0, 2, 2, 4}, new int[] {0, 3, 1, 2}, new float[] {1, 0, -2.5f, 4});
  }
}
