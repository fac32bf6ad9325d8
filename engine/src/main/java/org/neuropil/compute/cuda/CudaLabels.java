package org.neuropil.compute.cuda;

import java.util.Objects;
import org.neuropil.compute.Labels;

/** Class numbers as 32-bit integers in device memory. */
final class CudaLabels implements Labels {
  private final CudaBackend owner;
  private final DeviceArena.Slice slice;
  private final int batch;

  CudaLabels(CudaBackend owner, DeviceArena.Slice slice, int batch) {
    this.owner = owner;
    this.slice = slice;
    this.batch = batch;
  }

  static long address(CudaBackend owner, Labels labels, int columns) {
    if (labels instanceof CudaLabels mine && mine.owner == owner) {
      Objects.checkFromIndexSize(0, columns, mine.batch);
      return mine.slice.address();
    }
    throw new IllegalArgumentException("labels belong to another back end");
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public void write(int[] labels, int count) {
    Objects.checkFromIndexSize(0, count, Math.min(batch, labels.length));
    owner.transfer().write(labels, count, slice.address());
  }

  @Override
  public void close() {
    owner.forget(this);
    slice.close();
  }
}
