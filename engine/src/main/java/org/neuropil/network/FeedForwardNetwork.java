package org.neuropil.network;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Indices;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/**
 * Two hidden layers of N/2 nodes each (Fruengel and Oberlaender 2025, the feed-forward comparison
 * network): H1 = phi(U1 x + b1), H2 = phi(W12 H1 + b12), Z = V H2 + c. Only W12 is sparse; every
 * layer has one bias.
 */
final class FeedForwardNetwork implements Network {
  private final Backend backend;
  private final NetworkSpec spec;
  private final PlanKind plan;
  private HiddenProduct product;
  private final Parameter weight1;
  private final Parameter bias1;
  private final Parameter weight2;
  private final Parameter bias2;
  private final Readout readout;
  private final Sequence x;
  private final Sequence h1;
  private final Sequence h2;
  private final Sequence d1;
  private final Sequence d2;

  FeedForwardNetwork(
      Backend backend, NetworkSpec spec, SparsityPattern pattern, PlanKind plan, int batch) {
    int nodes = pattern.rows();
    this.backend = backend;
    this.spec = spec;
    this.plan = plan;
    this.x = backend.sequence("inputs", spec.inputs(), 1, batch);
    this.h1 = backend.sequence("hidden1", nodes, 1, batch);
    this.h2 = backend.sequence("hidden2", nodes, 1, batch);
    this.d1 = backend.sequence("hidden1.grad", nodes, 1, batch);
    this.d2 = backend.sequence("hidden2.grad", nodes, 1, batch);
    this.product = backend.product("fc2.weight", pattern, plan, 1, batch);
    this.weight1 = Parameter.matrix(backend, "fc1.weight", nodes, spec.inputs());
    this.bias1 = Parameter.vector(backend, "fc1.bias", nodes);
    this.weight2 = Parameter.sparse(backend, "fc2.weight", product);
    this.bias2 = Parameter.vector(backend, "fc2.bias", nodes);
    this.readout = new Readout(backend, spec, nodes, 1, batch);
  }

  @Override
  public NetworkSpec spec() {
    return spec;
  }

  @Override
  public int steps() {
    return 1;
  }

  @Override
  public int batch() {
    return x.batch();
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.concat(Stream.of(weight1, bias1, weight2, bias2), readout.parameters().stream())
        .toList();
  }

  @Override
  public Parameter hiddenToHidden() {
    return weight2;
  }

  @Override
  public SparsityPattern pattern() {
    return product.pattern();
  }

  @Override
  public Sequence inputs() {
    return x;
  }

  @Override
  public @Nullable Indices labels() {
    return readout.labels();
  }

  @Override
  public @Nullable Sequence targets() {
    return readout.targets();
  }

  @Override
  public @Nullable Sequence targetWeights() {
    return readout.targetWeights();
  }

  @Override
  public void rewire(SparsityPattern pattern, int[] from, float[] fresh) {
    product =
        weight2.rewire(
            backend,
            pattern,
            from,
            fresh,
            () -> backend.product(weight2.name(), pattern, plan, 1, x.batch()));
  }

  @Override
  public Sequence outputs() {
    return readout.outputs();
  }

  @Override
  public HiddenOutput output() {
    return new HiddenOutput(h2, 0);
  }

  @Override
  public void forward(BatchShape shape) {
    forwardHidden(shape);
    readOut(shape);
  }

  @Override
  public void forwardHidden(BatchShape shape) {
    int columns = shape.columns();
    Activation phi = spec.activation();
    backend.affine(weight1.value(), x, 0, h1, 0, 1, columns, bias1.value());
    backend.activate(h1, 0, phi, columns);
    backend.fillBias(h2, 0, columns, bias2.value());
    product.forward(h1, 0, h2, 0, true, phi, columns);
  }

  @Override
  public void readOut(BatchShape shape) {
    readout.forward(h2, shape);
  }

  @Override
  public void evaluate(BatchShape shape, Metrics metrics) {
    readout.evaluate(shape, metrics);
  }

  @Override
  public void backward(BatchShape shape, Metrics metrics) {
    int columns = shape.columns();
    Activation phi = spec.activation();
    readout.backward(h2, d2, 0, phi, shape, metrics);
    if (!weight2.frozen()) {
      product.gradient(d2, 0, h1, 0, 1, columns, weight2.gradient());
    }
    backend.biasGradient(d2, 0, 1, columns, bias2.gradient());
    product.backward(d2, 0, d1, 0, phi, h1, 0, columns);
    backend.affineGradient(d1, 0, x, 0, 1, columns, weight1.gradient());
    backend.biasGradient(d1, 0, 1, columns, bias1.gradient());
  }

  @Override
  public void close() {
    // The back end owns every buffer and closes them.
  }
}
