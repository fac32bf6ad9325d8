package org.neuropil.compute.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Sequence;
import org.neuropil.error.UserError;

/**
 * Activations, time-major: slice t is a row-major block [nodes x stride], so that a product at one
 * step reads one compact block. Node-major rows (all steps of a node together) would put the rows
 * of a step many kilobytes apart, each in a page of its own.
 *
 * <p>The stride is the batch padded to 16 floats, and the first row begins where the array is
 * 64-byte aligned if the collector placed it as it places large arrays.
 */
final class CpuSequence implements Sequence {
  /** Floats per cache line. */
  static final int LINE = 16;

  /**
   * A Java array's data begin 16 bytes into the object: 12 floats further is the next cache line.
   */
  static final int BASE = 12;

  private final String name;
  private final int nodes;
  private final int steps;
  private final int batch;
  private final int stride;
  private float @Nullable [] values;

  CpuSequence(String name, int nodes, int steps, int batch) {
    this.name = name;
    this.nodes = nodes;
    this.steps = steps;
    this.batch = batch;
    this.stride = (batch + LINE - 1) / LINE * LINE;
    long size = BASE + (long) nodes * steps * stride;
    if (size > Integer.MAX_VALUE - 8) {
      throw UserError.environment(
          "the activations '"
              + name
              + "' of "
              + nodes
              + " nodes, "
              + steps
              + " steps and "
              + batch
              + " samples exceed 2^31 numbers",
          "use a smaller --batch or fewer --hidden nodes");
    }
    this.values = new float[(int) size];
  }

  /** The values themselves. */
  float[] data() {
    float[] open = values;
    if (open == null) {
      throw new IllegalStateException("sequence '" + name + "' is used after it was closed");
    }
    return open;
  }

  /** Where slice {@code step} begins. */
  int at(int step) {
    return BASE + step * nodes * stride;
  }

  /** Floats from one node's row to the next. */
  int stride() {
    return stride;
  }

  /**
   * Zeroes the columns beyond {@code columns} in rows [fromRow, toRow): a fuller batch may have
   * left values there.
   */
  void clearPadding(int step, int fromRow, int toRow, int columns) {
    if (columns == stride) {
      return;
    }
    float[] data = data();
    for (int i = fromRow; i < toRow; i++) {
      int row = at(step) + i * stride;
      Arrays.fill(data, row + columns, row + stride, 0f);
    }
  }

  /**
   * Applies phi to rows [fromRow, toRow) of a step; the columns beyond {@code columns} are zero and
   * stay so.
   */
  void activate(Activation phi, int step, int fromRow, int toRow, int columns) {
    Pointwise.activate(phi, data(), at(step) + fromRow * stride, at(step) + toRow * stride);
    settlePadding(phi, step, fromRow, toRow, columns);
  }

  /** Zeroes the padding behind an activation that does not map 0 to 0. */
  void settlePadding(Activation phi, int step, int fromRow, int toRow, int columns) {
    if (phi == Activation.SOFTPLUS) {
      clearPadding(step, fromRow, toRow, columns);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int nodes() {
    return nodes;
  }

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public void write(int step, int count, int columns, float[] source) {
    float[] data = data();
    int from = 0;
    for (int s = step; s < step + count; s++) {
      for (int i = 0; i < nodes; i++) {
        int to = at(s) + i * stride;
        System.arraycopy(source, from, data, to, columns);
        Arrays.fill(data, to + columns, to + stride, 0f);
        from += columns;
      }
    }
  }

  @Override
  public void read(int step, int columns, float[] target) {
    float[] data = data();
    for (int i = 0; i < nodes; i++) {
      System.arraycopy(data, at(step) + i * stride, target, i * columns, columns);
    }
  }

  @Override
  public double get(int step, int node, int column) {
    return data()[at(step) + node * stride + column];
  }

  @Override
  public void close() {
    values = null;
  }
}
