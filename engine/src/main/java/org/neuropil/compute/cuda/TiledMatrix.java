package org.neuropil.compute.cuda;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neuropil.matrix.SparsityPattern;

/**
 * The pattern of one sparse matrix on the device, as a {@link TileLayout} wants it. Its values stay
 * in CSR order: the columns of a row ascend, so that its entries in a tile are neighbours anyway.
 */
final class TiledMatrix {
  private final TileLayout layout;
  private final SparseKernels kernels;
  private final long starts;
  private final long columns;
  private final long order;

  /**
   * Uploads the arrays.
   *
   * @param what the matrix, for the names of its arrays
   * @param resident row offsets and columns that are on the device already, or null; they serve a
   *     layout without tiles
   */
  TiledMatrix(
      CudaProduct product,
      String what,
      SparsityPattern pattern,
      TileLayout layout,
      DeviceArena.Slice @Nullable [] resident) {
    this.layout = layout;
    this.kernels = product.kernels().sparse();
    if (layout.isTiled()) {
      starts = product.upload("tiles of " + what, starts(pattern, layout)).address();
      columns = product.upload("columns in tiles of " + what, columns(pattern, layout)).address();
      order = product.upload("order of rows of " + what, order(pattern)).address();
    } else if (resident != null) {
      starts = resident[0].address();
      columns = resident[1].address();
      order = 0;
    } else {
      starts = product.upload("row offsets of " + what, pattern.rowOffsets()).address();
      columns = product.upload("columns of " + what, pattern.columns()).address();
      order = 0;
    }
  }

  void multiply(long values, SparseKernels.Operands operands) {
    if (layout.isTiled()) {
      kernels.tiledProduct(layout, starts, columns, order, values, operands);
    } else {
      kernels.product(layout, starts, columns, values, operands);
    }
  }

  /** First entry of each row in each tile, and the row's end: [rows][tiles + 1]. */
  static int[] starts(SparsityPattern pattern, TileLayout layout) {
    int tiles = layout.tiles();
    int[] starts = new int[Math.toIntExact(layout.starts())];
    int place = 0;
    for (int i = 0; i < pattern.rows(); i++) {
      int e = pattern.rowStart(i);
      int end = pattern.rowStart(i + 1);
      for (int t = 0; t < tiles; t++) {
        starts[place++] = e;
        long behind = (t + 1L) * layout.tileCols();
        while (e < end && pattern.column(e) < behind) {
          e++;
        }
      }
      starts[place++] = end;
    }
    return starts;
  }

  /** 16-bit columns relative to their tile, two to an integer, the first in the lower half. */
  static int[] columns(SparsityPattern pattern, TileLayout layout) {
    int[] packed = new int[(pattern.nonzeros() + 1) / 2];
    for (int e = 0; e < pattern.nonzeros(); e++) {
      packed[e / 2] |= pattern.column(e) % layout.tileCols() << 16 * (e % 2);
    }
    return packed;
  }

  /**
   * The rows from the longest to the shortest, equal ones in their order: dealt out in turn, every
   * block and every warp gets about as many entries.
   */
  static int[] order(SparsityPattern pattern) {
    int longest = 0;
    for (int i = 0; i < pattern.rows(); i++) {
      longest = Math.max(longest, pattern.rowStart(i + 1) - pattern.rowStart(i));
    }
    int[] next = new int[longest + 2];
    for (int i = 0; i < pattern.rows(); i++) {
      next[longest - (pattern.rowStart(i + 1) - pattern.rowStart(i)) + 1]++;
    }
    Arrays.parallelPrefix(next, Integer::sum);
    int[] order = new int[pattern.rows()];
    for (int i = 0; i < pattern.rows(); i++) {
      order[next[longest - (pattern.rowStart(i + 1) - pattern.rowStart(i))]++] = i;
    }
    return order;
  }
}
