package org.neuropil.compute.cuda;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.compute.cuda.KernelLibrary.Slices;
import org.neuropil.matrix.SparsityPattern;

/**
 * What all plans have in common: the pattern and its transpose on the device, checks of the
 * operands, Adam. The plans differ in three products.
 */
abstract class CudaProduct implements HiddenProduct {
  final CudaBackend backend;
  final SparsityPattern pattern;
  final int rows;
  final int cols;
  final int ldB;
  private final String name;
  private final List<DeviceArena.Slice> slices = new ArrayList<>();
  final DeviceArena.Slice offsets;
  final DeviceArena.Slice columnsOf;

  CudaProduct(CudaBackend backend, String name, SparsityPattern pattern, int batch) {
    this.backend = backend;
    this.name = name;
    this.pattern = pattern;
    this.rows = pattern.rows();
    this.cols = pattern.cols();
    this.ldB = CudaMemory.padded(batch);
    offsets = upload("row offsets", pattern.rowOffsets());
    columnsOf = upload("columns", pattern.columns());
  }

  /** Makes the plan asked for, AUTO by timing; an empty pattern is always TILED. */
  static CudaProduct create(
      CudaBackend backend,
      String name,
      SparsityPattern pattern,
      PlanKind kind,
      int steps,
      int batch) {
    if (pattern.nonzeros() == 0) {
      // Nothing to multiply: our own kernels know how, and the libraries need not be asked.
      return new TiledProduct(backend, name, pattern, batch);
    }
    PlanKind plan = kind == PlanKind.AUTO ? backend.choose(pattern, steps, batch) : kind;
    return of(backend, name, pattern, plan, batch);
  }

  /** A plan that is decided. */
  static CudaProduct of(
      CudaBackend backend, String name, SparsityPattern pattern, PlanKind plan, int batch) {
    return switch (plan) {
      case TILED -> new TiledProduct(backend, name, pattern, batch);
      case DENSE -> new DenseProduct(backend, name, pattern, batch);
      case LIBRARY -> new LibraryProduct(backend, name, pattern, batch);
      case AUTO -> throw new IllegalArgumentException("the plan is not decided");
    };
  }

  /** A slice that is closed with the product. */
  final DeviceArena.Slice slice(String what, long bytes) {
    DeviceArena.Slice slice = backend.arena().allocate(name + ", " + what, bytes);
    slices.add(slice);
    return slice;
  }

  final DeviceArena.Slice upload(String what, int[] values) {
    DeviceArena.Slice slice = slice(what, 4L * values.length);
    backend.transfer().write(values, values.length, slice.address());
    return slice;
  }

  final KernelLibrary kernels() {
    return backend.kernels();
  }

  @Override
  public final SparsityPattern pattern() {
    return pattern;
  }

  final long values(Buffer buffer) {
    return CudaBuffer.address(backend, buffer, pattern.nonzeros());
  }

  private Slices at(Sequence sequence, int step, int count, int columns, int nodes) {
    Slices slices = backend.at(sequence, step, count, columns, ldB);
    if (slices.nodes() != nodes) {
      throw new IllegalArgumentException(
          sequence.name() + ": expected " + nodes + " nodes, found " + slices.nodes());
    }
    return slices;
  }

  @Override
  public final void forward(
      Sequence h, int from, Sequence out, int to, boolean accumulate, Activation phi, int columns) {
    Slices x = at(h, from, 1, columns, cols);
    Slices y = at(out, to, 1, columns, rows);
    refuseSamePlace(x, y, h);
    forward(x, y, columns, accumulate, phi);
  }

  abstract void forward(Slices x, Slices y, int columns, boolean accumulate, Activation phi);

  @Override
  public final void backward(
      Sequence d,
      int from,
      Sequence out,
      int to,
      Activation phi,
      Sequence h,
      int hStep,
      int columns) {
    Slices x = at(d, from, 1, columns, rows);
    Slices y = at(out, to, 1, columns, cols);
    refuseSamePlace(x, y, d);
    backward(x, y, backend.outputs(phi, h, hStep, columns, y), columns, phi);
  }

  abstract void backward(Slices d, Slices out, Slices h, int columns, Activation phi);

  private static void refuseSamePlace(Slices in, Slices out, Sequence sequence) {
    if (in.address() == out.address()) {
      throw new IllegalArgumentException(
          sequence.name() + ": a product cannot write over its own operand");
    }
  }

  @Override
  public final void gradient(
      Sequence d, int dFrom, Sequence h, int hFrom, int count, int columns, Buffer g) {
    Slices left = at(d, dFrom, count, columns, rows);
    Slices right = at(h, hFrom, count, columns, cols);
    long target = values(g);
    if (count == 0) {
      g.zero();
    } else if (pattern.nonzeros() > 0) {
      gradient(left, right, count * ldB, target);
    }
  }

  abstract void gradient(Slices d, Slices h, int width, long g);

  @Override
  public final void adam(
      Buffer w, Buffer g, Buffer m, Buffer v, AdamStep step, @Nullable Buffer sourceSigns) {
    long n = pattern.nonzeros();
    if (sourceSigns == null) {
      kernels().adam(values(w), values(g), values(m), values(v), n, step);
    } else {
      long signs = CudaBuffer.address(backend, sourceSigns, cols);
      kernels()
          .adamDale(
              values(w), values(g), values(m), values(v), n, step, columnsOf.address(), signs);
    }
  }

  /** Bytes beyond the pattern's own two arrays. */
  @Override
  public long planBytes() {
    long bytes = -offsets.bytes() - columnsOf.bytes();
    for (DeviceArena.Slice slice : slices) {
      bytes += slice.bytes();
    }
    return bytes;
  }

  @Override
  public void close() {
    backend.forget(this);
    slices.forEach(DeviceArena.Slice::close);
  }
}
