package org.neuropil.analysis.nullmodel;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.neuropil.error.UserError;

/**
 * What a random graph keeps of the network it is compared with. All keep the number of nodes, of
 * connections and of positive connections, and make no self loops and no parallel connections.
 */
public enum NullModel {
  /**
   * Compatible with FANMOD as Zhang et al. (2023) used it. Keeps the in-degree and the out-degree
   * of every node, and how many of its connections are mutual (so also the number of mutual pairs).
   * Single connections are switched with single ones and mutual pairs with mutual pairs; the signs
   * of switched connections are dealt out at random, so that no node keeps its number of positive
   * connections.
   */
  DEGREE_MUTUAL(
      "degree-mutual",
      "in- and out-degrees, mutual connections of every node, number of positives"),

  /**
   * As {@link #DEGREE_MUTUAL}, but every sign stays with the node its connection leaves: keeps also
   * the number of positive and of negative connections that leave every node.
   */
  SIGNS_AT_SOURCE(
      "signs-at-source",
      "in-degrees, positive and negative out-degrees, mutual connections of every node"),

  /**
   * Keeps the in-degree and the out-degree of every node; not which connections are mutual, nor how
   * many. The signs of switched connections are dealt out at random.
   */
  DEGREE("degree", "in- and out-degrees of every node, number of positives"),

  /** Keeps every connection and deals out all signs anew; exactly uniform. */
  SIGNS("signs", "every connection; only the signs are shuffled"),

  /**
   * Erdos-Renyi: as many connections, and as many positive ones, anywhere; exactly uniform. The
   * means of its counts are known in closed form, see {@link ErdosRenyiMeans}.
   */
  ERDOS_RENYI("erdos-renyi", "numbers of nodes, connections and positives");

  private final String id;
  private final String preserves;

  NullModel(String id, String preserves) {
    this.id = id;
    this.preserves = preserves;
  }

  /** The name on the command line. */
  public String id() {
    return id;
  }

  /** What it keeps, in words for reports. */
  public String preserves() {
    return preserves;
  }

  /** Whether its samples are made by switching, so that the number of sweeps matters. */
  public boolean switches() {
    return this != SIGNS && this != ERDOS_RENYI;
  }

  /**
   * The model of a name.
   *
   * @throws UserError with exit code 2 if there is none
   */
  public static NullModel named(String id) {
    for (NullModel model : values()) {
      if (model.id.equals(id)) {
        return model;
      }
    }
    throw UserError.usage(
        "no null model is called " + id,
        "expected " + Arrays.stream(values()).map(NullModel::id).collect(Collectors.joining(", ")));
  }
}
