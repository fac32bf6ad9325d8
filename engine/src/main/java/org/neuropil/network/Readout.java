package org.neuropil.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Indices;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.Sequence;

/**
 * The dense readout Z = V H + c 1^T of the last step or of every step, and the loss:
 *
 * <pre>
 * CROSS_ENTROPY          mean over the labels of -log softmax(z)[label]
 * DOUBLE_SOFTMAX         mean over the labels of -log softmax(softmax(z))[label]
 * SQUARED_ERROR          mean over samples, outputs and steps of (z - target)^2
 * SIGMOID_SQUARED_ERROR  mean over the same of ((1/(1 + e^-z) - target) weight)^2
 * </pre>
 */
final class Readout {
  private final Backend backend;
  private final ReadoutSpec spec;
  private final Parameter weight;
  private final Parameter bias;
  private final Sequence z;
  private final Sequence dz;
  private final @Nullable Indices labels;
  private final @Nullable Sequence targets;
  private final @Nullable Sequence targetWeights;

  Readout(Backend backend, NetworkSpec network, int nodes, int steps, int batch) {
    this.backend = backend;
    this.spec = network.readout();
    int outputs = network.outputs();
    int slices = spec.everyStep() ? steps : 1;
    boolean classifies = spec.loss().classifies();
    boolean weighted = spec.loss() == ReadoutSpec.Loss.SIGMOID_SQUARED_ERROR;
    this.weight = Parameter.matrix(backend, "fc.weight", outputs, nodes);
    this.bias = Parameter.vector(backend, "fc.bias", outputs);
    this.z = backend.sequence("outputs", outputs, slices, batch);
    this.dz = backend.sequence("outputs.grad", outputs, slices, batch);
    this.labels = classifies ? backend.indices("labels", slices, batch) : null;
    this.targets = classifies ? null : backend.sequence("targets", outputs, slices, batch);
    this.targetWeights =
        weighted ? backend.sequence("targets.weight", outputs, slices, batch) : null;
  }

  List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  @Nullable Indices labels() {
    return labels;
  }

  @Nullable Sequence targets() {
    return targets;
  }

  @Nullable Sequence targetWeights() {
    return targetWeights;
  }

  Sequence outputs() {
    return z;
  }

  void forward(Sequence h, BatchShape shape) {
    backend.affine(
        weight.value(), h, first(shape), z, 0, count(shape), shape.columns(), bias.value());
  }

  void evaluate(BatchShape shape, Metrics metrics) {
    loss(shape, z, metrics);
  }

  /**
   * Gradients of V and c, and what the readout gives to dLoss/dH: V^T dZ, of every step into the
   * slices from 0 on, or of the last step times the derivative of phi into slice {@code slot}.
   */
  void backward(
      Sequence h, Sequence out, int slot, Activation phi, BatchShape shape, Metrics metrics) {
    int columns = shape.columns();
    int from = first(shape);
    int count = count(shape);
    loss(shape, dz, metrics);
    backend.affineGradient(dz, 0, h, from, count, columns, weight.gradient());
    backend.biasGradient(dz, 0, count, columns, bias.gradient());
    if (spec.everyStep()) {
      backend.affineBackward(weight.value(), dz, 0, out, 0, count, columns);
    } else {
      backend.affineBackward(weight.value(), dz, 0, out, slot, phi, h, from, columns);
    }
  }

  private void loss(BatchShape shape, Sequence gradient, Metrics metrics) {
    int columns = shape.columns();
    int count = count(shape);
    if (labels != null) {
      boolean twice = spec.loss() == ReadoutSpec.Loss.DOUBLE_SOFTMAX;
      // A batch without any label has no loss, whatever the scale.
      double scale = 1.0 / Math.max(1, shape.labels());
      backend.softmaxCrossEntropy(z, count, labels, columns, scale, twice, gradient, metrics);
    } else if (targets != null) {
      boolean sigmoid = spec.loss() == ReadoutSpec.Loss.SIGMOID_SQUARED_ERROR;
      double scale = 1.0 / ((double) z.nodes() * count);
      backend.squaredError(
          z, count, sigmoid, targets, targetWeights, columns, scale, gradient, metrics);
    }
  }

  /** First slice of the hidden outputs that is read out. */
  private int first(BatchShape shape) {
    return spec.everyStep() ? 0 : shape.steps() - 1;
  }

  /** Number of slices that are read out. */
  private int count(BatchShape shape) {
    return spec.everyStep() ? shape.steps() : 1;
  }
}
