package org.neuropil.compute.cpu;

/**
 * The innermost loops of the product over a panel: neighbouring batch columns whose partial sums
 * stay in registers. Array arguments come with the offset of their first row; rows are {@code ld}
 * floats apart.
 */
abstract class ProductPanel {
  /** Batch columns covered. */
  final int width;

  ProductPanel(int width) {
    this.width = width;
  }

  /**
   * y[i, :] += sum of values[k] * h[local[k], :], in ascending k by fused multiply-adds, for rows i
   * in [rowFrom, rowTo) and k in [starts[first + i], starts[last + i]).
   */
  abstract void product(
      int[] starts,
      int first,
      int last,
      int rowFrom,
      int rowTo,
      char[] local,
      float[] values,
      float[] h,
      int hBase,
      float[] y,
      int yBase,
      int ld);
}
