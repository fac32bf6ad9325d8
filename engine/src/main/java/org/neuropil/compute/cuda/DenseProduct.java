package org.neuropil.compute.cuda;

import org.neuropil.compute.Activation;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.cuda.KernelLibrary.Slices;
import org.neuropil.matrix.SparsityPattern;

/** The plan by cuBLAS: the values scattered into a dense matrix of zeros after each update. */
final class DenseProduct extends CudaProduct {
  private final DeviceArena.Slice shadow;
  private final DensePanels panels;
  private boolean updated;

  DenseProduct(CudaBackend backend, String name, SparsityPattern pattern, int batch) {
    super(backend, name, pattern, batch);
    shadow = slice("dense matrix", 4L * rows * cols);
    panels = new DensePanels(this);
  }

  @Override
  public PlanKind plan() {
    return PlanKind.DENSE;
  }

  @Override
  public void update(Buffer w) {
    // Places without an entry are zero since the matrix was made; every entry is written anew.
    kernels()
        .scatterDense(
            shadow.address(), cols, values(w), offsets.address(), columnsOf.address(), 0, rows);
    updated = true;
  }

  private long matrix() {
    if (!updated) {
      throw new IllegalStateException("a product before the first update of its values");
    }
    return shadow.address();
  }

  @Override
  void forward(Slices x, Slices y, int columns, boolean accumulate, Activation phi) {
    backend
        .device()
        .gemm()
        .multiply(
            false,
            false,
            rows,
            ldB,
            cols,
            matrix(),
            cols,
            x.address(),
            x.stride(),
            accumulate ? 1 : 0,
            y.address(),
            y.stride(),
            backend.precision());
    kernels().activate(y, columns, phi);
  }

  @Override
  void backward(Slices d, Slices out, Slices h, int columns, Activation phi) {
    backend
        .device()
        .gemm()
        .multiply(
            true,
            false,
            cols,
            ldB,
            rows,
            matrix(),
            cols,
            d.address(),
            d.stride(),
            0,
            out.address(),
            out.stride(),
            backend.precision());
    kernels().derivative(out, h, columns, phi);
  }

  @Override
  void gradient(Slices d, Slices h, int width, long g) {
    panels.gradient(d, h, width, g);
  }
}
