package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neuropil.compute.Sequence;

/** A sequence on all sides of a trial. */
final class Seq {
  final String name;
  final int nodes;
  final int steps;
  final int batch;
  private final List<Side> sides;
  private final List<Sequence> sequences = new ArrayList<>();

  Seq(List<Side> sides, String name, int nodes, int steps, int batch) {
    this.sides = sides;
    this.name = name;
    this.nodes = nodes;
    this.steps = steps;
    this.batch = batch;
    for (Side side : sides) {
      sequences.add(side.backend().sequence(name, nodes, steps, batch));
    }
  }

  /** Writes from {@code step} on; {@code values} is [count][nodes][columns]. */
  void write(int step, int count, int columns, float[] values) {
    for (Side side : sides) {
      on(side).write(step, count, columns, side.input(values));
    }
  }

  /**
   * Fills a step with what an overwriting operation must not let through: NaN in every place, the
   * columns of samples that are no longer active included.
   */
  Seq spoil(int step) {
    float[] values = new float[nodes * batch];
    Arrays.fill(values, Float.NaN);
    write(step, 1, batch, values);
    return this;
  }

  Sequence on(Side side) {
    return sequences.get(side.number());
  }

  Sequence tested() {
    return sequences.get(Side.TESTED);
  }

  double control(int step, int node, int column) {
    return sequences.get(Side.CONTROL).get(step, node, column);
  }

  double magnitude(int step, int node, int column) {
    return sequences.get(Side.MAGNITUDE).get(step, node, column);
  }

  /** What the sums of absolute terms of a step are, where the reference cannot tell. */
  void bound(int step, int columns, double[][] bounds) {
    float[] values = new float[nodes * columns];
    for (int n = 0; n < values.length; n++) {
      values[n] = (float) bounds[n / columns][n % columns];
    }
    sequences.get(Side.MAGNITUDE).write(step, 1, columns, values);
  }

  /** Everything on the side under test: [steps][nodes][batch]. */
  float[] snapshot() {
    float[] all = new float[steps * nodes * batch];
    float[] slice = new float[nodes * batch];
    for (int s = 0; s < steps; s++) {
      tested().read(s, batch, slice);
      System.arraycopy(slice, 0, all, s * slice.length, slice.length);
    }
    return all;
  }

  void restore(float[] snapshot) {
    tested().write(0, steps, batch, snapshot);
  }

  void close() {
    sequences.forEach(Sequence::close);
  }
}
