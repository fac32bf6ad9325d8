package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.compute.Buffer;

/** A vector on all sides of a trial. */
final class Vec {
  final String name;
  final int size;
  private final List<Side> sides;
  private final List<Buffer> buffers = new ArrayList<>();

  Vec(List<Side> sides, String name, float[] values) {
    this.sides = sides;
    this.name = name;
    this.size = values.length;
    for (Side side : sides) {
      buffers.add(side.backend().buffer(name, size));
    }
    write(values);
  }

  void write(float[] values) {
    for (Side side : sides) {
      on(side).write(side.input(values));
    }
  }

  Buffer on(Side side) {
    return buffers.get(side.number());
  }

  Buffer tested() {
    return buffers.get(Side.TESTED);
  }

  double control(int index) {
    return buffers.get(Side.CONTROL).get(index);
  }

  double magnitude(int index) {
    return buffers.get(Side.MAGNITUDE).get(index);
  }

  /** What the sums of absolute terms are, where the reference cannot tell. */
  void bound(double[] bounds) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) bounds[i];
    }
    buffers.get(Side.MAGNITUDE).write(values);
  }

  void close() {
    buffers.forEach(Buffer::close);
  }
}
