package org.neuropil.kernels;

import java.util.SplittableRandom;

/** A sequence in the kernels' layout, [nodes][steps * ldB], padding zero. */
final class NodeMajor {
  final int nodes;
  final int steps;
  final int ldB;
  final int columns;
  final float[] data;

  NodeMajor(int nodes, int steps, int columns) {
    this.nodes = nodes;
    this.steps = steps;
    this.columns = columns;
    this.ldB = (columns + 31) / 32 * 32;
    this.data = new float[nodes * steps * ldB];
  }

  static NodeMajor random(int nodes, int steps, int columns, SplittableRandom random) {
    NodeMajor sequence = new NodeMajor(nodes, steps, columns);
    for (int s = 0; s < steps; s++) {
      for (int i = 0; i < nodes; i++) {
        for (int k = 0; k < columns; k++) {
          // Multiples of 1/64, so that exact zeros and ties occur.
          sequence.set(s, i, k, random.nextInt(-96, 97) / 64f);
        }
      }
    }
    return sequence;
  }

  /** Fills the padding with a NaN, as a product with a broken matrix might. */
  NodeMajor spoilPadding() {
    for (int p = 0; p < data.length; p++) {
      if (p % ldB >= columns) {
        data[p] = Float.NaN;
      }
    }
    return this;
  }

  long stride() {
    return (long) steps * ldB;
  }

  Object at(int step) {
    return new Arguments.At(data, (long) step * ldB);
  }

  int index(int s, int i, int k) {
    return (i * steps + s) * ldB + k;
  }

  float get(int s, int i, int k) {
    return data[index(s, i, k)];
  }

  void set(int s, int i, int k, float value) {
    data[index(s, i, k)] = value;
  }

  /** True if all padding of step s is zero. */
  boolean paddingIsZero(int s) {
    for (int i = 0; i < nodes; i++) {
      for (int k = columns; k < ldB; k++) {
        if (get(s, i, k) != 0) {
          return false;
        }
      }
    }
    return true;
  }

  NodeMajor copy() {
    NodeMajor copy = new NodeMajor(nodes, steps, columns);
    System.arraycopy(data, 0, copy.data, 0, data.length);
    return copy;
  }
}
