package org.neuropil.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Indices;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/** A network with its buffers for one batch at a time on one back end. */
public interface Network extends AutoCloseable {
  /** What it was built from. */
  NetworkSpec spec();

  /** Time steps of a sample. */
  int steps();

  /** Largest batch. */
  int batch();

  /** All trained tensors, in the order of PyTorch's state dict. */
  List<Parameter> parameters();

  /** The masked hidden-to-hidden parameter, always one of {@link #parameters()}. */
  Parameter hiddenToHidden();

  /** Which hidden-to-hidden connections exist. */
  SparsityPattern pattern();

  /**
   * All matrices whose pattern may change, the hidden-to-hidden one first. Liquid time-constant
   * networks have a second one, that of the inputs.
   */
  default List<Connections> connections() {
    Network network = this;
    return List.of(
        new Connections() {
          @Override
          public Parameter weight() {
            return hiddenToHidden();
          }

          @Override
          public SparsityPattern pattern() {
            return network.pattern();
          }

          @Override
          public void rewire(SparsityPattern pattern, int[] from, float[] fresh) {
            network.rewire(pattern, from, fresh);
          }
        });
  }

  /**
   * For every hidden-to-hidden connection, in the order of the pattern, the number whose sign is
   * that of the connection: its weight; in a liquid time-constant network, whose weights have no
   * sign, its reversal potential. Must not be changed, and holds only until the next operation.
   */
  default float[] structureValues() {
    return hiddenToHidden().value().view();
  }

  /**
   * Where the inputs of a batch are written: inputs() nodes, steps() steps. With a vocabulary they
   * come from the {@link #tokens()}, and what is written here has no effect.
   */
  Sequence inputs();

  /** Where the tokens of a batch are written, where there is a vocabulary; null otherwise. */
  default @Nullable Indices tokens() {
    return null;
  }

  /**
   * Where the labels of a batch are written, one step or {@link #steps()}; null with target values.
   */
  @Nullable Indices labels();

  /** Where target values are written, one step or {@link #steps()}; null with class labels. */
  default @Nullable Sequence targets() {
    return null;
  }

  /** Where the weights of target values are written; null where all are 1. */
  default @Nullable Sequence targetWeights() {
    return null;
  }

  /**
   * Changes which hidden-to-hidden connections exist. Values and moments of connections that stay
   * are carried over; new ones start with zero moments. See {@link #connections} for others.
   *
   * @param from for every connection of the new pattern its index in the old one, or -1
   * @param fresh initial values where {@code from} is -1; other entries are not looked at
   * @throws IllegalArgumentException where {@code from} names an entry of another place
   */
  void rewire(SparsityPattern pattern, int[] from, float[] fresh);

  /**
   * What the readout said after the last forward pass, before any softmax or sigmoid: step 0 alone,
   * or every step.
   */
  Sequence outputs();

  /**
   * Lets the next forward pass, and only that, add the state noise of the specification; without it
   * there is none, as in evaluation.
   *
   * @param firstWord where the noise begins in the stream (seed, NOISE, 0), a multiple of 4; passes
   *     that lie {@link #noiseWords()} apart share no number
   */
  default void noise(long seed, long firstWord) {}

  /** Words of the noise stream that a forward pass draws at most; 0 where there is no noise. */
  default long noiseWords() {
    return 0;
  }

  /**
   * Outputs of the hidden nodes that the readout sees, after {@link #forward}: sequence and step.
   */
  HiddenOutput output();

  /** Outputs of the readout from the inputs of a batch. */
  void forward(BatchShape shape);

  /**
   * The hidden part of {@link #forward} alone, so that something may be done to the output before
   * {@link #readOut}.
   */
  void forwardHidden(BatchShape shape);

  /** Logits from the hidden output. */
  void readOut(BatchShape shape);

  /** Adds loss and hits of the last forward pass to the totals. */
  void evaluate(BatchShape shape, Metrics metrics);

  /** Like {@link #evaluate}, and computes every gradient of the mean loss. */
  void backward(BatchShape shape, Metrics metrics);

  @Override
  void close();

  /**
   * Where the hidden output lies.
   *
   * @param sequence hidden outputs
   * @param step the step that the readout sees
   */
  record HiddenOutput(Sequence sequence, int step) {}
}
