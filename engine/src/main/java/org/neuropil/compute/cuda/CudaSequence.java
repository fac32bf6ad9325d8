package org.neuropil.compute.cuda;

import java.util.Objects;
import org.neuropil.compute.Sequence;
import org.neuropil.compute.cuda.KernelLibrary.Slices;

/**
 * A sequence in node-major layout, [nodes][steps * ldB]: the samples of one step of one node are
 * contiguous, ldB of them, the batch rounded up to 32.
 */
final class CudaSequence implements Sequence {
  private final CudaBackend owner;
  private final DeviceArena.Slice slice;
  private final int nodes;
  private final int steps;
  private final int batch;
  private final int ldB;

  CudaSequence(CudaBackend owner, DeviceArena.Slice slice, int nodes, int steps, int batch) {
    this.owner = owner;
    this.slice = slice;
    this.nodes = nodes;
    this.steps = steps;
    this.batch = batch;
    this.ldB = CudaMemory.padded(batch);
  }

  /** Bytes of such a sequence. */
  static long bytes(int nodes, int steps, int batch) {
    long row = Math.multiplyExact(steps, CudaMemory.padded(batch));
    return Math.multiplyExact(4L * nodes, row);
  }

  /** The steps from {@code step} on, after checking ranges and that the back end made it. */
  static Slices at(CudaBackend owner, Sequence sequence, int step, int count, int columns) {
    if (sequence instanceof CudaSequence mine && mine.owner == owner) {
      return mine.at(step, count, columns);
    }
    throw new IllegalArgumentException(sequence.name() + " belongs to another back end");
  }

  private Slices at(int step, int count, int columns) {
    if (count < 0 || columns < 0 || columns > batch || step < 0 || step > steps - count) {
      throw new IndexOutOfBoundsException(
          name()
              + ": steps "
              + step
              + " + "
              + count
              + " of "
              + steps
              + ", columns "
              + columns
              + " of "
              + batch);
    }
    return new Slices(slice.address() + 4L * step * ldB, (long) steps * ldB, nodes, ldB);
  }

  @Override
  public String name() {
    return slice.name();
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
    Slices slices = at(step, count, columns);
    Objects.checkFromIndexSize(0, Math.toIntExact((long) count * nodes * columns), source.length);
    owner.transfer().writeSlices(source, slices, count, columns);
  }

  @Override
  public void read(int step, int columns, float[] target) {
    Slices slices = at(step, 1, columns);
    Objects.checkFromIndexSize(0, Math.multiplyExact(nodes, columns), target.length);
    owner.transfer().readSlices(target, slices, columns);
  }

  @Override
  public double get(int step, int node, int column) {
    Slices slices = at(step, 1, 0);
    // Padding can be looked at too, so that tests can see that it is zero.
    long element = Objects.checkIndex(node, nodes) * slices.stride();
    element += Objects.checkIndex(column, ldB);
    return owner.transfer().read(slices.address() + 4 * element, 4).getFloat(0);
  }

  @Override
  public void close() {
    owner.forget(this);
    slice.close();
  }
}
