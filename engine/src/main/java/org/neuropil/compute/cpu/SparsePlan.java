package org.neuropil.compute.cpu;

import java.util.Arrays;

/**
 * A sparse pattern (rows x cols) prepared for the kernels: 16-bit column numbers and, for every
 * column tile, where each row's connections of that tile lie.
 *
 * <p>A plan made by {@link #of} has its connections in row-major (CSR) order: because columns
 * ascend within a row, a tile's connections of a row are contiguous, so values stay where they are
 * and need no copy. A plan made by {@link #transposed} has an order of its own, tile after tile,
 * row after row: the product then reads its values from front to back.
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
  final char[] local;

  /** Start of (tile, row) at tile * rows + row; its end {@link #toEnd} further on. */
  final int[] starts;

  /** Row-major: rows, since the next tile's connections of the row follow. Tile-major: 1. */
  final int toEnd;

  private SparsePlan(int rows, int cols, int ld, int tileWidth, boolean tileMajor, char[] local) {
    this.rows = rows;
    this.cols = cols;
    this.ld = ld;
    this.tileWidth = tileWidth;
    this.tilesPerSpan = (SPAN + tileWidth - 1) / tileWidth;
    int lastSpan = cols % SPAN;
    this.tiles = cols / SPAN * tilesPerSpan + (lastSpan + tileWidth - 1) / tileWidth;
    this.local = local;
    this.toEnd = tileMajor ? 1 : rows;
    this.starts = new int[Math.addExact(Math.multiplyExact(tiles, rows), toEnd)];
  }

  /**
   * The plan of a pattern.
   *
   * @param rowOffsets rows + 1 offsets into {@code columns}, from 0; read once, not kept
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
    SparsePlan plan = new SparsePlan(rows, cols, ld, width, false, new char[columns.length]);
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
   * The plan of the transposed pattern (cols x rows), whose values are in an order of its own.
   *
   * @param permutation out: connection e of the new plan is connection permutation[e] of the given
   *     pattern
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
    int width = tileWidth > 0 ? tileWidth : chooseWidth(cols, rows, ld, columns.length);
    SparsePlan plan = new SparsePlan(cols, rows, ld, width, true, new char[columns.length]);
    int[] starts = plan.starts;
    for (int tile = 0; tile < plan.tiles; tile++) {
      int end = rowOffsets[plan.tileEnd(tile)];
      for (int k = rowOffsets[plan.tileStart(tile)]; k < end; k++) {
        starts[tile * cols + columns[k] + 1]++;
      }
    }
    for (int at = 1; at < starts.length; at++) {
      starts[at] += starts[at - 1];
    }
    for (int tile = 0; tile < plan.tiles; tile++) {
      int[] next = Arrays.copyOfRange(starts, tile * cols, (tile + 1) * cols);
      for (int i = plan.tileStart(tile); i < plan.tileEnd(tile); i++) {
        for (int k = rowOffsets[i]; k < rowOffsets[i + 1]; k++) {
          int e = next[columns[k]]++;
          plan.local[e] = (char) i;
          permutation[e] = k;
        }
      }
    }
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

  /** Heap bytes of this plan. */
  public long bytes() {
    return 2L * local.length + 4L * starts.length;
  }
}
