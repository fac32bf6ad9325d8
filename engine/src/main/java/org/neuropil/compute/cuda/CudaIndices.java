package org.neuropil.compute.cuda;

import java.util.Arrays;
import java.util.Objects;
import org.neuropil.compute.Indices;

/** Whole numbers as 32-bit integers in device memory, [steps][batch rounded up to 32]. */
final class CudaIndices implements Indices {
  private final CudaBackend owner;
  private final DeviceArena.Slice slice;
  private final int steps;
  private final int batch;
  private final int[] padded;

  CudaIndices(CudaBackend owner, DeviceArena.Slice slice, int steps, int batch) {
    this.owner = owner;
    this.slice = slice;
    this.steps = steps;
    this.batch = batch;
    this.padded = new int[Math.multiplyExact(steps, CudaMemory.padded(batch))];
  }

  /** Bytes of such numbers. */
  static long bytes(int steps, int batch) {
    return 4L * Math.multiplyExact(steps, CudaMemory.padded(batch));
  }

  /** Where they are: the address of step 0, and the elements from one step to the next. */
  record Place(long address, int pitch) {}

  /** The place of the first {@code count} steps, after checking that the back end made them. */
  static Place at(CudaBackend owner, Indices indices, int count, int columns) {
    if (indices instanceof CudaIndices mine && mine.owner == owner) {
      Objects.checkFromIndexSize(0, count, mine.steps);
      Objects.checkFromIndexSize(0, columns, mine.batch);
      return new Place(mine.slice.address(), CudaMemory.padded(mine.batch));
    }
    throw new IllegalArgumentException("indices belong to another back end");
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
  public void write(int[] values, int writtenSteps, int columns) {
    Objects.checkFromIndexSize(0, writtenSteps, steps);
    Objects.checkFromIndexSize(0, columns, batch);
    Objects.checkFromIndexSize(0, Math.multiplyExact(writtenSteps, columns), values.length);
    int pitch = CudaMemory.padded(batch);
    Arrays.fill(padded, 0, writtenSteps * pitch, NONE);
    for (int s = 0; s < writtenSteps; s++) {
      System.arraycopy(values, s * columns, padded, s * pitch, columns);
    }
    owner.transfer().write(padded, writtenSteps * pitch, slice.address());
  }

  @Override
  public void close() {
    owner.forget(this);
    slice.close();
  }
}
