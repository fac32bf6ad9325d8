package org.neuropil.matrix.io;

import org.jspecify.annotations.Nullable;

/** How one number lies in a file. The names are those of safetensors. */
enum Encoding {
  F64(8, DataType.FLOAT64),
  F32(4, DataType.FLOAT32),
  F16(2, DataType.FLOAT32),
  BF16(2, DataType.FLOAT32),
  I64(8, DataType.INT64),
  I32(4, DataType.INT32),
  I16(2, DataType.INT32),
  I8(1, DataType.INT8),
  U32(4, DataType.INT64),
  U16(2, DataType.INT32),
  U8(1, DataType.UINT8),
  BOOL(1, DataType.BOOL);

  private final int width;
  private final DataType type;

  Encoding(int width, DataType type) {
    this.width = width;
    this.type = type;
  }

  /** Bytes a number takes in the file. */
  int width() {
    return width;
  }

  /** What the numbers become in memory; every value fits. */
  DataType type() {
    return type;
  }

  /** The encoding that safetensors calls {@code name}, or null. */
  static @Nullable Encoding named(String name) {
    for (Encoding encoding : values()) {
      if (encoding.name().equals(name)) {
        return encoding;
      }
    }
    return null;
  }
}
