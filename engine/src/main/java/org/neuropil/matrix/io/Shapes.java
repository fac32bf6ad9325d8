package org.neuropil.matrix.io;

import java.util.Arrays;

/** Shapes that come from files: nothing in them is believed before it is checked. */
final class Shapes {
  /** The longest array that every Java virtual machine can hold. */
  static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

  /** NumPy allows 64 dimensions; PyTorch and older NumPy fewer. */
  static final int MOST_DIMENSIONS = 64;

  private Shapes() {}

  /** The number of elements of {@code shape}, or an error that names {@code where}. */
  static int count(String where, long[] shape) {
    if (shape.length > MOST_DIMENSIONS) {
      throw Faults.damaged(
          where, "has " + shape.length + " dimensions, expected at most " + MOST_DIMENSIONS);
    }
    boolean empty = false;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw Faults.damaged(where, "has a negative dimension in its shape " + text(shape));
      }
      empty |= dimension == 0;
    }
    if (empty) {
      return 0;
    }
    long count = 1;
    for (long dimension : shape) {
      // Both factors are below 2^31 + 1 whenever they are multiplied.
      if (dimension > MOST_ELEMENTS || (count *= dimension) > MOST_ELEMENTS) {
        throw Faults.unfit(
            where,
            "the shape %s has more than %d elements".formatted(text(shape), MOST_ELEMENTS),
            "split the array, or store a sparse matrix in CSR form");
      }
    }
    return (int) count;
  }

  /** The shape as PyTorch prints it, such as {@code [200, 28]}. */
  static String text(long[] shape) {
    return Arrays.toString(shape);
  }
}
