package org.neuropil.cli.engine;

import java.nio.file.Path;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.ReadOptions;
import org.neuropil.analysis.io.WeightedNetwork;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.CsrArrays;

/**
 * A given wiring of the hidden nodes: which connections there are, and their signs.
 *
 * @param pattern rows are receiving nodes
 * @param signs +1 or -1 for each connection, in the order of the pattern
 */
record Topology(SparsityPattern pattern, float[] signs) {
  /**
   * Reads any network file. Edge lists with fewer nodes are filled up with nodes without
   * connections.
   *
   * @throws UserError if the file is no network of {@code hidden} nodes
   */
  static Topology read(Path file, int hidden) {
    ReadOptions options = ReadOptions.defaults();
    String name = String.valueOf(file.getFileName());
    boolean edges = name.matches("(?i).*\\.(tsv|csv|txt|edges|edgelist)");
    WeightedNetwork network =
        NetworkFile.readWeighted(file, edges ? options.withNodes(hidden) : options);
    if (network.nodes() != hidden) {
      throw UserError.data(
          file + " has " + network.nodes() + " nodes, and the network has " + hidden,
          "give --hidden " + network.nodes() + ", or another topology");
    }
    CsrArrays matrix = network.receiverMatrix();
    float[] signs = new float[matrix.nonzeros()];
    for (int e = 0; e < signs.length; e++) {
      signs[e] = Math.signum(matrix.values()[e]);
    }
    return new Topology(
        SparsityPattern.of(hidden, hidden, matrix.rowOffsets(), matrix.columns()), signs);
  }
}
