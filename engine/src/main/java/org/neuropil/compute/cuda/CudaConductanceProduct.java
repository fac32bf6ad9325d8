package org.neuropil.compute.cuda;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.compute.ConductanceProduct;
import org.neuropil.compute.Conductances.Slice;
import org.neuropil.compute.cuda.ConductanceKernels.Addresses;
import org.neuropil.compute.cuda.KernelLibrary.Slices;
import org.neuropil.matrix.SparsityPattern;

/** The sums over conductances on CSR arrays of the pattern and of its transpose on the device. */
final class CudaConductanceProduct implements ConductanceProduct {
  private final CudaBackend backend;
  private final ConductanceKernels kernels;
  private final String name;
  private final SparsityPattern pattern;
  private final int ldB;
  private final List<DeviceArena.Slice> slices = new ArrayList<>();
  private final DeviceArena.Slice offsets;
  private final DeviceArena.Slice senders;
  private final DeviceArena.Slice transposedOffsets;
  private final DeviceArena.Slice receivers;
  private final DeviceArena.Slice permutation;

  CudaConductanceProduct(
      CudaBackend backend,
      ConductanceKernels kernels,
      String name,
      SparsityPattern pattern,
      int batch) {
    this.backend = backend;
    this.kernels = kernels;
    this.name = name;
    this.pattern = pattern;
    this.ldB = CudaMemory.padded(batch);
    SparsityPattern.Transposed transposed = pattern.transpose();
    offsets = upload("row offsets", pattern.rowOffsets());
    senders = upload("columns", pattern.columns());
    transposedOffsets = upload("row offsets of the transpose", transposed.pattern().rowOffsets());
    receivers = upload("columns of the transpose", transposed.pattern().columns());
    permutation = upload("permutation to the transpose", transposed.permutation());
  }

  private DeviceArena.Slice upload(String what, int[] values) {
    DeviceArena.Slice slice = backend.arena().allocate(name + ", " + what, 4L * values.length);
    slices.add(slice);
    backend.transfer().write(values, values.length, slice.address());
    return slice;
  }

  @Override
  public SparsityPattern pattern() {
    return pattern;
  }

  private Addresses addresses(Synapses synapses) {
    int size = pattern.nonzeros();
    return new Addresses(
        CudaBuffer.address(backend, synapses.weight(), size),
        CudaBuffer.address(backend, synapses.reversal(), size),
        CudaBuffer.address(backend, synapses.midpoint(), size),
        CudaBuffer.address(backend, synapses.slope(), size));
  }

  private Slices receiving(Slice slice, int columns) {
    return CudaConductances.at(backend, slice, pattern.rows(), columns, ldB);
  }

  private Slices sending(Slice slice, int columns) {
    return CudaConductances.at(backend, slice, pattern.cols(), columns, ldB);
  }

  @Override
  public void forward(Synapses synapses, Slice x, Slice num, Slice den, int columns) {
    kernels.forward(
        offsets.address(),
        senders.address(),
        addresses(synapses),
        sending(x, columns),
        receiving(num, columns),
        receiving(den, columns),
        columns);
  }

  @Override
  public void backward(
      Synapses synapses,
      Slice x,
      Slice dNum,
      Slice dDen,
      Slice dx,
      boolean accumulate,
      int columns,
      Synapses gradients) {
    kernels.backward(
        transposedOffsets.address(),
        receivers.address(),
        permutation.address(),
        addresses(synapses),
        sending(x, columns),
        receiving(dNum, columns),
        receiving(dDen, columns),
        sending(dx, columns),
        accumulate,
        addresses(gradients),
        columns);
  }

  /** Bytes beyond the pattern's own two arrays. */
  @Override
  public long planBytes() {
    return transposedOffsets.bytes() + receivers.bytes() + permutation.bytes();
  }

  @Override
  public void close() {
    backend.forget(this);
    slices.forEach(DeviceArena.Slice::close);
  }
}
