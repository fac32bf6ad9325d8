package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;

/** One product of a sparse matrix with a slice by any of the kernels, and its naive control. */
final class ProductTrial {
  private final Csr w;
  private final NodeMajor x;
  private final NodeMajor h;
  private final NodeMajor before;
  private final int columns;
  private final SplittableRandom random;

  /** The result, in step 2 of 3. */
  final NodeMajor y;

  /** Whether y holds an input term. */
  boolean prefill;

  /** Whether the result is multiplied by phi'(h) instead of taken phi of. */
  boolean derivative;

  int phi;

  ProductTrial(int rows, int cols, int columns, double density, long seed) {
    this(Csr.random(rows, cols, density, Seeded.random(seed)), columns, seed);
  }

  ProductTrial(Csr w, int columns, long seed) {
    this.w = w;
    this.columns = columns;
    random = Seeded.random(seed);
    x = NodeMajor.random(w.cols, 2, columns, random);
    h = NodeMajor.random(w.rows, 1, columns, random);
    y = NodeMajor.random(w.rows, 3, columns, random);
    before = y.copy();
    y.spoilPadding();
    // Nothing is connected to these columns, so that their numbers must not matter.
    for (int j = 4; j < w.cols; j += 7) {
      if (w.isEmptyColumn(j)) {
        for (int k = 0; k < columns; k++) {
          x.set(1, j, k, Float.NaN);
        }
      }
    }
  }

  /** By np_spmm_V. */
  void withoutTiles(int lane, int warps) {
    Emulation.get()
        .launch(
            "np_spmm_" + lane,
            new Arguments.Dims(
                (w.rows + warps - 1) / warps, (y.ldB + 32 * lane - 1) / (32 * lane), 32, warps),
            0,
            w.offsets,
            w.columns,
            w.values,
            x.at(1),
            x.stride(),
            y.at(2),
            y.stride(),
            derivative ? h.at(0) : null,
            h.stride(),
            w.rows,
            y.ldB,
            columns,
            prefill ? 1 : 0,
            phi);
  }

  /** By np_spmm_tiled_V, rows in random order. */
  void tiled(int lane, int tileCols, int blocks, int warps) {
    int tiles = (w.cols + tileCols - 1) / tileCols;
    int[] starts = new int[w.rows * (tiles + 1)];
    short[] columnsInTile = new short[w.nonzeros()];
    for (int i = 0; i < w.rows; i++) {
      for (int t = 0; t <= tiles; t++) {
        int start = w.offsets[i];
        while (start < w.offsets[i + 1] && w.columns[start] < t * tileCols) {
          start++;
        }
        starts[i * (tiles + 1) + t] = start;
      }
    }
    for (int e = 0; e < w.nonzeros(); e++) {
      columnsInTile[e] = (short) (w.columns[e] % tileCols);
    }
    Emulation.get()
        .launch(
            "np_spmm_tiled_" + lane,
            new Arguments.Dims(blocks, (y.ldB + 32 * lane - 1) / (32 * lane), 32, warps),
            128 * lane * tileCols * (tiles > 1 ? 2 : 1),
            starts,
            columnsInTile,
            shuffled(w.rows),
            w.values,
            x.at(1),
            x.stride(),
            y.at(2),
            y.stride(),
            derivative ? h.at(0) : null,
            h.stride(),
            w.rows,
            w.cols,
            tileCols,
            y.ldB,
            columns,
            prefill ? 1 : 0,
            phi);
  }

  private int[] shuffled(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    return order;
  }

  /** Against a loop in double precision; other steps and the padding too. */
  void check() {
    assertThat(y.paddingIsZero(2)).isTrue();
    for (int i = 0; i < w.rows; i++) {
      for (int k = 0; k < columns; k++) {
        double sum = prefill && !derivative ? before.get(2, i, k) : 0;
        for (int e = w.offsets[i]; e < w.offsets[i + 1]; e++) {
          sum += (double) w.values[e] * x.get(1, w.columns[e], k);
        }
        double expected = derivative ? sum * slopeOf(h.get(0, i, k)) : phiOf(sum);
        assertThat((double) y.get(2, i, k)).as("row %d", i).isCloseTo(expected, within(5e-5));
        assertThat(y.get(1, i, k)).isEqualTo(before.get(1, i, k));
      }
    }
  }

  private double phiOf(double a) {
    return switch (phi) {
      case 1 -> Math.max(a, 0);
      case 2 -> Math.tanh(a);
      case 3 -> Math.log1p(Math.exp(a));
      default -> a;
    };
  }

  private double slopeOf(double z) {
    return switch (phi) {
      case 1 -> z > 0 ? 1 : 0;
      case 2 -> 1 - z * z;
      case 3 -> 1 - Math.exp(-z);
      default -> 1;
    };
  }
}
