package org.neuropil.compute.cuda;

import java.util.ArrayList;
import java.util.List;

/**
 * How the product kernels of spmm.cu go over one sparse matrix [rows x cols]: how many columns of
 * the batch a lane holds, and whether the rows of the other operand come from the caches (no tiles)
 * or lie in shared memory, a tile of them at a time. The choice depends on sizes and on the device
 * alone, so that its memory can be predicted; it does not change a bit of the result.
 *
 * @param ldB columns of a step, a multiple of 32
 * @param lane columns of the batch a lane: 1, 2 or 4
 * @param tileCols columns of the matrix in a tile; 0 stands for no tiles
 * @param blocks blocks that the rows are dealt to, where there are tiles
 * @param warps warps of such a block
 */
record TileLayout(int rows, int cols, int ldB, int lane, int tileCols, int blocks, int warps) {
  /** The launch bound of the tiled kernels. */
  static final int MOST_WARPS = 24;

  /**
   * Bytes that a multiprocessor gets from the L2 cache in a cycle: 6.65 TB/s over the 132 of an
   * H100 at 1.755 GHz. Other GPUs have about as much.
   */
  static final double CACHE_BYTES_PER_CYCLE = 28;

  /** What a row costs in each tile beside its entries: offsets, first loads, loop control. */
  private static final double CYCLES_PER_ROW_AND_TILE = 10;

  /** Rows whose sums a warp holds in registers: the second argument of NP_SPMM_TILED. */
  static int rowsPerWarp(int lane) {
    return lane == 4 ? 8 : 16;
  }

  /** The layout that takes the fewest cycles by the counts of {@link #cycles}. */
  static TileLayout choose(int rows, int cols, long nonzeros, int ldB, Device.Limits limits) {
    TileLayout best = candidates(rows, cols, ldB, limits).getFirst();
    for (TileLayout layout : candidates(rows, cols, ldB, limits)) {
      if (layout.cycles(nonzeros, limits) < best.cycles(nonzeros, limits)) {
        best = layout;
      }
    }
    return best;
  }

  /** Every layout that the device can run, the one without tiles first. */
  static List<TileLayout> candidates(int rows, int cols, int ldB, Device.Limits limits) {
    List<TileLayout> all = new ArrayList<>();
    all.add(new TileLayout(rows, cols, ldB, widestUsefulLane(ldB), 0, 0, 0));
    for (int lane = 1; lane <= 4; lane *= 2) {
      int capacity = limits.sharedBytesPerBlock() / (128 * lane);
      // One tile needs no second buffer.
      int most = cols <= capacity ? cols : capacity / 2;
      if (rows > 0 && cols > 0 && most > 0) {
        TileLayout layout = tiled(rows, cols, ldB, lane, most, limits.multiprocessors());
        if (layout.starts() < Integer.MAX_VALUE) {
          all.add(layout);
        }
      }
    }
    return all;
  }

  private static TileLayout tiled(
      int rows, int cols, int ldB, int lane, int mostCols, int multiprocessors) {
    // As few tiles as possible, of about the same size.
    int tileCols = Math.ceilDiv(cols, Math.ceilDiv(cols, mostCols));
    int panels = panels(ldB, lane);
    int least = Math.ceilDiv(rows, MOST_WARPS * rowsPerWarp(lane));
    // A multiprocessor has shared memory for one block: whole rounds of blocks, no half empty one.
    long rounds = Math.ceilDiv((long) least * panels, multiprocessors);
    int blocks = (int) Math.clamp(rounds * multiprocessors / panels, least, rows);
    int rowsOfBlock = Math.ceilDiv(rows, blocks);
    int warps = Math.ceilDiv(rowsOfBlock, Math.ceilDiv(rowsOfBlock, MOST_WARPS));
    return new TileLayout(rows, cols, ldB, lane, tileCols, blocks, warps);
  }

  private static int panels(int ldB, int lane) {
    return Math.ceilDiv(ldB, 32 * lane);
  }

  private static int widestUsefulLane(int ldB) {
    int best = 1;
    for (int lane = 2; lane <= 4; lane *= 2) {
      best = panels(ldB, lane) * (lane + 2) < panels(ldB, best) * (best + 2) ? lane : best;
    }
    return best;
  }

  boolean isTiled() {
    return tileCols > 0;
  }

  int tiles() {
    return Math.ceilDiv(cols, Math.max(1, tileCols));
  }

  /** Groups of 32 * lane columns of the batch: gridDim.y. */
  int panels() {
    return panels(ldB, lane);
  }

  /** Dynamic shared memory of a block: one tile, or two if there are more. */
  int sharedBytes() {
    return 128 * lane * tileCols * (tiles() > 1 ? 2 : 1);
  }

  /** Offsets of each row in each tile. */
  long starts() {
    return (long) rows * (tiles() + 1);
  }

  /**
   * Cycles of a multiprocessor, counted, not measured. Without tiles an entry moves 4 ldB bytes out
   * of the cache. With tiles it takes, in the pipe that shared memory and shuffles have in common,
   * two shuffles (value and column) and {@code lane} accesses of 128 bytes for each panel; besides,
   * every block gets the whole other operand out of the cache, at the same time where there are two
   * buffers.
   */
  double cycles(long nonzeros, Device.Limits limits) {
    if (!isTiled()) {
      double bytes = 4.0 * ldB * nonzeros;
      return bytes / CACHE_BYTES_PER_CYCLE / limits.multiprocessors();
    }
    long rounds = Math.ceilDiv((long) blocks * panels(), limits.multiprocessors());
    double rowsOfMultiprocessor = (double) rounds * Math.ceilDiv(rows, blocks);
    double products =
        rowsOfMultiprocessor
            * ((double) nonzeros / rows * (lane + 2) + tiles() * CYCLES_PER_ROW_AND_TILE);
    double loads = rounds * 128.0 * lane * cols / CACHE_BYTES_PER_CYCLE;
    return tiles() == 1 ? products + loads : Math.max(products, loads) + loads / tiles();
  }

  /** Bytes of the matrix's arrays as the arena cuts them, the values not counted. */
  long bytes(long nonzeros) {
    return isTiled()
        ? DeviceArena.aligned(4 * starts())
            + DeviceArena.aligned(4 * ((nonzeros + 1) / 2))
            + DeviceArena.aligned(4L * rows)
        : DeviceArena.aligned(4 * (rows + 1L)) + DeviceArena.aligned(4 * nonzeros);
  }
}
