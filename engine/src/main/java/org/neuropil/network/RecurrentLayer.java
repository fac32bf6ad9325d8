package org.neuropil.network;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Indices;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/**
 * The recurrent layer: inputs, given or embedded, and the one time loop, forward and back, around a
 * {@link Recurrence}.
 */
final class RecurrentLayer {
  private final Recurrence recurrence;
  private final @Nullable Embedding embedding;
  private final Sequence x;

  RecurrentLayer(
      Backend backend,
      NetworkSpec spec,
      SparsityPattern pattern,
      PlanKind plan,
      int steps,
      int batch) {
    this.x = backend.sequence("inputs", spec.inputs(), steps, batch);
    this.embedding =
        spec.vocabulary() > 0
            ? new Embedding(backend, spec.vocabulary(), spec.inputs(), steps, batch)
            : null;
    this.recurrence =
        spec.cell() == NetworkSpec.Cell.LTC
            ? new LiquidRecurrence(backend, spec, pattern, steps, batch)
            : new LinearRecurrence(backend, spec, pattern, plan, steps, batch);
  }

  /** Points at which a pass of so many steps evaluates the right-hand side. */
  static int evaluations(NetworkSpec spec, int steps) {
    return switch (spec.cell()) {
      case CTRNN, LTC -> EulerCell.evaluations(spec.dynamics(), steps);
      case NEURAL_ODE -> RungeKuttaCell.evaluations(spec.dynamics(), steps);
      case RNN, FEEDFORWARD -> steps;
    };
  }

  List<Parameter> parameters() {
    return Stream.concat(
            Stream.ofNullable(embedding).map(Embedding::table), recurrence.parameters().stream())
        .toList();
  }

  Sequence inputs() {
    return x;
  }

  @Nullable Indices tokens() {
    return embedding == null ? null : embedding.tokens();
  }

  Recurrence recurrence() {
    return recurrence;
  }

  /** Words that a forward pass with noise draws at most. */
  long noiseWords() {
    return recurrence.noiseWords(x.steps(), x.batch());
  }

  void forward(int steps, int columns) {
    if (embedding != null) {
      embedding.forward(x, steps, columns);
    }
    recurrence.begin(x, steps, columns);
    for (int t = 0; t < steps; t++) {
      recurrence.forward(t, columns);
    }
  }

  /** All gradients, once the readout has put its share into the output gradient. */
  void backward(int steps, int columns) {
    for (int t = steps - 1; t >= 0; t--) {
      recurrence.backward(t, t == steps - 1, columns);
    }
    recurrence.end(x, embedding == null ? null : embedding.inputGradient(), steps, columns);
    if (embedding != null) {
      embedding.backward(steps, columns);
    }
  }
}
