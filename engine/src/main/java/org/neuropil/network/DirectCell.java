package org.neuropil.network;

import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Backend.Term;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Sequence;

/**
 * The vanilla cell, with phi fused into the products where nothing stands between them:
 *
 * <pre>
 * h_t = phi(W h_(t-1) + a_t)
 * d_(t-1) = (W^T d_t + readout's share) o phi'(h_(t-1))
 * </pre>
 */
final class DirectCell implements RecurrentCell {
  private final Backend backend;
  private final Activation phi;
  private final boolean everyStep;
  private final Sequence h;
  private final Sequence d;

  /** The readout's share of dLoss/dh_t; d itself where only the last step has one. */
  private final Sequence out;

  DirectCell(Backend backend, int nodes, Activation phi, boolean everyStep, int steps, int batch) {
    this.backend = backend;
    this.phi = phi;
    this.everyStep = everyStep;
    this.h = backend.sequence("hidden", nodes, steps, batch);
    this.d = backend.sequence("hidden.grad", nodes, steps, batch);
    this.out = everyStep ? backend.sequence("output.grad", nodes, steps, batch) : d;
  }

  @Override
  public Sequence inputTerm() {
    return h;
  }

  @Override
  public Sequence hidden() {
    return h;
  }

  @Override
  public Sequence outputGradient() {
    return out;
  }

  @Override
  public int outputSlot(int t) {
    return t;
  }

  @Override
  public Activation outputDerivative() {
    return everyStep ? Activation.IDENTITY : phi;
  }

  @Override
  public Sequence inputGradient() {
    return d;
  }

  @Override
  public void forward(HiddenProduct w, int t, int columns) {
    if (t == 0) {
      backend.activate(h, 0, phi, columns);
    } else {
      w.forward(h, t - 1, h, t, true, phi, columns);
    }
  }

  @Override
  public void backward(HiddenProduct w, int t, boolean last, int columns) {
    if (everyStep && last) {
      backend.combine(d, t, columns, phi, h, t, new Term(1, out, t));
    } else if (everyStep) {
      // d_t holds W^T d_(t+1) here.
      backend.combine(d, t, columns, phi, h, t, new Term(1, d, t), new Term(1, out, t));
    }
    if (t > 0) {
      w.backward(d, t, d, t - 1, outputDerivative(), h, t - 1, columns);
    }
  }

  /** W h_0 is zero, so that the first step has no part in it. */
  @Override
  public void weightGradient(HiddenProduct w, int steps, int columns, Buffer gradient) {
    w.gradient(d, 1, h, 0, steps - 1, columns, gradient);
  }
}
