package org.neuropil.compute.cpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Buffer;

/** A vector of floats on the heap. */
final class CpuBuffer implements Buffer {
  private final String name;
  private final int size;
  private float @Nullable [] values;

  CpuBuffer(String name, int size) {
    this.name = name;
    this.size = size;
    this.values = new float[size];
  }

  /** The values themselves. */
  float[] data() {
    float[] open = values;
    if (open == null) {
      throw new IllegalStateException("buffer '" + name + "' is used after it was closed");
    }
    return open;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void write(float[] source) {
    System.arraycopy(source, 0, data(), 0, size);
  }

  @Override
  public void read(float[] target) {
    System.arraycopy(data(), 0, target, 0, size);
  }

  @Override
  public float[] view() {
    return data();
  }

  @Override
  public double get(int index) {
    return data()[index];
  }

  @Override
  public void set(int index, double value) {
    data()[index] = (float) value;
  }

  @Override
  public void zero() {
    Arrays.fill(data(), 0);
  }

  @Override
  public void close() {
    values = null;
  }
}
