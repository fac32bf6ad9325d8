package org.neuropil.train;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Metrics;
import org.neuropil.network.BatchShape;
import org.neuropil.network.Network;
import org.neuropil.task.Batches;
import org.neuropil.task.EpochOrder;
import org.neuropil.task.Sequences;

/** Loss and accuracy of a network on a whole data set, in file order, without state noise. */
public final class Evaluator implements AutoCloseable {
  private final Backend backend;
  private final Network network;
  private final Metrics metrics;
  private @Nullable BatchFeed feed;
  private Sequences.@Nullable Target fed;

  /** An evaluator that uses the network's own batch buffers. */
  public Evaluator(Backend backend, Network network) {
    this.backend = backend;
    this.network = network;
    this.metrics = backend.metrics("evaluation");
  }

  /** Told how far an evaluation has come. */
  @FunctionalInterface
  public interface Progress {
    /** {@code done} of {@code all} samples. */
    void at(int done, int all);
  }

  /** Figures on {@code data}. */
  public Evaluation evaluate(Sequences data, Progress progress) {
    return evaluate(data, 0, 0, progress);
  }

  /**
   * Figures on {@code data} where each hidden output is set to zero with probability {@code drop},
   * freshly for each node and sample, without rescaling (node noise of Fruengel and Oberlaender
   * 2025); with a readout of every step, at the last step alone.
   *
   * @throws IllegalArgumentException if the network is not made for such targets
   */
  public Evaluation evaluate(Sequences data, double drop, long seed, Progress progress) {
    metrics.reset();
    BatchFeed batchFeed = feedFor(data.target());
    Batches batches = new Batches(data, EpochOrder.of(0, 0, data.size(), false), network.batch());
    AnswerScores scores = data.scored() ? new AnswerScores(network, data) : null;
    long word = 0;
    for (int b = 0; b < batches.count(); b++) {
      BatchShape shape = batchFeed.load(batches, b);
      if (drop > 0) {
        network.forwardHidden(shape);
        Network.HiddenOutput output = network.output();
        backend.dropNodes(output.sequence(), output.step(), shape.columns(), drop, seed, word);
        word += (long) shape.columns() * output.sequence().nodes();
        network.readOut(shape);
        network.evaluate(shape, metrics);
      } else {
        backend.batch(() -> {
          network.forward(shape);
          network.evaluate(shape, metrics);
        });
      }
      if (scores != null) {
        scores.add(batches, b, shape);
      }
      progress.at((int) Math.min(data.size(), (b + 1L) * network.batch()), data.size());
    }
    Metrics.Totals totals = metrics.read();
    if (scores != null) {
      return new Evaluation(totals, scores.accuracy(), scores.groups());
    }
    boolean classes = network.labels() != null;
    return new Evaluation(totals, classes ? totals.accuracy() : Double.NaN, List.of());
  }

  /** Is shown the hidden outputs of a batch. */
  @FunctionalInterface
  public interface HiddenVisitor {
    /**
     * The outputs that the readout sees are valid during the call.
     *
     * @param first index of the first sample
     * @param columns samples
     */
    void batch(int first, int columns, Network.HiddenOutput output);
  }

  /**
   * Shows the hidden outputs to all samples of {@code data}, in file order; a readout of every step
   * sees those of the last step of a batch.
   *
   * @throws IllegalArgumentException if the network is not made for such targets
   */
  public void visitHidden(Sequences data, HiddenVisitor visitor) {
    BatchFeed batchFeed = feedFor(data.target());
    Batches batches = new Batches(data, EpochOrder.of(0, 0, data.size(), false), network.batch());
    for (int b = 0; b < batches.count(); b++) {
      BatchShape shape = batchFeed.load(batches, b);
      network.forwardHidden(shape);
      visitor.batch(b * network.batch(), shape.columns(), network.output());
    }
  }

  private BatchFeed feedFor(Sequences.Target target) {
    BatchFeed made = feed;
    if (made == null || fed != target) {
      made = new BatchFeed(network, target);
      feed = made;
      fed = target;
    }
    return made;
  }

  @Override
  public void close() {
    metrics.close();
  }
}
