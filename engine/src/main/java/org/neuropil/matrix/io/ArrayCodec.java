package org.neuropil.matrix.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Moves numbers between files and arrays, a chunk at a time. */
final class ArrayCodec {
  private static final int CHUNK_BYTES = 1 << 20;

  private ArrayCodec() {}

  /**
   * Reads an array whose size the caller has already held against the bytes that are there.
   *
   * @param columnMajor whether the first index runs fastest in the file
   * @param where file and name, for messages
   */
  static NdArray decode(
      ByteSource source,
      Encoding encoding,
      ByteOrder order,
      long[] shape,
      boolean columnMajor,
      String where)
      throws IOException {
    int count = Shapes.count(where, shape);
    Object data = allocate(encoding.type(), count, where);
    int step = Math.min(count, CHUNK_BYTES / encoding.width());
    ByteBuffer buffer = ByteBuffer.allocate(step * encoding.width()).order(order);
    Scatter scatter = columnMajor && shape.length > 1 ? new Scatter(shape) : null;
    Object chunk = scatter == null ? data : encoding.type().allocate(step);
    for (int at = 0; at < count; at += step) {
      int n = Math.min(step, count - at);
      buffer.clear().limit(n * encoding.width());
      source.fill(buffer);
      buffer.flip();
      unpack(buffer, encoding, chunk, scatter == null ? at : 0, n, where);
      if (scatter != null) {
        scatter.place(chunk, n, data);
      }
    }
    return new NdArray(encoding.type(), shape, data, where);
  }

  private static Object allocate(DataType type, int count, String where) {
    try {
      return type.allocate(count);
    } catch (OutOfMemoryError e) {
      throw Faults.outOfMemory(where, (long) count * type.width(), e);
    }
  }

  private static void unpack(
      ByteBuffer from, Encoding encoding, Object to, int at, int n, String where) {
    switch (encoding) {
      case F64 -> from.asDoubleBuffer().get((double[]) to, at, n);
      case F32 -> from.asFloatBuffer().get((float[]) to, at, n);
      case I64 -> from.asLongBuffer().get((long[]) to, at, n);
      case I32 -> from.asIntBuffer().get((int[]) to, at, n);
      case I8, U8 -> from.get((byte[]) to, at, n);
      case BOOL -> {
        byte[] bytes = (byte[]) to;
        from.get(bytes, at, n);
        for (int i = at; i < at + n; i++) {
          if (bytes[i] != 0 && bytes[i] != 1) {
            throw Faults.damaged(where, "a truth value is " + bytes[i] + ", expected 0 or 1");
          }
        }
      }
      case F16 -> {
        float[] floats = (float[]) to;
        for (int i = at; i < at + n; i++) {
          floats[i] = Float.float16ToFloat(from.getShort());
        }
      }
      case BF16 -> {
        float[] floats = (float[]) to;
        for (int i = at; i < at + n; i++) {
          floats[i] = Float.intBitsToFloat(from.getShort() << 16);
        }
      }
      case I16, U16 -> {
        int[] ints = (int[]) to;
        int mask = encoding == Encoding.U16 ? 0xFFFF : -1;
        for (int i = at; i < at + n; i++) {
          ints[i] = from.getShort() & mask;
        }
      }
      case U32 -> {
        long[] longs = (long[]) to;
        for (int i = at; i < at + n; i++) {
          longs[i] = from.getInt() & 0xFFFFFFFFL;
        }
      }
    }
  }

  /** Writes the elements in C order, little endian, as wide as their type says. */
  static void encode(NdArray array, OutputStream out) throws IOException {
    int count = array.size();
    int width = array.type().width();
    int step = Math.min(count, CHUNK_BYTES / width);
    byte[] bytes = new byte[step * width];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < count; at += step) {
      int n = Math.min(step, count - at);
      buffer.clear();
      pack(array, at, n, buffer);
      out.write(bytes, 0, n * width);
    }
  }

  private static void pack(NdArray array, int at, int n, ByteBuffer to) {
    switch (array.data()) {
      case float[] a -> to.asFloatBuffer().put(a, at, n);
      case double[] a -> to.asDoubleBuffer().put(a, at, n);
      case long[] a -> to.asLongBuffer().put(a, at, n);
      case byte[] a -> to.put(a, at, n);
      case int[] a when array.type() == DataType.INT32 -> to.asIntBuffer().put(a, at, n);
      case int[] a -> {
        for (int i = at; i < at + n; i++) {
          to.putLong(a[i]);
        }
      }
      default -> throw new AssertionError(array);
    }
  }

  /** Puts elements that come in column-major order where they belong in row-major order. */
  private static final class Scatter {
    private final long[] shape;
    private final int[] stride;
    private final long[] index;
    private int position;

    Scatter(long[] shape) {
      this.shape = shape;
      this.stride = new int[shape.length];
      this.index = new long[shape.length];
      int product = 1;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        stride[axis] = product;
        // In an empty array other dimensions may be huge, but then no element is ever placed.
        product = (int) (product * shape[axis]);
      }
    }

    void place(Object from, int n, Object to) {
      switch (from) {
        case float[] a -> {
          for (int i = 0; i < n; i++) {
            ((float[]) to)[next()] = a[i];
          }
        }
        case double[] a -> {
          for (int i = 0; i < n; i++) {
            ((double[]) to)[next()] = a[i];
          }
        }
        case int[] a -> {
          for (int i = 0; i < n; i++) {
            ((int[]) to)[next()] = a[i];
          }
        }
        case long[] a -> {
          for (int i = 0; i < n; i++) {
            ((long[]) to)[next()] = a[i];
          }
        }
        case byte[] a -> {
          for (int i = 0; i < n; i++) {
            ((byte[]) to)[next()] = a[i];
          }
        }
        default -> throw new AssertionError(Arrays.toString(shape));
      }
    }

    private int next() {
      int here = position;
      for (int axis = 0; axis < shape.length; axis++) {
        if (++index[axis] < shape[axis]) {
          position += stride[axis];
          break;
        }
        position -= stride[axis] * (int) (shape[axis] - 1);
        index[axis] = 0;
      }
      return here;
    }
  }
}
