package org.neuropil.compute.cpu;

import java.util.Arrays;

/** Rows of a table as columns of a sequence, and the sums of their gradients. */
final class CpuEmbedding {
  /** Nanoseconds a number, roughly. */
  private static final double COST = 1.5;

  private CpuEmbedding() {}

  /** {@link org.neuropil.compute.Backend#embed}. */
  static void embed(
      ThreadTeam team, float[] table, CpuIndices tokens, CpuSequence x, int count, int columns) {
    int nodes = x.nodes();
    int stride = x.stride();
    float[] data = x.data();
    team.run(
        count,
        COST * count * columns * nodes,
        s -> {
          int first = tokens.at(s);
          for (int i = 0; i < nodes; i++) {
            int row = x.at(s) + i * stride;
            for (int k = 0; k < columns; k++) {
              data[row + k] = table[tokens.data()[first + k] * nodes + i];
            }
            Arrays.fill(data, row + columns, row + stride, 0f);
          }
        });
  }

  /**
   * {@link org.neuropil.compute.Backend#embedGradient}: every number of the table is a sum over
   * steps and samples in this order; the threads share the nodes.
   */
  static void gradient(
      ThreadTeam team, CpuIndices tokens, CpuSequence dx, int count, int columns, float[] table) {
    int nodes = dx.nodes();
    int stride = dx.stride();
    float[] d = dx.data();
    int rows = table.length / nodes;
    team.ranges(
        nodes,
        COST * count * columns + 0.2 * rows,
        (from, to) -> {
          for (int r = 0; r < rows; r++) {
            Arrays.fill(table, r * nodes + from, r * nodes + to, 0f);
          }
          for (int s = 0; s < count; s++) {
            for (int k = 0; k < columns; k++) {
              int sums = tokens.data()[tokens.at(s) + k] * nodes;
              int column = dx.at(s) + k;
              for (int i = from; i < to; i++) {
                table[sums + i] += d[column + i * stride];
              }
            }
          }
        });
  }
}
