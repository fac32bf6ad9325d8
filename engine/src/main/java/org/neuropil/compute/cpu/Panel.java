package org.neuropil.compute.cpu;

/**
 * The innermost loops over a panel: a fixed number of neighbouring batch columns whose partial sums
 * stay in registers. Implementations differ in speed and, for the sampled gradient alone, in the
 * order of summation.
 *
 * <p>Array arguments come with the offset of their first row; rows are {@code ld} floats apart.
 */
abstract class Panel {
  /** Batch columns covered. */
  final int width;

  /** Floats of scratch memory that {@link #sample} wants. */
  final int scratch;

  Panel(int width, int scratch) {
    this.width = width;
    this.scratch = scratch;
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

  /**
   * For k in [from, to): the sum over {@code slices} slices of d[slice, :] * h[slice, local[k], :],
   * stored in g[k], or added to it when {@code add}.
   *
   * @param d one row, at {@code dBase}, slices {@code dStride} floats apart
   * @param h slices {@code hStride} floats apart, local column 0 of the first at {@code hBase}
   * @param partial scratch memory of {@link #scratch} floats
   */
  abstract void sample(
      char[] local,
      int from,
      int to,
      float[] d,
      int dBase,
      int dStride,
      float[] h,
      int hBase,
      int hStride,
      int slices,
      int ld,
      float[] g,
      boolean add,
      int[] partial);

  /** Applies an activation to y[from..to), a multiple of 16 floats. */
  abstract void activate(Activation activation, float[] y, int from, int to);

  /**
   * Multiplies y[from..to), a multiple of 16 floats, by the activation's derivative, told from its
   * output h[hFrom..).
   */
  abstract void derive(Activation activation, float[] y, int from, int to, float[] h, int hFrom);
}
