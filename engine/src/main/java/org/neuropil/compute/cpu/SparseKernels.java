package org.neuropil.compute.cpu;

import java.util.Arrays;
import org.neuropil.compute.Activation;

/**
 * The three products of a sparse hidden layer (sections 2.1 and 2.3 of the specification after
 * Fruengel and others, 2025), for one width of the batch.
 *
 * <p>Activations are time-major: slice t of a layer with N nodes is a row-major N x {@code ld}
 * block of one float array, its row i at {@code from + i * ld}. {@code ld} is the batch padded to a
 * multiple of 16, and padding columns hold zeros (they stay zero). Rows should begin on 64-byte
 * boundaries of memory: the data of a large array begin 16 bytes into a page, so an offset of 12
 * floats makes them.
 *
 * <p>All methods take a range of rows, so that threads can share the work; the results do not
 * depend on how it is cut, on the number of threads or on compilation. The products do not even
 * depend on the vector width; the sampled gradient does, in the order of its sums. Instances hold
 * no state and may be shared by threads.
 */
public final class SparseKernels {
  private final int ld;
  private final int bits;
  private final ProductPanel[] products;
  private final SamplePanel[] samples;

  /** Kernels for at most {@code columns} batch columns, stored {@link #paddedColumns} apart. */
  public SparseKernels(int columns) {
    this(columns, Panels.defaultBits());
  }

  /** As the public constructor, with a given vector width; below 128 bits there are no vectors. */
  SparseKernels(int columns, int bits) {
    if (columns < 1) {
      throw new IllegalArgumentException("columns must be positive, found " + columns);
    }
    this.ld = paddedColumns(columns);
    this.bits = bits;
    this.products = Panels.products(columns, bits);
    this.samples = Panels.samples(columns, bits);
  }

  /** The batch padded to a multiple of 16 floats, which is a cache line. */
  public static int paddedColumns(int columns) {
    return (columns + 15) & -16;
  }

  /** Floats from one row of activations to the next. */
  public int ld() {
    return ld;
  }

  /** Bits of a vector; below 128 none are used. */
  public int vectorBits() {
    return bits;
  }

  /**
   * out[i, :] = act(out[i, :] * accumulate + sum of values[e] * h[column(e), :]) for rows i in
   * [rowFrom, rowTo). Each element is a chain of fused multiply-adds in ascending column order.
   *
   * @param plan pattern (rows x cols)
   * @param values one a connection, in the plan's order
   * @param h cols x ld, from {@code hFrom}
   * @param out rows x ld, from {@code outFrom}; not {@code h}'s rows
   * @param accumulate whether {@code out} holds a summand; else it is overwritten
   */
  public void multiply(
      SparsePlan plan,
      float[] values,
      int rowFrom,
      int rowTo,
      float[] h,
      int hFrom,
      float[] out,
      int outFrom,
      boolean accumulate,
      Activation activation) {
    check(plan, rowFrom, rowTo);
    int step = rowBlock(plan);
    for (int row = rowFrom; row < rowTo; row += step) {
      int end = Math.min(rowTo, row + step);
      int from = outFrom + row * ld;
      int to = outFrom + end * ld;
      if (!accumulate) {
        Arrays.fill(out, from, to, 0f);
      }
      product(plan, values, row, end, h, hFrom, out, outFrom);
      Pointwise.activate(activation, out, from, to);
    }
  }

  /**
   * out[j, :] = (sum of values[e] * d[column(e), :]) * act'(h[j, :]) for rows j in [rowFrom,
   * rowTo), the derivative told from the activation's output h.
   *
   * @param plan the transposed pattern
   * @param values one a connection, in the transposed plan's order
   * @param d plan.cols x ld, from {@code dFrom}
   * @param h plan.rows x ld, from {@code hFrom}
   * @param out plan.rows x ld, from {@code outFrom}, overwritten; not {@code d}'s rows
   */
  public void multiplyBack(
      SparsePlan plan,
      float[] values,
      int rowFrom,
      int rowTo,
      float[] d,
      int dFrom,
      float[] h,
      int hFrom,
      float[] out,
      int outFrom,
      Activation activation) {
    check(plan, rowFrom, rowTo);
    int step = rowBlock(plan);
    for (int row = rowFrom; row < rowTo; row += step) {
      int end = Math.min(rowTo, row + step);
      int from = outFrom + row * ld;
      int to = outFrom + end * ld;
      Arrays.fill(out, from, to, 0f);
      product(plan, values, row, end, d, dFrom, out, outFrom);
      Pointwise.timesDerivative(activation, out, from, h, hFrom + row * ld, to - from);
    }
  }

