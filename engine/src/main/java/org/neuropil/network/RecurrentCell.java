package org.neuropil.network;

import org.neuropil.compute.Activation;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Sequence;

/**
 * What a cell does in one data step, forward and back; the {@link RecurrentLayer} owns the loop
 * over the steps. Every cell evaluates f = phi(W y + a_t) once or several times a data step, where
 * a_t is the input term of the step, which is held, and y a point that the cell chooses. The cell
 * keeps y, f and d = dLoss/d(W y + a_t) of all evaluations one after the other, so that the weight
 * gradient is one sampled product over all of them.
 *
 * <p>Data steps t count from 0; the state before step 0 is zero.
 */
interface RecurrentCell {
  /** Input terms a_t, which the layer fills before {@link #forward}. */
  Sequence inputTerm();

  /** Hidden outputs h_t. */
  Sequence hidden();

  /** Where the readout puts its share of dLoss/dh_t, before {@link #backward}. */
  Sequence outputGradient();

  /** The slice of {@link #outputGradient} that belongs to step t. */
  int outputSlot(int t);

  /** The readout multiplies its share by the derivative of this, taken at h_t. */
  Activation outputDerivative();

  /** dLoss/da_t of every step, after {@link #backward}. */
  Sequence inputGradient();

  /** h_t from h_(t-1) and a_t. */
  void forward(HiddenProduct w, int t, int columns);

  /**
   * dLoss/da_t, and what step t gives to dLoss/dh_(t-1). Called from the last active step down.
   *
   * @param last whether t is the last active step, to which no later one gives anything
   */
  void backward(HiddenProduct w, int t, boolean last, int columns);

  /** The gradient of W over the first {@code steps} data steps, after {@link #backward}. */
  void weightGradient(HiddenProduct w, int steps, int columns, Buffer gradient);
}
