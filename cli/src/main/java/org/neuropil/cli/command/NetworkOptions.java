package org.neuropil.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.neuropil.analysis.io.NamedGraph;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.ReadFacts;
import org.neuropil.analysis.io.ReadOptions;
import org.neuropil.analysis.io.WeightedNetwork;
import org.neuropil.cli.console.Console;
import org.neuropil.error.UserError;
import picocli.CommandLine.Option;

/** How the commands of analysis take a network. */
public final class NetworkOptions {
  private static final int MOST_NODES = 1 << 24;

  @Option(
      names = "--receiver-rows",
      order = 500,
      description = "rows of a plain matrix are receiving nodes: A[i][j] is j -> i")
  boolean receiverRows;

  @Option(
      names = "--fanmod",
      order = 501,
      description = "the edge list has FANMOD's labels, 1 = positive and 2 = negative")
  boolean fanmod;

  @Option(
      names = "--nodes",
      order = 502,
      paramLabel = "N",
      description = "number of nodes, where some have no connection")
  @Nullable Integer nodes;

  @Option(
      names = "--matrix",
      order = 503,
      paramLabel = "NAME",
      description = "which recurrent matrix of a weight file, if it has several")
  @Nullable String matrix;

  /** The options as the readers take them. */
  ReadOptions read() {
    if (nodes != null && (nodes < 0 || nodes > MOST_NODES)) {
      throw UserError.usage(
          "--nodes must be an integer in [0, " + MOST_NODES + "], found " + nodes,
          "give the number of nodes");
    }
    return new ReadOptions(
        receiverRows, fanmod, nodes == null ? ReadOptions.NODES_FROM_FILE : nodes, matrix);
  }

  /** Reads the signs of a network. */
  NamedGraph graph(Path path, Console console, boolean quiet) {
    requireExisting(path);
    NamedGraph network = NetworkFile.read(path, read());
    tell(path, network.facts(), console, quiet);
    return network;
  }

  /** Reads a network with weights and self loops. */
  WeightedNetwork weighted(Path path, Console console, boolean quiet) {
    requireExisting(path);
    WeightedNetwork network = NetworkFile.readWeighted(path, read());
    tell(path, network.facts(), console, quiet);
    return network;
  }

  private static void requireExisting(Path path) {
    if (!Files.exists(path)) {
      throw UserError.data(path + " does not exist", "name a run's directory or a network file");
    }
  }

  private static void tell(Path path, ReadFacts facts, Console console, boolean quiet) {
    if (quiet) {
      return;
    }
    if (facts.zeroWeights() > 0) {
      console.note(
          "neuropil: " + path + ": left out " + facts.zeroWeights() + " connections of weight 0");
    }
    if (facts.duplicates() > 0) {
      console.note(
          "neuropil: " + path + ": merged " + facts.duplicates() + " repeated connections");
    }
  }
}
