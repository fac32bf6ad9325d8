package org.neuropil.train;

import java.util.Objects;
import org.neuropil.network.Network;
import org.neuropil.task.Batches;

/**
 * Carries batches from a data set to a network's buffers, through staging arrays that are made
 * once.
 */
final class BatchFeed {
  private final Network network;
  private final float[] inputs;
  private final int[] labels;

  BatchFeed(Network network) {
    this.network = network;
    this.inputs = new float[network.steps() * network.inputs().nodes() * network.batch()];
    this.labels = new int[network.batch()];
  }

  /** Loads batch {@code b} and returns its number of samples. */
  int load(Batches batches, int b) {
    int columns = batches.length(b);
    batches.read(b, inputs, columns);
    batches.labels(b, labels);
    network.inputs().write(0, network.steps(), columns, inputs);
    Objects.requireNonNull(network.labels()).write(labels, 1, columns);
    return columns;
  }
}
