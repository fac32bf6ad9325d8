package org.neuropil.compute.reference;

import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Sequence;

/** values[step][node][sample] in double. */
final class DoubleSequence implements Sequence {
  private final String name;
  private final int nodes;
  private final int batch;
  private final int steps;
  private double @Nullable [][][] values;

  DoubleSequence(String name, int nodes, int steps, int batch) {
    this.name = name;
    this.nodes = nodes;
    this.batch = batch;
    this.steps = steps;
    this.values = new double[steps][nodes][batch];
  }

  /** The values themselves. */
  double[][][] values() {
    double[][][] open = values;
    if (open == null) {
      throw new IllegalStateException("sequence '" + name + "' is used after it was closed");
    }
    return open;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int nodes() {
    return nodes;
  }

  @Override
  public int steps() {
    return steps;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public void write(int step, int count, int columns, float[] source) {
    int at = 0;
    for (int s = step; s < step + count; s++) {
      for (int i = 0; i < nodes; i++) {
        for (int k = 0; k < batch; k++) {
          values()[s][i][k] = k < columns ? source[at++] : 0;
        }
      }
    }
  }

  @Override
  public void read(int step, int columns, float[] target) {
    for (int i = 0; i < nodes; i++) {
      for (int k = 0; k < columns; k++) {
        target[i * columns + k] = (float) values()[step][i][k];
      }
    }
  }

  @Override
  public double get(int step, int node, int column) {
    return values()[step][node][column];
  }

  @Override
  public void close() {
    values = null;
  }
}
