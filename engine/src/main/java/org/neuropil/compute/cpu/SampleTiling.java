package org.neuropil.compute.cpu;

/**
 * How the sampled gradient walks: so many time slices at a go, to repay summing the lanes of each
 * connection, and so many column tiles, that their activations over these slices stay in the
 * second-level cache.
 */
final class SampleTiling {
  /** Below this density a row finds too little in a narrow tile to repay reading d once more. */
  private static final double SPARSE = 0.04;

  private SampleTiling() {}

  /**
   * Slices summed before the lanes are. Sums depend on it, so it follows from the pattern alone and
   * never from the machine.
   */
  static int slices(SparsePlan plan) {
    return plan.entries() >= SPARSE * plan.rows * plan.cols ? 4 : 1;
  }

  /** Column tiles at a go; at least one. */
  static int tiles(SparsePlan plan, int slices) {
    long column = 4L * plan.ld * slices;
    long columns = CacheSizes.L2 / 2 / column;
    return columns >= plan.cols ? plan.tiles : (int) Math.max(1, columns / plan.tileWidth);
  }
}
