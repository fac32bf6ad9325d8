package org.neuropil.network;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Indices;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/**
 * One recurrent layer whose last step, or every step, reaches the readout (Fruengel and Oberlaender
 * 2025, the main model; Zhang et al. 2023).
 */
final class RecurrentNetwork implements Network {
  private final NetworkSpec spec;
  private final RecurrentLayer layer;
  private final Readout readout;

  /** The last step of the last forward pass. */
  private int last;

  RecurrentNetwork(
      Backend backend,
      NetworkSpec spec,
      SparsityPattern pattern,
      PlanKind plan,
      int steps,
      int batch) {
    this.spec = spec;
    this.layer = new RecurrentLayer(backend, spec, pattern, plan, steps, batch);
    this.readout = new Readout(backend, spec, spec.hidden(), steps, batch);
    this.last = steps - 1;
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
    return connections().getFirst().weight();
  }

  @Override
  public List<Connections> connections() {
    return layer.recurrence().connections();
  }

  @Override
  public float[] structureValues() {
    return layer.recurrence().structureValues();
  }

  /** What lies between the inputs and the hidden outputs. */
  Recurrence recurrence() {
    return layer.recurrence();
  }

  @Override
  public SparsityPattern pattern() {
    return connections().getFirst().pattern();
  }

  @Override
  public Sequence inputs() {
    return layer.inputs();
  }

  @Override
  public @Nullable Indices tokens() {
    return layer.tokens();
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
  public void noise(long seed, long firstWord) {
    layer.recurrence().noise(seed, firstWord);
  }

  @Override
  public long noiseWords() {
    return layer.noiseWords();
  }

  @Override
  public void rewire(SparsityPattern pattern, int[] from, float[] fresh) {
    connections().getFirst().rewire(pattern, from, fresh);
  }

  @Override
  public HiddenOutput output() {
    return new HiddenOutput(layer.recurrence().hidden(), last);
  }

  @Override
  public Sequence outputs() {
    return readout.outputs();
  }

  @Override
  public void forward(BatchShape shape) {
    forwardHidden(shape);
    readOut(shape);
  }

  @Override
  public void forwardHidden(BatchShape shape) {
    layer.forward(shape.steps(), shape.columns());
    last = shape.steps() - 1;
  }

  @Override
  public void readOut(BatchShape shape) {
    readout.forward(layer.recurrence().hidden(), shape);
  }

  @Override
  public void evaluate(BatchShape shape, Metrics metrics) {
    readout.evaluate(shape, metrics);
  }

  @Override
  public void backward(BatchShape shape, Metrics metrics) {
    Recurrence recurrence = layer.recurrence();
    readout.backward(
        recurrence.hidden(),
        recurrence.outputGradient(),
        recurrence.outputSlot(shape.steps() - 1),
        recurrence.outputDerivative(),
        shape,
        metrics);
    layer.backward(shape.steps(), shape.columns());
  }

  @Override
  public void close() {
    // The back end owns every buffer and closes them.
  }
}
