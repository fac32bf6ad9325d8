package org.neuropil.cli.engine;

import java.nio.file.Path;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.ReadOptions;
import org.neuropil.analysis.io.WeightedNetwork;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.CsrArrays;
import org.neuropil.network.SignedTopology;

/** Reads a given wiring of the hidden nodes: which connections there are, and their signs. */
final class Topology {
  private Topology() {}

  /**
   * Reads any network file. Edge lists with fewer nodes are filled up with nodes without
   * connections.
   *
   * @throws UserError if the file is no network of {@code hidden} nodes
   */
  static SignedTopology read(Path file, int hidden) {
    ReadOptions options = ReadOptions.defaults();
    boolean edges = NetworkFile.format(file) == NetworkFile.Format.EDGE_LIST;
    WeightedNetwork network =
        NetworkFile.readWeighted(file, edges ? options.withNodes(hidden) : options);
    if (network.nodes() != hidden) {
      throw UserError.data(
          file + " has " + network.nodes() + " nodes, and the network has " + hidden,
          "give --hidden " + network.nodes() + ", or another topology");
    }
    CsrArrays matrix = network.receiverMatrix();
    return SignedTopology.of(
        SparsityPattern.of(hidden, hidden, matrix.rowOffsets(), matrix.columns()), matrix.values());
  }
}
