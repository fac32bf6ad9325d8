package org.neuropil.compute.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/** The products of cuBLAS and cuSPARSE as naive loops over the memory of an emulated device. */
@SuppressWarnings("restricted")
final class EmulatedLibraries {
  private final EmulatedDevice device;

  EmulatedLibraries(EmulatedDevice device) {
    this.device = device;
  }

  private MemorySegment memory(long address, long bytes) {
    return device.memory(address, bytes);
  }

  private float f(long address, long element) {
    return memory(address + 4 * element, 4).get(JAVA_FLOAT, 0);
  }

  private int i(long address, long element) {
    return memory(address + 4 * element, 4).get(JAVA_INT, 0);
  }

  private void put(long address, long element, float value) {
    memory(address + 4 * element, 4).set(JAVA_FLOAT, 0, value);
  }

  void multiply(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      long a,
      long strideA,
      long b,
      long strideB,
      float beta,
      long c,
      long strideC) {
    if (m == 0 || n == 0) {
      return;
    }
    MemorySegment left = matrix(a, transposeA ? k : m, transposeA ? m : k, strideA);
    MemorySegment right = matrix(b, transposeB ? n : k, transposeB ? k : n, strideB);
    MemorySegment product = matrix(c, m, n, strideC);
    double[] sums = new double[n];
    for (int row = 0; row < m; row++) {
      for (int col = 0; col < n; col++) {
        float before = beta == 0 ? 0 : product.getAtIndex(JAVA_FLOAT, row * strideC + col);
        sums[col] = beta * before;
      }
      for (int l = 0; l < k; l++) {
        long place = transposeA ? l * strideA + row : row * strideA + l;
        double factor = left.getAtIndex(JAVA_FLOAT, place);
        for (int col = 0; col < n; col++) {
          long other = transposeB ? col * strideB + l : l * strideB + col;
          sums[col] += factor * right.getAtIndex(JAVA_FLOAT, other);
        }
      }
      for (int col = 0; col < n; col++) {
        product.setAtIndex(JAVA_FLOAT, row * strideC + col, (float) sums[col]);
      }
    }
  }

  /** A matrix, after a check that all of it is allocated. */
  private MemorySegment matrix(long address, int rows, int cols, long stride) {
    return memory(address, rows == 0 ? 0 : 4 * ((rows - 1) * stride + cols));
  }

  Device.SparseLibrary sparse(Device.SparseShape shape) {
    return new NaiveSparse(shape);
  }

  private final class NaiveSparse implements Device.SparseLibrary {
    private final Device.SparseShape shape;
    private long values;
    private long transposedValues;

    NaiveSparse(Device.SparseShape shape) {
      this.shape = shape;
    }

    @Override
    public void values(long newValues, long newTransposedValues) {
      values = newValues;
      transposedValues = newTransposedValues;
    }

    private void multiply(
        int rows,
        long offsets,
        long columns,
        long v,
        long x,
        long sx,
        long y,
        long sy,
        boolean add) {
      for (int row = 0; row < rows; row++) {
        for (int c = 0; c < shape.ldB(); c++) {
          double sum = add ? f(y, row * sy + c) : 0;
          for (int e = i(offsets, row); e < i(offsets, row + 1); e++) {
            sum += (double) f(v, e) * f(x, i(columns, e) * sx + c);
          }
          put(y, row * sy + c, (float) sum);
        }
      }
    }

    @Override
    public void forward(long x, long strideX, long y, long strideY, boolean accumulate) {
      // The matrix has its values when the product is asked for; a graph keeps them.
      long v = values;
      device.queue(() ->
          multiply(
              shape.rows(),
              shape.rowOffsets(),
              shape.columns(),
              v,
              x,
              strideX,
              y,
              strideY,
              accumulate));
    }

    @Override
    public void backward(long d, long strideD, long out, long strideOut) {
      long v = transposedValues;
      device.queue(() ->
          multiply(
              shape.cols(),
              shape.transposedOffsets(),
              shape.transposedColumns(),
              v,
              d,
              strideD,
              out,
              strideOut,
              false));
    }

    @Override
    public void sampledGradient(long d, long strideD, long h, long strideH, int width, long g) {
      device.queue(() -> sampled(d, strideD, h, strideH, width, g));
    }

    private void sampled(long d, long strideD, long h, long strideH, int width, long g) {
      for (int row = 0; row < shape.rows(); row++) {
        for (int e = i(shape.rowOffsets(), row); e < i(shape.rowOffsets(), row + 1); e++) {
          double sum = 0;
          for (int c = 0; c < width; c++) {
            sum += (double) f(d, row * strideD + c) * f(h, i(shape.columns(), e) * strideH + c);
          }
          put(g, e, (float) sum);
        }
      }
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
