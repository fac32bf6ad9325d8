package org.neuropil.compute.cpu;

/**
 * The innermost loops of the sampled gradient over a panel of neighbouring batch columns.
 * Implementations differ in the order of summation.
 */
abstract class SamplePanel {
  /** Batch columns covered. */
  final int width;

  SamplePanel(int width) {
    this.width = width;
  }

  /**
   * For k in [from, to): the sum over {@code slices} slices of d[slice, :] * h[slice, local[k], :],
   * stored in g[k], or added to it when {@code add}.
   *
   * @param d one row, at {@code dBase}, slices {@code dStride} floats apart
   * @param h slices {@code hStride} floats apart, local column 0 of the first at {@code hBase}
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
      boolean add);
}
