package org.neuropil.compute.cuda;

import org.neuropil.compute.Activation;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.cuda.KernelLibrary.Slices;
import org.neuropil.matrix.SparsityPattern;

/** The plan by our own CSR kernels, with activation and derivative in the same pass. */
final class TiledProduct extends TransposedProduct {
  TiledProduct(CudaBackend backend, String name, SparsityPattern pattern, int batch) {
    super(backend, name, pattern, batch);
  }

  @Override
  public PlanKind plan() {
    return PlanKind.TILED;
  }

  @Override
  void forward(Slices x, Slices y, int columns, boolean accumulate, Activation phi) {
    long values = currentValues();
    kernels().spmm(offsets.address(), columnsOf.address(), values, x, y, columns, accumulate, phi);
  }

  @Override
  void backward(Slices d, Slices out, Slices h, int columns, Activation phi) {
    currentValues();
    kernels()
        .spmmBackward(
            transposedOffsets.address(),
            transposedColumns.address(),
            transposedValues.address(),
            d,
            out,
            h,
            columns,
            phi);
  }

  @Override
  void gradient(Slices d, Slices h, int width, long g) {
    kernels().sampledGradient(offsets.address(), columnsOf.address(), d, h, width, g);
  }
}
