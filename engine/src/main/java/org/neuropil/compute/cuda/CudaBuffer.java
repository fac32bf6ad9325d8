package org.neuropil.compute.cuda;

import java.util.Objects;
import org.neuropil.compute.Buffer;

/** A vector of 32-bit floats in device memory. */
final class CudaBuffer implements Buffer {
  private final CudaBackend owner;
  private final DeviceArena.Slice slice;
  private final int size;

  CudaBuffer(CudaBackend owner, DeviceArena.Slice slice, int size) {
    this.owner = owner;
    this.slice = slice;
    this.size = size;
  }

  /** Its address, after checking that the back end made it. */
  static long address(CudaBackend owner, Buffer buffer) {
    if (buffer instanceof CudaBuffer mine && mine.owner == owner) {
      return mine.address();
    }
    throw new IllegalArgumentException(buffer.name() + " belongs to another back end");
  }

  /** The same, with a check of the size. */
  static long address(CudaBackend owner, Buffer buffer, long size) {
    if (buffer.size() != size) {
      throw new IllegalArgumentException(
          buffer.name() + ": expected " + size + " elements, found " + buffer.size());
    }
    return address(owner, buffer);
  }

  private long address() {
    return slice.address();
  }

  @Override
  public String name() {
    return slice.name();
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void write(float[] source) {
    Objects.checkFromIndexSize(0, size, source.length);
    owner.transfer().write(source, size, address());
  }

  @Override
  public void read(float[] target) {
    Objects.checkFromIndexSize(0, size, target.length);
    owner.transfer().read(target, size, address());
  }

  @Override
  public double get(int index) {
    long place = address() + 4L * Objects.checkIndex(index, size);
    return owner.transfer().read(place, 4).getFloat(0);
  }

  @Override
  public void set(int index, double value) {
    long place = address() + 4L * Objects.checkIndex(index, size);
    owner.transfer().write(new float[] {(float) value}, 1, place);
  }

  @Override
  public void zero() {
    owner.device().zero(address(), 4L * size);
  }

  @Override
  public void close() {
    owner.forget(this);
    slice.close();
  }
}
