package org.neuropil.compute.cuda;

import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Indices;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.Sequence;
import org.neuropil.compute.cuda.KernelLibrary.Slices;

/**
 * The losses of the contract: a number of blocks that depends on the sizes alone leaves partial
 * sums in the order of the grid, and one more block adds them up.
 */
final class CudaLosses {
  private final CudaBackend backend;
  private final KernelLibrary kernels;
  private final long partials;

  /**
   * The losses of a back end.
   *
   * @param partials address of {@link KernelLibrary#PARTIAL_BYTES} of scratch memory
   */
  CudaLosses(CudaBackend backend, long partials) {
    this.backend = backend;
    this.kernels = backend.kernels();
    this.partials = partials;
  }

  /** See {@link org.neuropil.compute.Backend#softmaxCrossEntropy}. */
  void softmaxCrossEntropy(
      Sequence logits,
      int count,
      Indices labels,
      int columns,
      double scale,
      boolean twice,
      Sequence dLogits,
      Metrics metrics) {
    Slices z = backend.at(logits, 0, count, columns, 0);
    Slices d = gradient(logits, z, dLogits, count, columns);
    CudaIndices.Place y = CudaIndices.at(backend, labels, count, columns);
    long totals = CudaMetrics.address(backend, metrics);
    int blocks = KernelLibrary.lossBlocks((long) count * z.ldB());
    kernels.softmaxSteps(
        z, count, columns, y.address(), y.pitch(), scale, twice, d, blocks, partials);
    kernels.addTotals(partials, blocks, totals, totals + 8);
  }

  /** See {@link org.neuropil.compute.Backend#squaredError}. */
  void squaredError(
      Sequence z,
      int count,
      boolean sigmoid,
      Sequence target,
      @Nullable Sequence weight,
      int columns,
      double scale,
      Sequence dz,
      Metrics metrics) {
    Slices outputs = backend.at(z, 0, count, columns, 0);
    Slices wanted = alike(target, outputs, count, columns);
    Slices weights = weight == null ? Slices.NOTHING : alike(weight, outputs, count, columns);
    Slices d = gradient(z, outputs, dz, count, columns);
    long totals = CudaMetrics.address(backend, metrics);
    int blocks = KernelLibrary.lossBlocks((long) outputs.nodes() * count * outputs.ldB());
    kernels.squaredError(
        outputs, count, columns, sigmoid, wanted, weights, scale, d, blocks, partials);
    kernels.brokenColumns(outputs, count, columns, blocks, partials);
    kernels.addTotals(partials, blocks, totals, totals + 8);
  }

  /** Where the gradient goes; nowhere if it is the very object that holds the outputs. */
  @SuppressWarnings("ReferenceEquality") // The contract: the same object means evaluation only.
  private Slices gradient(Sequence z, Slices outputs, Sequence d, int count, int columns) {
    return z == d ? Slices.NOTHING : alike(d, outputs, count, columns);
  }

  private Slices alike(Sequence sequence, Slices outputs, int count, int columns) {
    return backend.alike(sequence, 0, count, columns, outputs);
  }
}
