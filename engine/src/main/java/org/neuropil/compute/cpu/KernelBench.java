package org.neuropil.compute.cpu;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.neuropil.compute.Activation;
import org.neuropil.matrix.Philox;

/**
 * Times the kernels on one thread and prints one line a kernel: name, N, p, B, vector bits, tiling
 * (columns a tile; slices and tiles at a go of the gradient), best time in milliseconds and GFLOP/s
 * (2 operations a connection and batch column, padding not counted).
 *
 * <pre>java --add-modules jdk.incubator.vector org.neuropil.compute.cpu.KernelBench
 *   n=2000 p=0.1 b=100 kernels=product,back,gradient seconds=1 slices=27</pre>
 *
 * <p>silent=0.17 makes that fraction of the rows of d zero, as a rectifying layer does.
 */
public final class KernelBench {
  private static final long SEED = 20250701;

  private final int n;
  private final int slices;
  private final int base;
  private final int[] rowOffsets;
  private final int[] columns;
  private final int[] permutation;
  private final SparsePlan plan;
  private final SparsePlan transposed;
  private final float[] values;
  private final float[] transposedValues;
  private final float[] gradient;
  private final float[] h;
  private final float[] d;
  private final SparseKernels kernels;

  private KernelBench(int n, double p, int batch, int slices, int tile, double silent) {
    this.n = n;
    this.slices = slices;
    this.kernels = new SparseKernels(batch);
    int ld = kernels.ld();
    this.rowOffsets = new int[n + 1];
    this.columns = randomColumns(n, p, rowOffsets);
    this.permutation = new int[columns.length];
    this.plan = SparsePlan.of(rowOffsets, columns, n, ld, tile);
    this.transposed = SparsePlan.transposed(rowOffsets, columns, n, ld, permutation, tile);
    Philox random = new Philox(SEED, Philox.Purpose.TEST, 1);
    this.values = new float[columns.length];
    for (int e = 0; e < values.length; e++) {
      values[e] = random.nextSymmetric(1f / n);
    }
    this.transposedValues = new float[values.length];
    SparsePlan.gatherValues(values, permutation, transposedValues, 0, values.length);
    this.gradient = new float[values.length];
    // Arrays of half a region or more begin at a region's start, 16 bytes before their data.
    this.base = 12;
    int length = Math.max(5 << 20, base + (slices + 1) * n * ld);
    this.h = new float[length];
    this.d = new float[length];
    for (int row = 0; row < slices * n; row++) {
      boolean excited = random.nextUnit() >= silent;
      for (int k = 0; k < batch; k++) {
        h[base + row * ld + k] = random.nextFloat();
        float error = random.nextFloat() - 0.5f;
        d[base + row * ld + k] = excited ? error : 0f;
      }
    }
  }

  private static int[] randomColumns(int n, double p, int[] rowOffsets) {
    Philox random = new Philox(SEED, Philox.Purpose.TEST, 0);
    int[] columns = new int[(int) Math.min(Integer.MAX_VALUE - 8, n * (n * p * 1.05 + 100))];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (random.nextUnit() < p) {
          columns[count++] = j;
        }
      }
      rowOffsets[i + 1] = count;
    }
    return Arrays.copyOf(columns, count);
  }

  private void run(String kernel) {
    int last = base + (slices - 1) * n * kernels.ld();
    int out = base + slices * n * kernels.ld();
    switch (kernel) {
      case "product" ->
          kernels.multiply(plan, values, 0, n, h, base, h, out, false, Activation.RELU);
      case "tanh" -> kernels.multiply(plan, values, 0, n, h, base, h, out, false, Activation.TANH);
      case "back" ->
          kernels.multiplyBack(
              transposed, transposedValues, 0, n, d, base, h, last, d, out, Activation.RELU);
      case "gradient" -> kernels.gradient(plan, 0, n, d, base, h, base, slices, gradient);
      default -> throw new IllegalArgumentException("no kernel " + kernel);
    }
  }

  private void time(String kernel, double p, int batch, double seconds) {
    for (long start = System.nanoTime(); System.nanoTime() - start < 1e9 * Math.min(1, seconds); ) {
      run(kernel);
    }
    double best = Double.POSITIVE_INFINITY;
    for (long start = System.nanoTime(); System.nanoTime() - start < 1e9 * seconds; ) {
      long from = System.nanoTime();
      run(kernel);
      best = Math.min(best, (System.nanoTime() - from) * 1e-9);
    }
    double work = 2.0 * columns.length * batch * ("gradient".equals(kernel) ? slices : 1);
    System.out.printf(
        Locale.ROOT,
        "java %s N=%d p=%s B=%d bits=%d tile=%d,%d,%d ms=%.3f gflops=%.1f%n",
        kernel,
        n,
        Double.toString(p),
        batch,
        kernels.vectorBits(),
        plan.tileWidth,
        SampleTiling.slices(plan),
        SampleTiling.tiles(plan, SampleTiling.slices(plan)),
        best * 1e3,
        work / best * 1e-9);
  }

  private static String option(String[] args, String name, String otherwise) {
    for (String arg : args) {
      if (arg.startsWith(name + "=")) {
        return arg.substring(name.length() + 1);
      }
    }
    return otherwise;
  }

  /** Runs the benchmark; options as in the class's description, tile=0 lets the plan choose. */
  public static void main(String[] args) {
    int n = Integer.parseInt(option(args, "n", "2000"));
    double p = Double.parseDouble(option(args, "p", "0.1"));
    int batch = Integer.parseInt(option(args, "b", "100"));
    int slices = Integer.parseInt(option(args, "slices", "27"));
    int tile = Integer.parseInt(option(args, "tile", "0"));
    double seconds = Double.parseDouble(option(args, "seconds", "1"));
    double silent = Double.parseDouble(option(args, "silent", "0"));
    KernelBench bench = new KernelBench(n, p, batch, slices, tile, silent);
    for (String kernel : List.of(option(args, "kernels", "product,back,gradient").split(","))) {
      bench.time(kernel, p, batch, seconds);
    }
  }
}
