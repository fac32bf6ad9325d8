package org.neuropil.compute.cpu;

import org.neuropil.compute.Indices;

/** Whole numbers on the heap, a step of {@code batch} after the other. */
final class CpuIndices implements Indices {
  private final int steps;
  private final int batch;
  private final int[] values;

  CpuIndices(int steps, int batch) {
    this.steps = steps;
    this.batch = batch;
    this.values = new int[Math.multiplyExact(steps, batch)];
  }

  /** The numbers themselves. */
  int[] data() {
    return values;
  }

  /** Where those of a step begin. */
  int at(int step) {
    return step * batch;
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
  public void write(int[] source, int count, int columns) {
    for (int s = 0; s < count; s++) {
      System.arraycopy(source, s * columns, values, at(s), columns);
    }
  }

  @Override
  public void close() {}
}
