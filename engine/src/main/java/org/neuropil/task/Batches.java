package org.neuropil.task;

import java.util.Objects;

/**
 * The batches of one epoch: consecutive pieces of an order of samples. The last one keeps what is
 * left and may be shorter.
 */
public final class Batches {
  private final Sequences data;
  private final int[] order;
  private final int batchSize;

  /**
   * Batches of {@code data} in the given order.
   *
   * @param order samples to visit, for example from {@link EpochOrder}
   * @param batchSize samples in a full batch, at least 1
   */
  public Batches(Sequences data, int[] order, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size must be at least 1, found " + batchSize);
    }
    this.data = data;
    this.order = order.clone();
    this.batchSize = batchSize;
  }

  /** How many batches there are, the partial one included. */
  public int count() {
    return Math.ceilDiv(order.length, batchSize);
  }

  /** How many samples batch {@code batch} has. */
  public int length(int batch) {
    return Math.min(batchSize, order.length - start(batch));
  }

  /** The sample in column {@code column} of batch {@code batch}. */
  public int sample(int batch, int column) {
    return order[start(batch) + Objects.checkIndex(column, length(batch))];
  }

  /**
   * Writes a batch as T row-major matrices X_t of I rows and {@code stride} columns, one sample a
   * column: input i of step t of column b goes to {@code out[(t * I + i) * stride + b]}. Columns
   * from {@link #length} on are left as they are.
   *
   * @param stride columns of the matrices, at least the length of the batch
   */
  public void read(int batch, float[] out, int stride) {
    int length = length(batch);
    if (stride < length) {
      throw new IllegalArgumentException(length + " samples do not fit in " + stride + " columns");
    }
    int start = start(batch);
    for (int column = 0; column < length; column++) {
      data.read(order[start + column], out, column, stride);
    }
  }

  /** Writes the labels of a batch to {@code out[0 .. length - 1]}. */
  public void labels(int batch, int[] out) {
    int start = start(batch);
    int length = length(batch);
    for (int column = 0; column < length; column++) {
      out[column] = data.label(order[start + column]);
    }
  }

  private int start(int batch) {
    return Objects.checkIndex(batch, count()) * batchSize;
  }
}
