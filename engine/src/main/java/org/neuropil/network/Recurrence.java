package org.neuropil.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Sequence;

/**
 * What leads from the inputs and the last hidden outputs to the next ones; the {@link
 * RecurrentLayer} owns the loop over the steps. Data steps t count from 0; the state before step 0
 * is zero.
 */
interface Recurrence {
  /** All trained tensors between inputs and hidden outputs. */
  List<Parameter> parameters();

  /** The matrices whose pattern may change, the hidden-to-hidden one first. */
  List<Connections> connections();

  /** For every hidden-to-hidden connection a number with its sign. */
  float[] structureValues();

  /** Hidden outputs h_t. */
  Sequence hidden();

  /** Where the readout puts its share of dLoss/dh_t, before {@link #backward}. */
  Sequence outputGradient();

  /** The slice of {@link #outputGradient} that belongs to step t. */
  int outputSlot(int t);

  /** The readout multiplies its share by the derivative of this, taken at h_t. */
  Activation outputDerivative();

  /** What can be done for all steps before the first. */
  void begin(Sequence x, int steps, int columns);

  /** h_t from h_(t-1) and x_t. */
  void forward(int t, int columns);

  /**
   * What step t gives to dLoss/dh_(t-1), and whatever the gradients need of it. Called from the
   * last active step down.
   *
   * @param last whether t is the last active step, to which no later one gives anything
   */
  void backward(int t, boolean last, int columns);

  /**
   * All gradients, after {@link #backward} of all steps.
   *
   * @param dx where dLoss/dx goes; null where nobody asks
   */
  void end(Sequence x, @Nullable Sequence dx, int steps, int columns);

  /** The next pass adds state noise from this word on. */
  default void noise(long seed, long firstWord) {}

  /** Words that a pass with noise draws at most. */
  default long noiseWords(int steps, int batch) {
    return 0;
  }
}
