package org.neuropil.compute.reference;

import java.util.Arrays;
import org.neuropil.compute.Buffer;

/** A vector of doubles on the heap. */
final class DoubleBuffer implements Buffer {
  private final String name;
  final double[] values;

  DoubleBuffer(String name, int size) {
    this.name = name;
    this.values = new double[size];
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public void write(float[] source) {
    for (int i = 0; i < values.length; i++) {
      values[i] = source[i];
    }
  }

  @Override
  public void read(float[] target) {
    for (int i = 0; i < values.length; i++) {
      target[i] = (float) values[i];
    }
  }

  @Override
  public double get(int index) {
    return values[index];
  }

  @Override
  public void set(int index, double value) {
    values[index] = value;
  }

  @Override
  public void zero() {
    Arrays.fill(values, 0);
  }

  @Override
  public void close() {}
}
