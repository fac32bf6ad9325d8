package org.neuropil.compute.cpu;

import java.util.Arrays;

/**
 * A sparse pattern (rows x cols) prepared for the kernels: 16-bit column numbers and, for every
 * column tile, where each row's entries of that tile begin. Because columns ascend within a row, a
 * tile's entries of a row are contiguous in row-major (CSR) order, so values stay where they are
 * and need no copy.
 *
 * <p>Memory: 2 bytes a connection and 4 bytes a (row, tile), with at least {@value #MIN_SEGMENT}
 * connections expected in a (row, tile) wherever the second-level cache allows: together about 2.5
 * bytes a connection.
 *
 * <p>A column number is kept modulo 65,536; tiles never straddle a multiple of 65,536, so a tile's
 * number tells the rest.
 */
public final class SparsePlan {
  /** Connections of a row that a column tile should hold, to repay loading the output row. */
  static final int MIN_SEGMENT = 9;

  private static final int SPAN = 1 << 16;

  final int rows;
  final int cols;
  final int ld;
  final int tileWidth;
  final int tilesPerSpan;
  final int tiles;
  final int[] rowOffsets;
  final char[] local;

  /** Start of (tile, row) at tile * rows + row; one tile more than there are, for the ends. */
  final int[] starts;

  private SparsePlan(int cols, int ld, int tileWidth, int[] rowOffsets, char[] local) {
    this.rows = rowOffsets.length - 1;
    this.cols = cols;
    this.ld = ld;
    this.tileWidth = tileWidth;
    this.tilesPerSpan = (SPAN + tileWidth - 1) / tileWidth;
    int lastSpan = cols % SPAN;
    this.tiles = cols / SPAN * tilesPerSpan + (lastSpan + tileWidth - 1) / tileWidth;
    this.rowOffsets = rowOffsets;
    this.local = local;
    this.starts = new int[Math.multiplyExact(tiles + 1, rows)];
  }

  /**
   * The plan of a pattern.
   *
   * @param rowOffsets rows + 1 offsets into {@code columns}, from 0; kept, not copied
   * @param columns column numbers, ascending within a row; read once, not kept
   * @param cols number of columns
   * @param ld floats from one activation row to the next, a multiple of 16
   */
  public static SparsePlan of(int[] rowOffsets, int[] columns, int cols, int ld) {
    return of(rowOffsets, columns, cols, ld, 0);
  }

  /** As {@link #of(int[], int[], int, int)}, with {@code tileWidth} columns a tile unless 0. */
  static SparsePlan of(int[] rowOffsets, int[] columns, int cols, int ld, int tileWidth) {
    check(rowOffsets, columns, cols, ld);
    int rows = rowOffsets.length - 1;
    int width = tileWidth > 0 ? tileWidth : chooseWidth(rows, cols, ld, columns.length);
    SparsePlan plan = new SparsePlan(cols, ld, width, rowOffsets, new char[columns.length]);
    for (int i = 0; i < rows; i++) {
      int k = rowOffsets[i];
      int end = rowOffsets[i + 1];
      for (int tile = 0; tile < plan.tiles; tile++) {
        plan.starts[tile * rows + i] = k;
        int bound = plan.tileEnd(tile);
        for (; k < end && columns[k] < bound; k++) {
          plan.local[k] = (char) columns[k];
        }
      }
      plan.starts[plan.tiles * rows + i] = k;
    }
    return plan;
  }

  /**
   * The plan of the transposed pattern (cols x rows), whose values are in column-major (CSC) order.
   *
   * @param permutation out: entry e of the transposed pattern is entry permutation[e] of the given
   *     one
   */
  public static SparsePlan transposed(
      int[] rowOffsets, int[] columns, int cols, int ld, int[] permutation) {
    return transposed(rowOffsets, columns, cols, ld, permutation, 0);
  }

