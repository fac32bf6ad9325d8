package org.neuropil.task;

import java.util.Arrays;
import java.util.Objects;

/** The batches of one epoch. */
public final class Batches {
  /** Names the samples of a batch. */
  @FunctionalInterface
  interface Source {
    int[] samples(int batch);
  }

  private final Sequences data;
  private final int count;
  private final Source source;
  private int cached = -1;
  private int[] samples = new int[0];

  Batches(Sequences data, int count, Source source) {
    this.data = data;
    this.count = count;
    this.source = source;
  }

  /**
   * Batches of {@code data} in the given order: consecutive pieces, of which the last one keeps
   * what is left and may be shorter.
   *
   * @param order samples to visit, for example from {@link EpochOrder}
   * @param batchSize samples in a full batch, at least 1
   */
  public Batches(Sequences data, int[] order, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size must be at least 1, found " + batchSize);
    }
    int[] own = order.clone();
    this.data = data;
    this.count = Math.ceilDiv(own.length, batchSize);
    this.source = batch -> piece(own, batch, batchSize);
  }

  /** Piece number {@code batch} of an order cut into pieces of the same size but the last. */
  static int[] piece(int[] order, int batch, int batchSize) {
    int start = batch * batchSize;
    return Arrays.copyOfRange(order, start, Math.min(order.length, start + batchSize));
  }

  /** What the samples are from. */
  public Sequences data() {
    return data;
  }

  /** How many batches there are, partial ones included. */
  public int count() {
    return count;
  }

  /** How many samples batch {@code batch} has. */
  public int length(int batch) {
    return samples(batch).length;
  }

  /** The sample in column {@code column} of batch {@code batch}. */
  public int sample(int batch, int column) {
    int[] own = samples(batch);
    return own[Objects.checkIndex(column, own.length)];
  }

  /** Time steps of the longest sample of a batch. */
  public int steps(int batch) {
    int steps = 0;
    for (int sample : samples(batch)) {
      steps = Math.max(steps, data.steps(sample));
    }
    return steps;
  }

  /**
   * Writes a batch as T row-major matrices X_t of I rows and {@code stride} columns, one sample a
   * column: input i of step t of column b goes to {@code out[(t * I + i) * stride + b]}. Columns
   * from {@link #length} on, and steps after a sample's own last, are left as they are.
   *
   * @param stride columns of the matrices, at least the length of the batch
   */
  public void read(int batch, float[] out, int stride) {
    int[] own = samples(batch);
    if (stride < own.length) {
      throw new IllegalArgumentException(
          own.length + " samples do not fit in " + stride + " columns");
    }
    for (int column = 0; column < own.length; column++) {
      data.read(own[column], out, column, stride);
    }
  }

  /** Writes the labels of a batch to {@code out[0 .. length - 1]}. */
  public void labels(int batch, int[] out) {
    int[] own = samples(batch);
    for (int column = 0; column < own.length; column++) {
      out[column] = data.label(own[column]);
    }
  }

  private int[] samples(int batch) {
    if (Objects.checkIndex(batch, count) != cached) {
      samples = source.samples(batch);
      cached = batch;
    }
    return samples;
  }
}
