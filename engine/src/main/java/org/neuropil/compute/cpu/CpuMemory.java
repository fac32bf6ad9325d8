package org.neuropil.compute.cpu;

import org.neuropil.error.UserError;

/** Sizes that a Java array can hold. */
final class CpuMemory {
  private CpuMemory() {}

  /** rows * cols as an array length. */
  static int denseSize(String name, int rows, int cols) {
    long size = (long) rows * cols;
    if (size > Integer.MAX_VALUE - 8) {
      throw UserError.environment(
          "a dense plan of '"
              + name
              + "' needs a matrix of "
              + rows
              + " x "
              + cols
              + " numbers, more than an array holds",
          "use --plan tiled or a smaller batch");
    }
    return (int) size;
  }
}
