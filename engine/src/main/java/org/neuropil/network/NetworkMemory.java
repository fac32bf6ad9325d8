package org.neuropil.network;

import org.neuropil.compute.Backend;
import org.neuropil.compute.MemoryNeed;
import org.neuropil.compute.NetworkSize;
import org.neuropil.compute.PlanKind;

/** What a network takes beyond the vanilla classifier that back ends predict. */
final class NetworkMemory {
  /** Samples are padded to some multiple by every back end; none uses more than this. */
  private static final int PADDING = 32;

  private NetworkMemory() {}

  static MemoryNeed predict(
      Backend backend, NetworkSpec spec, long connections, PlanKind plan, int steps, int batch) {
    int evaluations = RecurrentLayer.evaluations(spec, steps);
    NetworkSize size =
        new NetworkSize(
            spec.matrixSize(),
            connections,
            spec.hidden(),
            spec.inputs(),
            spec.outputs(),
            evaluations,
            batch);
    MemoryNeed base = backend.memory(size, plan);
    long rows = hiddenSlices(spec, steps, evaluations) * spec.hidden() + otherRows(spec, steps);
    long stride = (batch + PADDING - 1L) / PADDING * PADDING;
    long table = 16L * spec.vocabulary() * spec.inputs();
    return new MemoryNeed(
        base.parameters() + table + liquidBytes(spec, connections),
        base.activations() + 4 * stride * rows,
        base.available(),
        base.where());
  }

  /**
   * Of the four parameters a connection of a liquid time-constant network, three have no place in
   * the prediction of the back end; four where the connection comes from an input. Each has a
   * value, a gradient and two moments.
   */
  private static long liquidBytes(NetworkSpec spec, long connections) {
    return spec.cell() == NetworkSpec.Cell.LTC
        ? 16 * (3 * connections + 4L * spec.hidden() * spec.inputs())
        : 0;
  }

  /** Slices of all hidden nodes beyond two an evaluation. */
  private static long hiddenSlices(NetworkSpec spec, int steps, int evaluations) {
    long readOut = spec.readout().everyStep() ? steps : 1;
    return switch (spec.cell()) {
      case RNN -> spec.readout().everyStep() ? steps : 0;
      case CTRNN ->
          spec.dynamics().subSteps() == 1
              ? steps + readOut + 1
              : evaluations + 3L * steps + readOut + 1;
      case NEURAL_ODE -> evaluations + 3L * steps + readOut + 4;
      case LTC -> LiquidRecurrence.extraSlices(spec, steps);
      case FEEDFORWARD -> 0;
    };
  }

  /** Rows of targets, their weights, outputs and embedded inputs where there are any. */
  private static long otherRows(NetworkSpec spec, int steps) {
    long outputs = (long) spec.outputs() * (spec.readout().everyStep() ? steps : 1);
    long rows = spec.readout().everyStep() ? 2 * outputs : 0;
    rows +=
        switch (spec.readout().loss()) {
          case CROSS_ENTROPY, DOUBLE_SOFTMAX -> 0;
          case SQUARED_ERROR -> outputs;
          case SIGMOID_SQUARED_ERROR -> 2 * outputs;
        };
    if (spec.cell() == NetworkSpec.Cell.LTC) {
      // Inputs, mapped inputs and their gradient, of which as many are counted as there are
      // sub-steps.
      rows += Math.max(0, 3 - spec.dynamics().subSteps()) * (long) spec.inputs() * steps;
    }
    return rows + (spec.vocabulary() > 0 ? (long) spec.inputs() * steps : 0);
  }
}
