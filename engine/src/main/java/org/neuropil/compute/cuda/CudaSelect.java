package org.neuropil.compute.cuda;

import java.util.Objects;
import java.util.Optional;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;

/**
 * Thresholds of pruning, found on the device: the magnitude of a given rank exactly, and the mask
 * of the largest ones. Nothing is sorted; three passes count the bits of the magnitudes, so that
 * the time does not depend on the values. NaN counts as larger than everything else.
 */
public final class CudaSelect implements AutoCloseable {
  private final CudaBackend backend;
  private final DeviceArena.Slice selection;
  private final DeviceArena.Slice counts;
  private final DeviceArena.Slice ties;

  private CudaSelect(CudaBackend backend) {
    this.backend = backend;
    selection = backend.arena().allocate("selection", 4L * SelectKernels.SELECTION_INTS);
    counts = backend.arena().allocate("counts of a selection", 4L * SelectKernels.COUNTS);
    ties = backend.arena().allocate("ties of a selection", 4L * SelectKernels.MOST_BLOCKS);
  }

  /** For a back end on a GPU; empty on any other. The caller closes it before the back end. */
  public static Optional<CudaSelect> on(Backend backend) {
    return backend instanceof CudaBackend cuda
        ? Optional.of(new CudaSelect(cuda))
        : Optional.empty();
  }

  private long select(Buffer values, int rank) {
    Objects.checkIndex(rank, values.size());
    backend.transfer().write(new int[] {0, rank, 0}, 3, selection.address());
    long address = CudaBuffer.address(backend, values, values.size());
    kernels().select(address, values.size(), selection.address(), counts.address());
    return address;
  }

  private SelectKernels kernels() {
    return backend.kernels().select();
  }

  /**
   * The magnitude with exactly {@code rank} others before it in ascending order; waits for it.
   *
   * @throws IndexOutOfBoundsException unless 0 &lt;= rank &lt; size
   */
  public float magnitude(Buffer values, int rank) {
    select(values, rank);
    return backend.transfer().read(selection.address(), 4).getFloat(0);
  }

  /**
   * Writes a mask with 1 for exactly {@code count} elements, the largest by magnitude, and 0 for
   * all others. Of equal ones the first stay. Nothing is read back.
   *
   * @param mask as many elements as {@code values}
   * @throws IndexOutOfBoundsException unless 0 &lt;= count &lt;= size
   */
  public void keepLargest(Buffer values, int count, Buffer mask) {
    int n = values.size();
    Objects.checkFromToIndex(0, count, n);
    long target = CudaBuffer.address(backend, mask, n);
    if (count == 0) {
      mask.zero();
    } else {
      long address = select(values, n - count);
      kernels().mask(address, n, selection.address(), ties.address(), target);
    }
  }

  /** Makes the elements zero whose mask is zero, in each of the buffers. */
  public void apply(Buffer mask, Buffer... buffers) {
    long kept = CudaBuffer.address(backend, mask, mask.size());
    for (Buffer buffer : buffers) {
      int n = mask.size();
      kernels().apply(CudaBuffer.address(backend, buffer, n), kept, n);
    }
  }

  @Override
  public void close() {
    selection.close();
    counts.close();
    ties.close();
  }
}
