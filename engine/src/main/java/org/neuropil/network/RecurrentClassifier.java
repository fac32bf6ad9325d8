package org.neuropil.network;

import java.util.List;
import java.util.stream.Stream;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Labels;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/**
 * One recurrent layer; the last step reaches the readout (Fruengel and Oberlaender 2025, the main
 * model).
 */
final class RecurrentClassifier implements Network {
  private final NetworkSpec spec;
  private final RecurrentLayer layer;
  private final Readout readout;

  RecurrentClassifier(
      Backend backend,
      NetworkSpec spec,
      SparsityPattern pattern,
      PlanKind plan,
      int steps,
      int batch) {
    this.spec = spec;
    this.layer =
        new RecurrentLayer(backend, spec.inputs(), pattern, plan, spec.activation(), steps, batch);
    this.readout = new Readout(backend, spec.hidden(), spec.outputs(), batch);
  }

  @Override
  public NetworkSpec spec() {
    return spec;
  }

  @Override
  public int steps() {
    return layer.inputs().steps();
  }

  @Override
  public int batch() {
    return layer.inputs().batch();
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.concat(layer.parameters().stream(), readout.parameters().stream()).toList();
  }

  @Override
  public Parameter hiddenToHidden() {
    return layer.weight();
  }

  @Override
  public SparsityPattern pattern() {
    return layer.pattern();
  }

  @Override
  public Sequence inputs() {
    return layer.inputs();
  }

  @Override
  public Labels labels() {
    return readout.labels();
  }

  @Override
  public HiddenOutput output() {
    return new HiddenOutput(layer.hidden(), steps() - 1);
  }

  @Override
  public void forward(BatchShape shape) {
    forwardHidden(shape);
    readOut(shape);
  }

  @Override
  public void forwardHidden(BatchShape shape) {
    int columns = shape.columns();
    layer.forward(columns);
  }

  @Override
  public void readOut(BatchShape shape) {
    int columns = shape.columns();
    readout.forward(layer.hidden(), steps() - 1, columns);
  }

  @Override
  public void evaluate(BatchShape shape, Metrics metrics) {
    int columns = shape.columns();
    readout.evaluate(columns, metrics);
  }

  @Override
  public void backward(BatchShape shape, Metrics metrics) {
    int columns = shape.columns();
    int last = steps() - 1;
    readout.backward(
        layer.hidden(), last, layer.hiddenGradient(), last, spec.activation(), columns, metrics);
    layer.backward(columns);
  }

  @Override
  public void close() {
    // The back end owns every buffer and closes them.
  }
}
