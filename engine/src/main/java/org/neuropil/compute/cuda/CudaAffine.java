package org.neuropil.compute.cuda;

import org.neuropil.compute.Activation;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.Sequence;
import org.neuropil.compute.cuda.KernelLibrary.Slices;

/**
 * The dense layers of the contract. Consecutive steps of a sequence lie beside each other, so that
 * any number of them is one product.
 */
final class CudaAffine {
  private final CudaBackend backend;
  private final KernelLibrary kernels;

  CudaAffine(CudaBackend backend) {
    this.backend = backend;
    this.kernels = backend.kernels();
  }

  private long address(Buffer buffer, long size) {
    return CudaBuffer.address(backend, buffer, size);
  }

  /** See {@link org.neuropil.compute.Backend#affine}. */
  void forward(
      Buffer w,
      Sequence x,
      int xStep,
      Sequence y,
      int yStep,
      int count,
      int columns,
      Buffer... biases) {
    Slices in = backend.at(x, xStep, count, columns, 0);
    Slices out = backend.at(y, yStep, count, columns, in.ldB());
    long weights = address(w, (long) out.nodes() * in.nodes());
    if (count == 0) {
      return;
    }
    backend
        .device()
        .gemm()
        .multiply(
            false,
            false,
            out.nodes(),
            count * in.ldB(),
            in.nodes(),
            weights,
            in.nodes(),
            in.address(),
            in.stride(),
            0,
            out.address(),
            out.stride(),
            backend.precision());
    // Two biases a pass; a pass without any still keeps the padding zero if a weight is not finite.
    for (int b = 0; b == 0 || b < biases.length; b += 2) {
      long first = b < biases.length ? address(biases[b], out.nodes()) : 0;
      long second = b + 1 < biases.length ? address(biases[b + 1], out.nodes()) : 0;
      kernels.addBias(out, count, columns, first, second);
    }
  }

  /** See {@link org.neuropil.compute.Backend#fillBias}. */
  void fillBias(Sequence y, int step, int columns, Buffer... biases) {
    Slices out = backend.at(y, step, 1, columns, 0);
    kernels.zeroPadding(out, 1, 0);
    for (int b = 0; b < biases.length; b += 2) {
      long second = b + 1 < biases.length ? address(biases[b + 1], out.nodes()) : 0;
      kernels.addBias(out, 1, columns, address(biases[b], out.nodes()), second);
    }
  }

  /** See {@link org.neuropil.compute.Backend#affineGradient}. */
  void gradient(Sequence d, int dStep, Sequence x, int xStep, int count, int columns, Buffer gw) {
    Slices left = backend.at(d, dStep, count, columns, 0);
    Slices right = backend.at(x, xStep, count, columns, left.ldB());
    long target = address(gw, (long) left.nodes() * right.nodes());
    if (count == 0) {
      gw.zero();
      return;
    }
    backend
        .device()
        .gemm()
        .multiply(
            false,
            true,
            left.nodes(),
            right.nodes(),
            count * left.ldB(),
            left.address(),
            left.stride(),
            right.address(),
            right.stride(),
            0,
            target,
            right.nodes(),
            backend.precision());
  }

  /** See {@link org.neuropil.compute.Backend#affineBackward}, of several steps. */
  void backward(
      Buffer w, Sequence d, int dStep, Sequence out, int outStep, int count, int columns) {
    Slices target = transposed(w, d, dStep, out, outStep, count, columns);
    // A weight that is not finite makes NaN of the padding's zeros.
    kernels.zeroPadding(target, count, columns);
  }

  /** See {@link org.neuropil.compute.Backend#affineBackward}, of one step with a derivative. */
  void backward(
      Buffer w,
      Sequence d,
      int dStep,
      Sequence out,
      int outStep,
      Activation phi,
      Sequence h,
      int hStep,
      int columns) {
    Slices target = transposed(w, d, dStep, out, outStep, 1, columns);
    kernels.derivative(target, backend.outputs(phi, h, hStep, columns, target), columns, phi);
  }

  /** {@code out = W^T d} over all columns, those of the padding too. */
  private Slices transposed(
      Buffer w, Sequence d, int dStep, Sequence out, int outStep, int count, int columns) {
    Slices in = backend.at(d, dStep, count, columns, 0);
    Slices target = backend.at(out, outStep, count, columns, in.ldB());
    long weights = address(w, (long) in.nodes() * target.nodes());
    if (count > 0) {
      backend
          .device()
          .gemm()
          .multiply(
              true,
              false,
              target.nodes(),
              count * in.ldB(),
              in.nodes(),
              weights,
              target.nodes(),
              in.address(),
              in.stride(),
              0,
              target.address(),
              target.stride(),
              backend.precision());
    }
    return target;
  }
}
