package org.neuropil.compute.cpu;

import java.util.Arrays;
import org.neuropil.matrix.Philox;

/** A random pattern with random values and activations, and the plain double-precision answers. */
final class KernelCase {
  final long seed;
  final int rows;
  final int cols;
  final int batch;
  final int ld;
  final int slices;
  final int base;
  final int tile;
  final int[] rowOffsets;
  final int[] columns;
  final int[] permutation;
  final float[] values;
  final float[] transposedValues;

  /** Slices of cols x ld and of rows x ld, from {@code base}. */
  final float[] h;

  final float[] d;
  final SparsePlan plan;
  final SparsePlan transposed;

  KernelCase(long seed, int rows, int cols, double p, int batch, int slices) {
    Philox random = new Philox(seed, Philox.Purpose.TEST, 0);
    this.seed = seed;
    this.rows = rows;
    this.cols = cols;
    this.batch = batch;
    this.slices = slices;
    this.ld = SparseKernels.paddedColumns(batch);
    this.base = random.nextInt(16);
    this.tile = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(cols > 1000 ? 40_000 : 40);
    this.rowOffsets = new int[rows + 1];
    int[] found = new int[16];
    int count = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = skip(random, p); j < cols; j += 1 + skip(random, p)) {
        if (count == found.length) {
          found = Arrays.copyOf(found, 2 * count);
        }
        found[count++] = j;
      }
      rowOffsets[i + 1] = count;
    }
    this.columns = Arrays.copyOf(found, count);
    this.permutation = new int[count];
    this.plan = SparsePlan.of(rowOffsets, columns, cols, ld, tile);
    this.transposed = SparsePlan.transposed(rowOffsets, columns, cols, ld, permutation, tile);
    this.values = new float[count];
    for (int e = 0; e < count; e++) {
      values[e] = random.nextSymmetric(1f);
    }
    this.transposedValues = new float[count];
    int half = count / 2;
    SparsePlan.gatherValues(values, permutation, transposedValues, 0, half);
    SparsePlan.gatherValues(values, permutation, transposedValues, half, count);
    this.h = activations(random, slices * cols);
    this.d = activations(random, slices * rows);
  }

  /** Case {@code number} of a mixture of ragged shapes and densities. */
  static KernelCase random(long number) {
    Philox random = new Philox(number, Philox.Purpose.TEST, 1);
    int rows = 1 + random.nextInt(70);
    int cols = 1 + random.nextInt(70);
    double[] densities = {0, 0.01, 0.1, 0.5, 1};
    double p = densities[random.nextInt(densities.length)];
    return new KernelCase(number, rows, cols, p, 1 + random.nextInt(130), 1 + random.nextInt(5));
  }

  /** Columns to leave out before the next connection. */
  private static int skip(Philox random, double p) {
    if (p >= 1 || p <= 0) {
      return p >= 1 ? 0 : 1 << 20;
    }
    return (int) Math.min(1 << 20, Math.log(1 - random.nextDouble()) / Math.log(1 - p));
  }

  private float[] activations(Philox random, int count) {
    float[] out = new float[base + count * ld];
    for (int row = 0; row < count; row++) {
      for (int k = 0; k < batch; k++) {
        out[base + row * ld + k] = Math.max(-0.25f, random.nextSymmetric(1f));
      }
    }
    return out;
  }

  /** W h of slice 0, and in {@code size} the sums of the terms' absolute values. */
  double[] product(double[] size) {
    double[] sums = new double[rows * ld];
    for (int i = 0; i < rows; i++) {
      for (int e = rowOffsets[i]; e < rowOffsets[i + 1]; e++) {
        for (int k = 0; k < batch; k++) {
          double term = (double) values[e] * h[base + columns[e] * ld + k];
          sums[i * ld + k] += term;
          size[i * ld + k] += Math.abs(term);
        }
      }
    }
    return sums;
  }

  /** The transposed matrix times slice 0 of d. */
  double[] productBack(double[] size) {
    double[] sums = new double[cols * ld];
    for (int i = 0; i < rows; i++) {
      for (int e = rowOffsets[i]; e < rowOffsets[i + 1]; e++) {
        for (int k = 0; k < batch; k++) {
          double term = (double) values[e] * d[base + i * ld + k];
          sums[columns[e] * ld + k] += term;
          size[columns[e] * ld + k] += Math.abs(term);
        }
      }
    }
    return sums;
  }

  /** The gradient over all slices. */
  double[] gradient(double[] size) {
    double[] sums = new double[columns.length];
    for (int i = 0; i < rows; i++) {
      for (int e = rowOffsets[i]; e < rowOffsets[i + 1]; e++) {
        for (int s = 0; s < slices; s++) {
          for (int k = 0; k < batch; k++) {
            double left = d[base + (s * rows + i) * ld + k];
            double term = left * h[base + (s * cols + columns[e]) * ld + k];
            sums[e] += term;
            size[e] += Math.abs(term);
          }
        }
      }
    }
    return sums;
  }

  @Override
  public String toString() {
    return String.format(
        "seed %d: %d x %d, %d connections, batch %d, %d slices, base %d, tile %d",
        seed, rows, cols, columns.length, batch, slices, base, tile);
  }
}
