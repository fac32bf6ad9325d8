package org.neuropil.network;

import java.util.List;
import org.neuropil.compute.Labels;
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

  /** Where the inputs of a batch are written: inputs() nodes, steps() steps. */
  Sequence inputs();

  /** Where the labels of a batch are written. */
  Labels labels();

  /**
   * Outputs of the hidden nodes that the readout sees, after {@link #forward}: sequence and step.
   */
  HiddenOutput output();

  /** Logits from the inputs of the first {@code columns} samples. */
  void forward(int columns);

  /**
   * The hidden part of {@link #forward} alone, so that something may be done to the output before
   * {@link #readOut}.
   */
  void forwardHidden(int columns);

  /** Logits from the hidden output. */
  void readOut(int columns);

  /** Adds loss and hits of the last forward pass to the totals. */
  void evaluate(int columns, Metrics metrics);

  /** Like {@link #evaluate}, and computes every gradient of the mean loss. */
  void backward(int columns, Metrics metrics);

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