  private void product(
      SparsePlan plan,
      float[] values,
      int rowFrom,
      int rowTo,
      float[] h,
      int hFrom,
      float[] out,
      int outFrom) {
    for (int tile = 0; tile < plan.tiles; tile++) {
      int first = tile * plan.rows;
      int hBase = hFrom + plan.tileBase(tile) * ld;
      int column = 0;
      for (ProductPanel panel : products) {
        panel.product(
            plan.starts,
            first,
            first + plan.toEnd,
            rowFrom,
            rowTo,
            plan.local,
            values,
            h,
            hBase + column,
            out,
            outFrom + column,
            ld);
        column += panel.width;
      }
    }
  }

  /**
   * g[e] = sum over s in [0, slices) and batch columns k of d[s, row(e), k] * h[s, column(e), k]
   * for the connections e of rows [rowFrom, rowTo).
   *
   * <p>Rows of d that are zero throughout a chunk of slices (nodes silent for the whole batch) are
   * passed over; so an infinite or NaN h beside them does not show in g, where 0 * h would be NaN.
   *
   * @param plan pattern (rows x cols), not made by {@link SparsePlan#transposed}
   * @param d slices of rows x ld, one after the other from {@code dFrom}
   * @param h slices of cols x ld, one after the other from {@code hFrom}
   * @param g one a connection, in the plan's order, overwritten
   */
  public void gradient(
      SparsePlan plan,
      int rowFrom,
      int rowTo,
      float[] d,
      int dFrom,
      float[] h,
      int hFrom,
      int slices,
      float[] g) {
    check(plan, rowFrom, rowTo);
    if (plan.toEnd != plan.rows) {
      throw new IllegalArgumentException("the gradient wants a row-major plan");
    }
    if (slices == 0 && rowFrom < rowTo) {
      int last = plan.tiles * plan.rows + rowTo - 1;
      Arrays.fill(g, plan.starts[rowFrom], plan.starts[last], 0f);
    }
    int chunk = SampleTiling.slices(plan);
    int tiles = SampleTiling.tiles(plan, chunk);
    for (int s = 0; s < slices; s += chunk) {
      int count = Math.min(chunk, slices - s);
      int dSlice = dFrom + s * plan.rows * ld;
      int hSlice = hFrom + s * plan.cols * ld;
      for (int tile = 0; tile < plan.tiles; ) {
        int inSpan = tile % plan.tilesPerSpan;
        int stop = Math.min(plan.tiles, tile + Math.min(tiles, plan.tilesPerSpan - inSpan));
        int hBase = hSlice + plan.tileBase(tile) * ld;
        for (int row = rowFrom; row < rowTo; row++) {
          int from = plan.starts[tile * plan.rows + row];
          int to = plan.starts[stop * plan.rows + row];
          int column = 0;
          for (SamplePanel panel : samples) {
            panel.sample(
                plan.local,
                from,
                to,
                d,
                dSlice + row * ld + column,
                plan.rows * ld,
                h,
                hBase + column,
                plan.cols * ld,
                count,
                ld,
                g,
                s > 0 || column > 0);
            column += panel.width;
          }
        }
        tile = stop;
      }
    }
  }

  /**
   * Rows at a go. Their output stays in the second-level cache while the column tiles pass; with a
   * row-major plan there must be room too for the lines that each row's values are read from.
   */
  private int rowBlock(SparsePlan plan) {
    int bytes = CacheSizes.L2 / (plan.toEnd == 1 ? 2 : 5);
    return Math.max(32, bytes / (4 * ld));
  }

  private void check(SparsePlan plan, int rowFrom, int rowTo) {
    if (plan.ld != ld) {
      throw new IllegalArgumentException("the plan is for rows of " + plan.ld + ", not " + ld);
    }
    if (rowFrom < 0 || rowTo < rowFrom || rowTo > plan.rows) {
      throw new IllegalArgumentException("no rows " + rowFrom + " to " + rowTo);
    }
  }
}
