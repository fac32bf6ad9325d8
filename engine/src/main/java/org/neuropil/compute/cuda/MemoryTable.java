package org.neuropil.compute.cuda;

import java.util.Locale;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;

/**
 * Prints the table of memory in docs/gpu.md: gigabytes by nodes, density, time steps and plan, for
 * 28 inputs, 10 classes and 100 samples, in fp32 on an H100 (the layout of tiles depends on the
 * device).
 *
 * <p>Usage: {@code MemoryTable}
 */
public final class MemoryTable {
  private static final int[] NODES = {1_000, 5_000, 10_000, 20_000, 40_000};
  private static final double[] DENSITIES = {0.01, 0.1, 1};

  private MemoryTable() {}

  /** Prints it. */
  public static void main(String[] args) {
    System.out.println("| nodes | density | steps | tiled | library | dense |");
    System.out.println("|---|---|---|---|---|---|");
    for (int nodes : NODES) {
      for (double density : DENSITIES) {
        long connections = Math.round(density * nodes * nodes);
        if (connections > Integer.MAX_VALUE) {
          continue;
        }
        for (int steps : new int[] {28, 178}) {
          System.out.printf(
              Locale.ROOT,
              "| %,d | %s | %d | %s | %s | %s |%n",
              nodes,
              density == 1 ? "1" : Double.toString(density),
              steps,
              gigabytes(nodes, connections, steps, PlanKind.TILED),
              gigabytes(nodes, connections, steps, PlanKind.LIBRARY),
              gigabytes(nodes, connections, steps, PlanKind.DENSE));
        }
      }
    }
  }

  private static String gigabytes(int nodes, long connections, int steps, PlanKind plan) {
    CudaMemory need =
        CudaMemory.predict(
            nodes, connections, 28, 10, steps, 100, plan, Precision.FP32, Device.Limits.H100);
    return String.format(Locale.ROOT, "%.2f", need.total() / 1e9);
  }
}
