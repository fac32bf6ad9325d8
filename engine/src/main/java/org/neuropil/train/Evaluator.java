package org.neuropil.train;

import org.neuropil.compute.Backend;
import org.neuropil.compute.Metrics;
import org.neuropil.network.BatchShape;
import org.neuropil.network.Network;
import org.neuropil.task.Batches;
import org.neuropil.task.EpochOrder;
import org.neuropil.task.Sequences;

/** Loss and accuracy of a network on a whole data set, in file order. */
public final class Evaluator implements AutoCloseable {
  private final Backend backend;
  private final Network network;
  private final BatchFeed feed;
  private final Metrics metrics;

  /** An evaluator that uses the network's own batch buffers. */
  public Evaluator(Backend backend, Network network) {
    this.backend = backend;
    this.network = network;
    this.feed = new BatchFeed(network);
    this.metrics = backend.metrics("evaluation");
  }

  /** Told how far an evaluation has come. */
  @FunctionalInterface
  public interface Progress {
    /** {@code done} of {@code all} samples. */
    void at(int done, int all);
  }

  /** Totals over {@code data}. */
  public Metrics.Totals evaluate(Sequences data, Progress progress) {
    return evaluate(data, 0, 0, progress);
  }

  /**
   * Totals over {@code data} where each hidden output is set to zero with probability {@code drop},
   * freshly for each node and sample, without rescaling (node noise of Fruengel and Oberlaender
   * 2025).
   */
  public Metrics.Totals evaluate(Sequences data, double drop, long seed, Progress progress) {
    metrics.reset();
    Batches batches = new Batches(data, EpochOrder.of(0, 0, data.size(), false), network.batch());
    long word = 0;
    for (int b = 0; b < batches.count(); b++) {
      int columns = feed.load(batches, b);
      network.forwardHidden(BatchShape.of(columns, network.steps()));
      if (drop > 0) {
        Network.HiddenOutput output = network.output();
        backend.dropNodes(output.sequence(), output.step(), columns, drop, seed, word);
        word += (long) columns * output.sequence().nodes();
      }
      network.readOut(BatchShape.of(columns, network.steps()));
      network.evaluate(BatchShape.of(columns, network.steps()), metrics);
      progress.at(Math.min(data.size(), (b + 1) * network.batch()), data.size());
    }
    return metrics.read();
  }

  @Override
  public void close() {
    metrics.close();
  }
}
