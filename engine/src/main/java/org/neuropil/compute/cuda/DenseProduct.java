package org.neuropil.compute.cuda;

import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.cuda.KernelLibrary.Slices;
import org.neuropil.matrix.SparsityPattern;

/**
 * The plan by cuBLAS: the values scattered into a dense matrix of zeros after each update. Those of
 * a full pattern are the dense matrix, and its gradient is one product.
 */
final class DenseProduct extends CudaProduct {
  private final DeviceArena.@Nullable Slice shadow;
  private final @Nullable DensePanels panels;
  private @Nullable Buffer current;

  DenseProduct(CudaBackend backend, String name, SparsityPattern pattern, int batch) {
    super(backend, name, pattern, batch);
    boolean full = pattern.isFull();
    shadow = full ? null : slice("dense matrix", 4L * rows * cols);
    panels = full ? null : new DensePanels(this);
  }

  @Override
  public PlanKind plan() {
    return PlanKind.DENSE;
  }

  @Override
  public void update(Buffer w) {
    current = w;
    if (shadow != null) {
      // Places without an entry are zero since the matrix was made; every entry is written anew.
      kernels()
          .scatterDense(
              shadow.address(), cols, values(w), offsets.address(), columnsOf.address(), 0, rows);
    }
  }

  private long matrix() {
    Buffer w = current;
    if (w == null) {
      throw new IllegalStateException("a product before the first update of its values");
    }
    return shadow == null ? values(w) : shadow.address();
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
    if (panels != null) {
      panels.gradient(d, h, width, g);
      return;
    }
    backend
        .device()
        .gemm()
        .multiply(
            false,
            true,
            rows,
            cols,
            width,
            d.address(),
            d.stride(),
            h.address(),
            h.stride(),
            0,
            g,
            cols,
            backend.precision());
  }
}
