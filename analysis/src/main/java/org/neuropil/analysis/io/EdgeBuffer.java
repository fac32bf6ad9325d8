package org.neuropil.analysis.io;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.neuropil.error.UserError;
import org.neuropil.matrix.io.CsrArrays;

/** Collects connections in the order of a file and sorts them into compressed rows at the end. */
final class EdgeBuffer {
  /** Few bytes can claim many nodes, so that the number needs a bound of its own. */
  static final int MOST_NODES = 1 << 24;

  private static final int MOST_EDGES = Integer.MAX_VALUE - 8;

  private final String file;
  private int[] sources = new int[1024];
  private int[] targets = new int[1024];
  private float[] values = new float[1024];
  private int size;
  private long zeroWeights;
  private long duplicates;

  EdgeBuffer(String file) {
    this.file = file;
  }

  int size() {
    return size;
  }

  long zeroWeights() {
    return zeroWeights;
  }

  long duplicates() {
    return duplicates;
  }

  void add(int source, int target, float value) {
    if (value == 0) {
      zeroWeights++;
      return;
    }
    if (size == sources.length) {
      grow();
    }
    sources[size] = source;
    targets[size] = target;
    values[size++] = value;
  }

  private void grow() {
    if (size == MOST_EDGES) {
      throw UserError.data(
          file + ": more than " + MOST_EDGES + " connections", "split the network");
    }
    int capacity = (int) Math.min(MOST_EDGES, size + (size >> 1) + 1024L);
    try {
      sources = Arrays.copyOf(sources, capacity);
      targets = Arrays.copyOf(targets, capacity);
      values = Arrays.copyOf(values, capacity);
    } catch (OutOfMemoryError e) {
      throw UserError.environment(
          "%s: %d connections do not fit into memory".formatted(file, size),
          "give Java more memory with -Xmx",
          e);
    }
  }

  /** Gives every node another number; {@code numbers} has an entry for each number in use. */
  void renumber(int[] numbers) {
    for (int e = 0; e < size; e++) {
      sources[e] = numbers[sources[e]];
      targets[e] = numbers[targets[e]];
    }
  }

  /** The source of connection {@code e} in the order of the file. */
  int source(int e) {
    return sources[e];
  }

  /** The target of connection {@code e} in the order of the file. */
  int target(int e) {
    return targets[e];
  }

  /**
   * The matrix with row = sending node. A connection that repeats an earlier one of the same sign
   * adds its weight to it; one of the other sign contradicts it and is an error. The buffer is used
   * up.
   */
  CsrArrays toCsr(int nodes, IntFunction<String> name) {
    int[] offsets = offsets(nodes, sources);
    int[] next = Arrays.copyOf(offsets, nodes);
    int[] columns = new int[size];
    float[] sorted = new float[size];
    for (int e = 0; e < size; e++) {
      int to = next[sources[e]]++;
      columns[to] = targets[e];
      sorted[to] = values[e];
    }
    int edges = size;
    sources = new int[0];
    targets = sources;
    values = new float[0];
    size = 0;
    int kept = sortRows(nodes, offsets, columns, sorted, name);
    return new CsrArrays(
        nodes,
        nodes,
        offsets,
        kept == edges ? columns : Arrays.copyOf(columns, kept),
        kept == edges ? sorted : Arrays.copyOf(sorted, kept));
  }

  private int[] offsets(int nodes, int[] rows) {
    int[] offsets = new int[nodes + 1];
    for (int e = 0; e < size; e++) {
      offsets[rows[e] + 1]++;
    }
    for (int row = 0; row < nodes; row++) {
      offsets[row + 1] += offsets[row];
    }
    return offsets;
  }

  /** Sorts each row by column and merges repeated ones; returns how many connections are left. */
  private int sortRows(
      int nodes, int[] offsets, int[] columns, float[] sorted, IntFunction<String> name) {
    long[] keys = new long[0];
    int to = 0;
    int from = 0;
    for (int row = 0; row < nodes; row++) {
      int end = offsets[row + 1];
      int length = end - from;
      if (keys.length < length) {
        keys = new long[Math.max(length, 2 * keys.length)];
      }
      for (int k = 0; k < length; k++) {
        // Column and value travel together; equal columns come in any order, which merging allows.
        keys[k] =
            ((long) columns[from + k] << 32)
                | (Float.floatToRawIntBits(sorted[from + k]) & 0xFFFFFFFFL);
      }
      Arrays.sort(keys, 0, length);
      int rowStart = to;
      for (int k = 0; k < length; k++) {
        int column = (int) (keys[k] >>> 32);
        float value = Float.intBitsToFloat((int) keys[k]);
        if (to > rowStart && columns[to - 1] == column) {
          merge(row, column, value, to - 1, sorted, name);
        } else {
          columns[to] = column;
          sorted[to++] = value;
        }
      }
      from = end;
      offsets[row + 1] = to;
    }
    return to;
  }

  private void merge(
      int row, int column, float value, int at, float[] sorted, IntFunction<String> name) {
    if (sorted[at] > 0 != value > 0) {
      throw UserError.data(
          "%s: the connection %s -> %s occurs with both signs"
              .formatted(
                  file, IoFaults.quoted(name.apply(row)), IoFaults.quoted(name.apply(column))),
          "keep one of the two");
    }
    // Two large weights must not become infinite.
    sorted[at] = Math.clamp(sorted[at] + value, -Float.MAX_VALUE, Float.MAX_VALUE);
    duplicates++;
  }
}
