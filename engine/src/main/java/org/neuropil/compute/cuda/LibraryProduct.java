package org.neuropil.compute.cuda;

import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.cuda.KernelLibrary.Slices;
import org.neuropil.matrix.SparsityPattern;

/**
 * The plan by cuSPARSE: SpMM for W and for an explicit W^T, and for the gradient its sampled
 * product where the matrix is very sparse, dense panels where it is not.
 */
final class LibraryProduct extends TransposedProduct {
  /** Share of places occupied from which panels are used; by operation counts, not measured. */
  private static final double PANELS_FROM = 0.005;

  private final Device.SparseLibrary library;
  private final @Nullable DensePanels panels;

  LibraryProduct(CudaBackend backend, String name, SparsityPattern pattern, int batch) {
    this(backend, name, pattern, batch, pattern.transpose());
  }

  private LibraryProduct(
      CudaBackend backend,
      String name,
      SparsityPattern pattern,
      int batch,
      SparsityPattern.Transposed transposed) {
    super(backend, name, pattern, batch, transposed);
    DeviceArena.Slice transposedOffsets =
        upload("row offsets of the transpose", transposed.pattern().rowOffsets());
    DeviceArena.Slice transposedColumns =
        upload("columns of the transpose", transposed.pattern().columns());
    library =
        backend
            .device()
            .sparse(
                new Device.SparseShape(
                    rows,
                    cols,
                    pattern.nonzeros(),
                    ldB,
                    offsets.address(),
                    columnsOf.address(),
                    transposedOffsets.address(),
                    transposedColumns.address(),
                    backend.arena()));
    boolean dense = pattern.nonzeros() >= PANELS_FROM * rows * cols;
    panels = dense ? new DensePanels(this) : null;
  }

  @Override
  public PlanKind plan() {
    return PlanKind.LIBRARY;
  }

  @Override
  public void update(Buffer w) {
    super.update(w);
    library.values(currentValues(), transposedValues.address());
  }

  @Override
  void forward(Slices x, Slices y, int columns, boolean accumulate, Activation phi) {
    currentValues();
    library.forward(x.address(), x.stride(), y.address(), y.stride(), accumulate);
    kernels().activate(y, columns, phi);
  }

  @Override
  void backward(Slices d, Slices out, Slices h, int columns, Activation phi) {
    currentValues();
    library.backward(d.address(), d.stride(), out.address(), out.stride());
    kernels().derivative(out, h, columns, phi);
  }

  @Override
  void gradient(Slices d, Slices h, int width, long g) {
    if (panels != null) {
      panels.gradient(d, h, width, g);
    } else {
      library.sampledGradient(d.address(), d.stride(), h.address(), h.stride(), width, g);
    }
  }

  @Override
  public long planBytes() {
    return super.planBytes() + library.bytes();
  }

  @Override
  public void close() {
    library.close();
    super.close();
  }
}
