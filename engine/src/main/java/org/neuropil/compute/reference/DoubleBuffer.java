package org.neuropil.compute.reference;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Buffer;

/** A vector of doubles on the heap. */
final class DoubleBuffer implements Buffer {
  private final String name;
  private final int size;
  private double @Nullable [] values;

  DoubleBuffer(String name, int size) {
    this.name = name;
    this.size = size;
    this.values = new double[size];
  }

  /** The values themselves. */
  double[] values() {
    double[] open = values;
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
    for (int i = 0; i < size; i++) {
      values()[i] = source[i];
    }
  }

  @Override
  public void read(float[] target) {
    for (int i = 0; i < size; i++) {
      target[i] = (float) values()[i];
    }
  }

  @Override
  public double get(int index) {
    return values()[index];
  }

  @Override
  public void set(int index, double value) {
    values()[index] = value;
  }

  @Override
  public void zero() {
    Arrays.fill(values(), 0);
  }

  @Override
  public void close() {
    values = null;
  }
}
