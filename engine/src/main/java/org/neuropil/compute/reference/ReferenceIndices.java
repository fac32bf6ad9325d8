package org.neuropil.compute.reference;

import org.neuropil.compute.Indices;

/** values[step][sample]. */
final class ReferenceIndices implements Indices {
  private final int batch;
  private final int[][] values;

  ReferenceIndices(int steps, int batch) {
    this.batch = batch;
    this.values = new int[steps][batch];
  }

  /** The numbers of one step. */
  int[] step(int step) {
    return values[step];
  }

  @Override
  public int steps() {
    return values.length;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public void write(int[] source, int steps, int columns) {
    for (int s = 0; s < steps; s++) {
      System.arraycopy(source, s * columns, values[s], 0, columns);
    }
  }

  @Override
  public void close() {}
}
