package org.neuropil.matrix.io;

/**
 * What an {@link NdArray}'s elements are. Files know narrower types too; reading widens those
 * without loss (16-bit floats to {@link #FLOAT32}, 16-bit integers to {@link #INT32}, unsigned
 * 32-bit integers to {@link #INT64}).
 */
public enum DataType {
  /** IEEE single precision, held as float[]. */
  FLOAT32(4, "F32", "<f4"),
  /** IEEE double precision, held as double[]. */
  FLOAT64(8, "F64", "<f8"),
  /** Signed 32-bit integers, held as int[]. */
  INT32(4, "I32", "<i4"),
  /** Signed 64-bit integers, held as long[], or as int[] where all of them fit. */
  INT64(8, "I64", "<i8"),
  /** Signed bytes, held as byte[]. */
  INT8(1, "I8", "|i1"),
  /** Unsigned bytes, held as byte[]. */
  UINT8(1, "U8", "|u1"),
  /** Truth values, held as byte[] of 0 and 1. */
  BOOL(1, "BOOL", "|b1");

  private final int width;
  private final String safetensorsName;
  private final String npyName;

  DataType(int width, String safetensorsName, String npyName) {
    this.width = width;
    this.safetensorsName = safetensorsName;
    this.npyName = npyName;
  }

  /** Bytes an element takes in a file. */
  public int width() {
    return width;
  }

  String safetensorsName() {
    return safetensorsName;
  }

  String npyName() {
    return npyName;
  }

  /** New storage for {@code count} elements: an array of the Java type named above. */
  Object allocate(int count) {
    return switch (this) {
      case FLOAT32 -> new float[count];
      case FLOAT64 -> new double[count];
      case INT32 -> new int[count];
      case INT64 -> new long[count];
      case INT8, UINT8, BOOL -> new byte[count];
    };
  }
}
