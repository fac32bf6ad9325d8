package org.neuropil.compute.cuda;

import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.ConductanceProduct;
import org.neuropil.compute.Conductances;
import org.neuropil.compute.Sequence;
import org.neuropil.compute.cuda.ConductanceKernels.Nodes;
import org.neuropil.compute.cuda.KernelLibrary.Slices;
import org.neuropil.matrix.SparsityPattern;

/** Conductances on one GPU, by the kernels of conductance.cu. */
final class CudaConductances implements Conductances {
  private final CudaBackend backend;
  private final ConductanceKernels kernels;

  CudaConductances(CudaBackend backend) {
    this.backend = backend;
    this.kernels = new ConductanceKernels(backend.device());
  }

  @Override
  public ConductanceProduct product(String name, SparsityPattern pattern, int batch) {
    return backend.remember(new CudaConductanceProduct(backend, kernels, name, pattern, batch));
  }

  /** One step of a sequence, which must have so many nodes and this padded batch. */
  static Slices at(CudaBackend backend, Slice slice, int nodes, int columns, int ldB) {
    Slices slices = backend.at(slice.sequence(), slice.step(), 1, columns, ldB);
    if (slices.nodes() != nodes) {
      throw new IllegalArgumentException(
          slice.sequence().name() + ": expected " + nodes + " nodes, found " + slices.nodes());
    }
    return slices;
  }

  /** A slice of the same nodes and padded batch as another. */
  private Slices like(Slices model, Slice slice, int columns) {
    return at(backend, slice, model.nodes(), columns, model.ldB());
  }

  private Nodes nodes(Membrane membrane, int size) {
    return new Nodes(
        CudaBuffer.address(backend, membrane.capacitance(), size),
        CudaBuffer.address(backend, membrane.leak(), size),
        CudaBuffer.address(backend, membrane.rest(), size));
  }

  @Override
  public void step(
      Membrane membrane,
      Slice next,
      Slice v,
      Slice num,
      Slice den,
      Slice inNum,
      Slice inDen,
      int columns) {
    Slices to = backend.at(next.sequence(), next.step(), 1, columns, 0);
    kernels.step(
        nodes(membrane, to.nodes()),
        to,
        like(to, v, columns),
        like(to, num, columns),
        like(to, den, columns),
        like(to, inNum, columns),
        like(to, inDen, columns),
        columns);
  }

  @Override
  public void stepBackward(
      Membrane membrane,
      Slice dNext,
      Slice next,
      Slice v,
      Slice den,
      Slice inDen,
      Slice dv,
      boolean accumulate,
      Slice dNum,
      Slice dDen,
      int columns,
      Membrane gradients) {
    Slices after = backend.at(next.sequence(), next.step(), 1, columns, 0);
    kernels.stepBackward(
        nodes(membrane, after.nodes()),
        like(after, dNext, columns),
        after,
        like(after, v, columns),
        like(after, den, columns),
        like(after, inDen, columns),
        like(after, dv, columns),
        accumulate,
        like(after, dNum, columns),
        like(after, dDen, columns),
        nodes(gradients, after.nodes()),
        columns);
  }

  @Override
  public void scale(
      Buffer scale,
      @Nullable Buffer shift,
      Sequence x,
      int xStep,
      Sequence y,
      int yStep,
      int count,
      int columns) {
    Slices in = backend.at(x, xStep, count, columns, 0);
    Slices out = backend.at(y, yStep, count, columns, in.ldB());
    int nodes = in.nodes();
    kernels.scale(
        CudaBuffer.address(backend, scale, nodes),
        shift == null ? 0 : CudaBuffer.address(backend, shift, nodes),
        in,
        out,
        count,
        columns);
  }

  @Override
  public void scaleGradient(
      Sequence d, int dStep, Sequence x, int xStep, int count, int columns, Buffer g) {
    Slices left = backend.at(d, dStep, count, columns, 0);
    Slices right = backend.at(x, xStep, count, columns, left.ldB());
    long sums = CudaBuffer.address(backend, g, left.nodes());
    kernels.scaleGradient(left, right, count, columns, sums);
  }
}
