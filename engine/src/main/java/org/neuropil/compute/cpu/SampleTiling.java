package org.neuropil.compute.cpu;

/** How the sampled gradient walks: time slices at a go and column tiles at a go. */
final class SampleTiling {
  private SampleTiling() {}

  /** Slices summed before the lanes are; it must not depend on the machine, since sums do on it. */
  static int slices(SparsePlan plan) {
    return Integer.getInteger("x.slices", 4);
  }

  /** Column tiles whose activations over {@code slices} slices share the second-level cache. */
  static int tiles(SparsePlan plan, int slices) {
    long bytes = 4L * plan.ld * plan.tileWidth * slices;
    return (int) Math.max(1, Integer.getInteger("x.kb", CacheSizes.L2 / 2048) * 1024L / bytes);
  }
}
