package org.neuropil.network;

import java.util.List;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/**
 * The recurrent layer and its one time loop, forward and back:
 *
 * <pre>
 * A_t = W H_{t-1} + U X_t + (b1 + b2) 1^T,   H_t = phi(A_t),   H_0 = 0
 * D_{t-1} = (W^T D_t) o phi'(H_{t-1}),       gW = sum_{t>1} D_t H_{t-1}^T on the pattern
 * </pre>
 *
 * <p>Step t = 1..T of the equations is slice t-1 of the sequences. W H_0 and W^T D_1 are not
 * computed: the one is zero, the other is not needed. The weight gradient is one sampled product
 * over all steps.
 */
final class RecurrentLayer {
  private final Backend backend;
  private final Activation phi;
  private final HiddenProduct product;
  private final Parameter inputWeight;
  private final Parameter weight;
  private final Parameter bias1;
  private final Parameter bias2;
  private final Sequence x;
  private final Sequence h;
  private final Sequence d;

  RecurrentLayer(
      Backend backend,
      int inputs,
      SparsityPattern pattern,
      PlanKind plan,
      Activation phi,
      int steps,
      int batch) {
    int nodes = pattern.rows();
    this.backend = backend;
    this.phi = phi;
    this.x = backend.sequence("inputs", inputs, steps, batch);
    this.h = backend.sequence("hidden", nodes, steps, batch);
    this.d = backend.sequence("hidden.grad", nodes, steps, batch);
    this.product = backend.product("rnn.weight_hh_l0", pattern, plan, steps, batch);
    this.inputWeight = Parameter.matrix(backend, "rnn.weight_ih_l0", nodes, inputs);
    this.weight = Parameter.sparse(backend, "rnn.weight_hh_l0", product);
    this.bias1 = Parameter.vector(backend, "rnn.bias_ih_l0", nodes);
    this.bias2 = Parameter.sharingGradient(backend, "rnn.bias_hh_l0", bias1);
  }

  List<Parameter> parameters() {
    return List.of(inputWeight, weight, bias1, bias2);
  }

  Parameter weight() {
    return weight;
  }

  SparsityPattern pattern() {
    return product.pattern();
  }

  Sequence inputs() {
    return x;
  }

  Sequence hidden() {
    return h;
  }

  /** Where the readout puts the gradient of the last step, already multiplied by phi'. */
  Sequence hiddenGradient() {
    return d;
  }

  Activation activation() {
    return phi;
  }

  void forward(int columns) {
    backend.affine(
        inputWeight.value(), x, 0, h, 0, x.steps(), columns, bias1.value(), bias2.value());
    backend.activate(h, 0, phi, columns);
    for (int t = 1; t < h.steps(); t++) {
      product.forward(h, t - 1, h, t, true, phi, columns);
    }
  }

  void backward(int columns) {
    for (int t = h.steps() - 1; t > 0; t--) {
      product.backward(d, t, d, t - 1, phi, h, t - 1, columns);
    }
    product.gradient(d, 1, h, 0, h.steps() - 1, columns, weight.gradient());
    backend.affineGradient(d, 0, x, 0, x.steps(), columns, inputWeight.gradient());
    backend.biasGradient(d, 0, d.steps(), columns, bias1.gradient());
  }
}
