package org.neuropil.compute.cpu;

import org.neuropil.compute.MemoryNeed;
import org.neuropil.compute.NetworkSize;
import org.neuropil.compute.PlanKind;
import org.neuropil.error.UserError;

/** Memory: predictions, and sizes that a Java array can hold. */
final class CpuMemory {
  private CpuMemory() {}

  /**
   * Heap bytes of a network. Per connection: weight, gradient and two moments 16; the tiled plan
   * adds the pattern's columns 4, and for W and W^T local columns 2 + 2, the permutation 4 and
   * W^T's values 4, beside about half a byte of tile offsets each; the dense plan adds the joined
   * activations, and the shadow matrix where the pattern is not full. A tenth is added for what is
   * not counted one by one.
   */
  static MemoryNeed predict(NetworkSize size, PlanKind plan, int threads) {
    long n = size.rows();
    long dense =
        16L
            * ((long) size.hidden() * size.inputs()
                + (long) size.classes() * size.hidden()
                + 3L * size.hidden());
    boolean full = size.connections() == n * n;
    long inner = (long) size.steps() * size.batch();
    long hidden =
        plan == PlanKind.TILED
            ? 33 * size.connections()
            : (full ? 16 : 20) * size.connections()
                + (full ? 0 : 4 * n * n)
                + 4 * inner * n
                + 4L * threads * CpuAffine.panel(size.rows()) * (inner + (full ? 0 : n));
    long stride = (size.batch() + CpuSequence.LINE - 1L) / CpuSequence.LINE * CpuSequence.LINE;
    long activations = 4L * size.steps() * stride * (2L * size.hidden() + size.inputs());
    return new MemoryNeed(
        (dense + hidden) / 10 * 11, activations, Runtime.getRuntime().maxMemory(), "Java heap");
  }

  /** rows * cols as an array length. */
  static int denseSize(String name, int rows, int cols) {
    long size = (long) rows * cols;
    if (size > Integer.MAX_VALUE - 8) {
      throw UserError.environment(
          "a dense plan of '"
              + name
              + "' needs a matrix of "
              + rows
              + " x "
              + cols
              + " numbers, more than an array holds",
          "use --plan tiled or a smaller batch");
    }
    return (int) size;
  }
}
