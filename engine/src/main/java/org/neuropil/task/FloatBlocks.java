package org.neuropil.task;

import java.util.Arrays;
import java.util.Objects;
import org.neuropil.error.UserError;

/**
 * Many rows of floats of any lengths, kept in a few large arrays: no object a row, and no limit of
 * 2^31 values in all.
 */
final class FloatBlocks {
  private static final int FIRST = 1 << 12;
  private static final int LARGEST = 1 << 22;

  private float[][] blocks = new float[8][];
  private int count;
  private int used;
  private int next = FIRST;
  private int[] block = new int[16];
  private int[] start = new int[16];
  private int[] length = new int[16];
  private int size;

  /** Rows of equal length that lie one after the other in an array, which is not copied. */
  static FloatBlocks of(float[] values, int rows) {
    FloatBlocks result = new FloatBlocks();
    result.blocks[0] = values;
    result.count = 1;
    result.used = values.length;
    int each = rows == 0 ? 0 : values.length / rows;
    result.block = new int[rows];
    result.start = new int[rows];
    result.length = new int[rows];
    Arrays.setAll(result.start, row -> row * each);
    Arrays.fill(result.length, each);
    result.size = rows;
    return result;
  }

  /**
   * Adds a row.
   *
   * @throws UserError if the memory is used up
   */
  void add(float[] values, int from, int many) {
    try {
      room(many);
    } catch (OutOfMemoryError e) {
      throw UserError.environment(
          "the samples do not fit into memory: no room after sample " + size,
          "give Java more memory, or use fewer files",
          e);
    }
    System.arraycopy(values, from, blocks[count - 1], used, many);
    block[size] = count - 1;
    start[size] = used;
    length[size] = many;
    used += many;
    size++;
  }

  private void room(int values) {
    if (count == 0 || blocks[count - 1].length - used < values) {
      if (count == blocks.length) {
        blocks = Arrays.copyOf(blocks, 2 * count);
      }
      blocks[count] = new float[Math.max(next, values)];
      count++;
      used = 0;
      next = Math.min(LARGEST, 2 * next);
    }
    if (size == start.length) {
      int more = Math.max(16, 2 * size);
      block = Arrays.copyOf(block, more);
      start = Arrays.copyOf(start, more);
      length = Arrays.copyOf(length, more);
    }
  }

  /** How many rows there are. */
  int size() {
    return size;
  }

  /** How many values a row has. */
  int length(int row) {
    return length[Objects.checkIndex(row, size)];
  }

  /** One value of a row. */
  float get(int row, int index) {
    return blocks[block[row]][start[row] + Objects.checkIndex(index, length(row))];
  }

  /** Writes value i of a row to {@code out[offset + i * stride]}. */
  void read(int row, float[] out, int offset, int stride) {
    int values = length(row);
    float[] from = blocks[block[row]];
    int at = start[row];
    for (int i = 0, to = offset; i < values; i++, to += stride) {
      out[to] = from[at + i];
    }
  }
}
