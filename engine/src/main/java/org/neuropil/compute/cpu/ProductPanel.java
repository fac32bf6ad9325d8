package org.neuropil.compute.cpu;

import org.neuropil.compute.Activation;

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

  /** Applies an activation to y[from..to), a multiple of 16 floats. */
  abstract void activate(Activation activation, float[] y, int from, int to);

  /**
   * Multiplies y[from..to), a multiple of 16 floats, by the activation's derivative, told from its
   * output h[hFrom..).
   */
  abstract void derive(Activation activation, float[] y, int from, int to, float[] h, int hFrom);
}