  /** As the public method, with {@code tileWidth} columns a tile unless 0. */
  static SparsePlan transposed(
      int[] rowOffsets, int[] columns, int cols, int ld, int[] permutation, int tileWidth) {
    check(rowOffsets, columns, cols, ld);
    if (permutation.length < columns.length) {
      throw new IllegalArgumentException("permutation is too short: " + permutation.length);
    }
    int rows = rowOffsets.length - 1;
    int[] offsets = new int[cols + 1];
    for (int column : columns) {
      offsets[column + 1]++;
    }
    for (int j = 0; j < cols; j++) {
      offsets[j + 1] += offsets[j];
    }
    int width = tileWidth > 0 ? tileWidth : chooseWidth(cols, rows, ld, columns.length);
    SparsePlan plan = new SparsePlan(rows, ld, width, offsets, new char[columns.length]);
    int[] next = Arrays.copyOf(offsets, cols);
    for (int tile = 0; tile < plan.tiles; tile++) {
      System.arraycopy(next, 0, plan.starts, tile * cols, cols);
      for (int i = plan.tileStart(tile); i < plan.tileEnd(tile); i++) {
        for (int k = rowOffsets[i]; k < rowOffsets[i + 1]; k++) {
          int e = next[columns[k]]++;
          plan.local[e] = (char) i;
          permutation[e] = k;
        }
      }
    }
    System.arraycopy(next, 0, plan.starts, plan.tiles * cols, cols);
    return plan;
  }

  /** Copies {@code src[permutation[e]]} to {@code dst[e]} for e in [from, to). */
  public static void gatherValues(float[] src, int[] permutation, float[] dst, int from, int to) {
    for (int e = from; e < to; e++) {
      dst[e] = src[permutation[e]];
    }
  }

  private static void check(int[] rowOffsets, int[] columns, int cols, int ld) {
    if (ld <= 0 || ld % 16 != 0) {
      throw new IllegalArgumentException("ld must be a positive multiple of 16, found " + ld);
    }
    int rows = rowOffsets.length - 1;
    if (rows < 0 || rowOffsets[0] != 0 || rowOffsets[rows] != columns.length) {
      throw new IllegalArgumentException("row offsets do not cover the columns");
    }
    for (int i = 0; i < rows; i++) {
      int before = -1;
      for (int k = rowOffsets[i]; k < rowOffsets[i + 1]; k++) {
        if (columns[k] <= before || columns[k] >= cols) {
          throw new IllegalArgumentException("row " + i + " is not sorted or leaves the matrix");
        }
        before = columns[k];
      }
    }
  }

  /**
   * Columns a tile: as many activation rows as nearly fill the first-level cache, and more where
   * the matrix is so sparse that a row would find too little in a tile, up to half of the second
   * level.
   */
  private static int chooseWidth(int rows, int cols, int ld, int entries) {
    int rowBytes = 4 * Math.min(ld, 128);
    int first = Math.max(16, CacheSizes.L1 / rowBytes);
    int second = Math.max(first, CacheSizes.L2 / 2 / (4 * ld));
    double density = entries / Math.max(1.0, (double) rows * cols);
    double wanted = MIN_SEGMENT / Math.max(density, 1e-9);
    int width = (int) Math.min(second, Math.max(first, wanted));
    return Math.max(1, Math.min(width, Math.min(cols, SPAN)));
  }

  /** First column of a tile. */
  int tileStart(int tile) {
    return tileBase(tile) + tile % tilesPerSpan * tileWidth;
  }

  /** The column after a tile's last. */
  int tileEnd(int tile) {
    int end = Math.min(tile % tilesPerSpan * tileWidth + tileWidth, SPAN);
    return Math.min(tileBase(tile) + end, cols);
  }

  /** The column that local column 0 of a tile stands for. */
  int tileBase(int tile) {
    return tile / tilesPerSpan * SPAN;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Number of columns. */
  public int cols() {
    return cols;
  }

  /** Number of connections. */
  public int entries() {
    return local.length;
  }

  /** Heap bytes of this plan, the row offsets left out. */
  public long bytes() {
    return 2L * local.length + 4L * starts.length;
  }
}
