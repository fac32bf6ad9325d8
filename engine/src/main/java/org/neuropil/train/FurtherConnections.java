package org.neuropil.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.DataType;
import org.neuropil.matrix.io.NdArray;
import org.neuropil.matrix.io.WeightFile;
import org.neuropil.network.Connections;
import org.neuropil.network.Network;
import org.neuropil.network.Parameter;

/**
 * Matrices of connections beside the hidden-to-hidden one, in files: which connections there are
 * must be known before anything that has one number a connection can be read. Weight files hold
 * them dense, with a mask; checkpoints hold their patterns.
 */
final class FurtherConnections {
  private static final String MASK = ".mask";
  private static final String OFFSETS = ".row_offsets";
  private static final String COLUMNS = ".columns";

  private FurtherConnections() {}

  private static List<Connections> of(Network network) {
    List<Connections> all = network.connections();
    return all.subList(1, all.size());
  }

  /** Adds the weights of such a matrix to the arrays of a weight file. */
  static void save(
      Parameter weight, SparsityPattern pattern, float[] values, Map<String, NdArray> arrays) {
    int places = Math.multiplyExact(pattern.rows(), pattern.cols());
    float[] dense = new float[places];
    byte[] mask = new byte[places];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        int place = i * pattern.cols() + pattern.column(e);
        dense[place] = values[e];
        mask[place] = 1;
      }
    }
    arrays.put(weight.name(), NdArray.of(dense, pattern.rows(), pattern.cols()));
    arrays.put(
        weight.name() + MASK, NdArray.ofBytes(DataType.BOOL, mask, pattern.rows(), pattern.cols()));
  }

  /** Gives the network the connections that a weight file has. */
  static void rewire(WeightFile file, Network network) {
    for (Connections connections : of(network)) {
      Parameter weight = connections.weight();
      NdArray mask =
          file.others().containsKey(weight.name() + MASK)
              ? file.require(weight.name() + MASK, weight.rows(), weight.cols())
              : null;
      if (mask == null) {
        file.require(weight.name(), weight.rows(), weight.cols());
      }
      rewire(connections, pattern(file.file(), weight, mask));
    }
  }

  /** Without a mask every place has a connection. */
  private static SparsityPattern pattern(String file, Parameter weight, @Nullable NdArray mask) {
    if (mask == null) {
      return SparsityPattern.full(weight.rows(), weight.cols());
    }
    long[] flags = mask.toLongs();
    int[] offsets = new int[weight.rows() + 1];
    int[] columns = new int[flags.length];
    int count = 0;
    for (int place = 0; place < flags.length; place++) {
      if (flags[place] != 0 && flags[place] != 1) {
        throw UserError.data(
            file + ": " + weight.name() + MASK + " has " + flags[place] + ", expected 0 or 1",
            "see docs/file-formats.md");
      }
      if (flags[place] == 1) {
        columns[count++] = place % weight.cols();
        offsets[place / weight.cols() + 1]++;
      }
    }
    Arrays.parallelPrefix(offsets, Integer::sum);
    return SparsityPattern.of(weight.rows(), weight.cols(), offsets, Arrays.copyOf(columns, count));
  }

  /** The weights of such a matrix, in the order of the network's connections. */
  static float[] load(WeightFile file, Parameter weight, SparsityPattern pattern) {
    float[] dense = file.require(weight.name(), weight.rows(), weight.cols()).toFloats();
    float[] values = new float[pattern.nonzeros()];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        values[e] = dense[i * pattern.cols() + pattern.column(e)];
      }
    }
    return values;
  }

  /** Adds the patterns to the arrays of a checkpoint. */
  static void keep(Network network, Map<String, NdArray> arrays) {
    for (Connections connections : of(network)) {
      String name = connections.weight().name();
      SparsityPattern pattern = connections.pattern();
      int[] offsets = pattern.rowOffsets();
      arrays.put(name + OFFSETS, NdArray.of(offsets, offsets.length));
      arrays.put(name + COLUMNS, NdArray.of(pattern.columns(), pattern.nonzeros()));
    }
  }

  /**
   * Gives the network the connections of a checkpoint.
   *
   * @throws IllegalArgumentException if they are missing or damaged
   */
  static void restore(Map<String, NdArray> arrays, Network network) {
    for (Connections connections : of(network)) {
      Parameter weight = connections.weight();
      NdArray offsets = arrays.get(weight.name() + OFFSETS);
      NdArray columns = arrays.get(weight.name() + COLUMNS);
      if (offsets == null || columns == null) {
        throw new IllegalArgumentException("the pattern of " + weight.name() + " is missing");
      }
      rewire(
          connections,
          SparsityPattern.of(weight.rows(), weight.cols(), offsets.toInts(), columns.toInts()));
    }
  }

  private static void rewire(Connections connections, SparsityPattern pattern) {
    if (!pattern.equals(connections.pattern())) {
      int[] nowhere = new int[pattern.nonzeros()];
      Arrays.fill(nowhere, -1);
      connections.rewire(pattern, nowhere, new float[nowhere.length]);
    }
  }
}
