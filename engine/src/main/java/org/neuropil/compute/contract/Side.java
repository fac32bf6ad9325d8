package org.neuropil.compute.contract;

import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;

/**
 * Where an operation is carried out in a trial: on the back end under test, on the reference, and
 * on the reference with the absolute values of all inputs, which makes each result the sum of its
 * absolute terms.
 *
 * @param backend the engine
 * @param number 0, 1 or 2
 */
record Side(Backend backend, int number) {
  static final int TESTED = 0;
  static final int CONTROL = 1;
  static final int MAGNITUDE = 2;

  /** The activation to ask for: sums of absolute terms go through none. */
  Activation phi(Activation wanted) {
    return number == MAGNITUDE ? Activation.IDENTITY : wanted;
  }

  float[] input(float[] values) {
    if (number != MAGNITUDE) {
      return values;
    }
    float[] absolute = values.clone();
    for (int i = 0; i < absolute.length; i++) {
      absolute[i] = Math.abs(absolute[i]);
    }
    return absolute;
  }
}
