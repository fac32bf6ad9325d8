package org.neuropil.compute.cuda;

import org.neuropil.compute.cuda.KernelLibrary.Slices;

/**
 * The weight gradient by dense products: panels of rows of D H^T, of which the entries of the
 * pattern are kept. Worth it from densities well below a per cent on, because one dense product
 * over all steps reads D and H in the best order.
 */
final class DensePanels {
  private final CudaProduct product;
  private final DeviceArena.Slice panel;
  private final int panelRows;

  DensePanels(CudaProduct product) {
    this.product = product;
    panelRows = CudaMemory.panelRows(product.rows, product.cols);
    panel = product.slice("gradient panel", 4L * panelRows * product.cols);
  }

  /** {@code g[e] = sum over c < width of d[row(e), c] h[column(e), c]}. */
  void gradient(Slices d, Slices h, int width, long g) {
    for (int first = 0; first < product.rows; first += panelRows) {
      int n = Math.min(panelRows, product.rows - first);
      product
          .backend
          .device()
          .gemm()
          .multiply(
              false,
              true,
              n,
              product.cols,
              width,
              d.address() + 4L * first * d.stride(),
              d.stride(),
              h.address(),
              h.stride(),
              0,
              panel.address(),
              product.cols,
              product.backend.precision());
      product
          .kernels()
          .gatherDense(
              g,
              panel.address(),
              product.cols,
              product.offsets.address(),
              product.columnsOf.address(),
              first,
              n);
    }
  }
}
