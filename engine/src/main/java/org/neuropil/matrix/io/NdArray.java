package org.neuropil.matrix.io;

import java.util.Arrays;
import org.neuropil.error.UserError;

/**
 * An array of any number of dimensions in C order (the last index runs fastest), as array files
 * hold it. Data are held by reference, never copied: whoever hands an array over, or takes it with
 * {@code toFloats()} and its like, shares it.
 */
public final class NdArray {
  private final DataType type;
  private final long[] shape;
  private final Object data;
  private final String origin;

  NdArray(DataType type, long[] shape, Object data, String origin) {
    this.type = type;
    this.shape = shape;
    this.data = data;
    this.origin = origin;
  }

  /** A {@link DataType#FLOAT32} array; an empty shape stands for a single number. */
  public static NdArray of(float[] data, long... shape) {
    return checked(DataType.FLOAT32, data, data.length, shape);
  }

  /** A {@link DataType#FLOAT64} array. */
  public static NdArray of(double[] data, long... shape) {
    return checked(DataType.FLOAT64, data, data.length, shape);
  }

  /** An {@link DataType#INT32} array. */
  public static NdArray of(int[] data, long... shape) {
    return checked(DataType.INT32, data, data.length, shape);
  }

  /** An {@link DataType#INT64} array. */
  public static NdArray of(long[] data, long... shape) {
    return checked(DataType.INT64, data, data.length, shape);
  }

  /** An {@link DataType#INT64} array that is held in half the memory. */
  public static NdArray int64(int[] data, long... shape) {
    return checked(DataType.INT64, data, data.length, shape);
  }

  /** An {@link DataType#INT8} or {@link DataType#UINT8} array, or {@link DataType#BOOL} of 0, 1. */
  public static NdArray ofBytes(DataType type, byte[] data, long... shape) {
    if (type.width() != 1) {
      throw new IllegalArgumentException("bytes cannot hold " + type);
    }
    if (type == DataType.BOOL) {
      for (byte value : data) {
        if (value != 0 && value != 1) {
          throw new IllegalArgumentException("a truth value must be 0 or 1, found " + value);
        }
      }
    }
    return checked(type, data, data.length, shape);
  }

  private static NdArray checked(DataType type, Object data, int length, long[] shape) {
    int count = Shapes.count("array", shape);
    if (count != length) {
      throw new IllegalArgumentException(
          "shape " + Shapes.text(shape) + " has " + count + " elements, data has " + length);
    }
    return new NdArray(type, shape.clone(), data, "array");
  }

  /** What the elements are. */
  public DataType type() {
    return type;
  }

  /** The lengths along the axes; empty for a single number. */
  public long[] shape() {
    return shape.clone();
  }

  /** The number of axes. */
  public int rank() {
    return shape.length;
  }

  /** The length along {@code axis}. */
  public long dimension(int axis) {
    return shape[axis];
  }

  /** Whether the shape is {@code expected}, where -1 stands for any length. */
  public boolean hasShape(long... expected) {
    boolean same = expected.length == shape.length;
    for (int axis = 0; same && axis < shape.length; axis++) {
      same = expected[axis] == -1 || expected[axis] == shape[axis];
    }
    return same;
  }

  /** The number of elements. */
  public int size() {
    return switch (data) {
      case float[] a -> a.length;
      case double[] a -> a.length;
      case int[] a -> a.length;
      case long[] a -> a.length;
      case byte[] a -> a.length;
      default -> throw new AssertionError(type);
    };
  }

  /** Where the array comes from, for messages: file and name. */
  public String origin() {
    return origin;
  }

  /** The same data under a shape of as many elements. */
  public NdArray reshape(long... newShape) {
    return checked(type, data, size(), newShape).from(origin);
  }

  NdArray from(String newOrigin) {
    return new NdArray(type, shape, data, newOrigin);
  }

  Object data() {
    return data;
  }

  /**
   * The elements as floats, rounded to nearest. FLOAT32 gives the held array itself.
   *
   * @throws UserError if a finite double lies beyond the range of float
   */
  public float[] toFloats() {
    if (data instanceof float[] floats) {
      return floats;
    }
    float[] result = new float[size()];
    for (int i = 0; i < result.length; i++) {
      double value = doubleAt(i);
      result[i] = (float) value;
      if (Float.isInfinite(result[i]) && !Double.isInfinite(value)) {
        throw outOfRange(i, value, "a 32-bit float");
      }
    }
    return result;
  }

  /**
   * The elements as doubles; integers beyond 2^53 are rounded to nearest. FLOAT64 gives the held
   * array itself.
   */
  public double[] toDoubles() {
    if (data instanceof double[] doubles) {
      return doubles;
    }
    double[] result = new double[size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = doubleAt(i);
    }
    return result;
  }

  /**
   * The elements as 32-bit integers. Arrays held as int[] give that array itself.
   *
   * @throws UserError if an element is not a whole number of that range
   */
  public int[] toInts() {
    if (data instanceof int[] ints) {
      return ints;
    }
    int[] result = new int[size()];
    for (int i = 0; i < result.length; i++) {
      long value = longAt(i);
      result[i] = (int) value;
      if (result[i] != value) {
        throw outOfRange(i, value, "a 32-bit integer");
      }
    }
    return result;
  }

  /**
   * The elements as 64-bit integers. Arrays held as long[] give that array itself.
   *
   * @throws UserError if an element is not a whole number of that range
   */
  public long[] toLongs() {
    if (data instanceof long[] longs) {
      return longs;
    }
    long[] result = new long[size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = longAt(i);
    }
    return result;
  }

  private double doubleAt(int i) {
    return switch (data) {
      case float[] a -> a[i];
      case double[] a -> a[i];
      default -> longAt(i);
    };
  }

  private long longAt(int i) {
    return switch (data) {
      case int[] a -> a[i];
      case long[] a -> a[i];
      case byte[] a -> type == DataType.UINT8 ? a[i] & 0xFF : a[i];
      case float[] a -> whole(i, a[i]);
      case double[] a -> whole(i, a[i]);
      default -> throw new AssertionError(type);
    };
  }

  private long whole(int i, double value) {
    // 2^63 itself is out of range, and the cast would clamp it.
    if (value != Math.rint(value) || value < -0x1p63 || value >= 0x1p63) {
      throw outOfRange(i, value, "a 64-bit integer");
    }
    return (long) value;
  }

  private UserError outOfRange(int i, Number value, String wanted) {
    return Faults.unfit(
        origin, "element " + i + " is " + value + ", expected " + wanted, "store values that fit");
  }

  /** Whether type, shape and all elements agree, floating-point numbers by their bits. */
  @Override
  public boolean equals(Object other) {
    return other instanceof NdArray that
        && type == that.type
        && Arrays.equals(shape, that.shape)
        && sameData(that);
  }

  private boolean sameData(NdArray that) {
    return switch (data) {
      case float[] a -> Arrays.equals(a, that.toFloats());
      case double[] a -> Arrays.equals(a, that.toDoubles());
      case byte[] a -> Arrays.equals(a, (byte[]) that.data);
      case int[] a when that.data instanceof int[] b -> Arrays.equals(a, b);
      default -> Arrays.equals(toLongs(), that.toLongs());
    };
  }

  @Override
  public int hashCode() {
    // The data are left out: equal arrays may be held differently, and hashing them would be slow.
    return 31 * type.hashCode() + Arrays.hashCode(shape);
  }

  /** The type and the shape. */
  @Override
  public String toString() {
    return type + " " + Shapes.text(shape);
  }
}
