package org.neuropil.network;

import java.util.List;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Labels;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.Sequence;

/** Dense readout with softmax cross-entropy: Z = V H + c 1^T, L = mean of -log P[label]. */
final class Readout {
  private final Backend backend;
  private final Parameter weight;
  private final Parameter bias;
  private final Sequence logits;
  private final Sequence dLogits;
  private final Labels labels;

  Readout(Backend backend, int nodes, int classes, int batch) {
    this.backend = backend;
    this.weight = Parameter.matrix(backend, "fc.weight", classes, nodes);
    this.bias = Parameter.vector(backend, "fc.bias", classes);
    this.logits = backend.sequence("logits", classes, 1, batch);
    this.dLogits = backend.sequence("logits.grad", classes, 1, batch);
    this.labels = backend.labels("labels", batch);
  }

  List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  Labels labels() {
    return labels;
  }

  void forward(Sequence h, int step, int columns) {
    backend.affine(weight.value(), h, step, logits, 0, 1, columns, bias.value());
  }

  void evaluate(int columns, Metrics metrics) {
    backend.softmaxCrossEntropy(logits, labels, columns, logits, metrics);
  }

  /** Gradients of V and c, and d[dStep] = (V^T dZ) o phi'(h[step]). */
  void backward(
      Sequence h, int step, Sequence d, int dStep, Activation phi, int columns, Metrics metrics) {
    backend.softmaxCrossEntropy(logits, labels, columns, dLogits, metrics);
    backend.affineGradient(dLogits, 0, h, step, 1, columns, weight.gradient());
    backend.biasGradient(dLogits, 0, 1, columns, bias.gradient());
    backend.affineBackward(weight.value(), dLogits, 0, d, dStep, phi, h, step, columns);
  }
}
