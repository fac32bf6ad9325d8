package org.neuropil.network;

import org.neuropil.compute.Backend;
import org.neuropil.compute.Indices;
import org.neuropil.compute.Sequence;

/** A trained table [vocabulary x inputs] whose rows are the inputs that the tokens stand for. */
final class Embedding {
  private final Backend backend;
  private final Parameter table;
  private final Indices tokens;
  private final Sequence dx;

  Embedding(Backend backend, int vocabulary, int inputs, int steps, int batch) {
    this.backend = backend;
    this.table = Parameter.matrix(backend, "embedding.weight", vocabulary, inputs);
    this.tokens = backend.indices("tokens", steps, batch);
    this.dx = backend.sequence("inputs.grad", inputs, steps, batch);
  }

  Parameter table() {
    return table;
  }

  Indices tokens() {
    return tokens;
  }

  /** Writes the inputs of the first {@code steps} steps. */
  void forward(Sequence x, int steps, int columns) {
    backend.embed(table.value(), tokens, x, steps, columns);
  }

  /** The table's gradient, through dx = U^T da. */
  void backward(Parameter inputWeight, Sequence da, int steps, int columns) {
    backend.affineBackward(inputWeight.value(), da, 0, dx, 0, steps, columns);
    backend.embedGradient(tokens, dx, steps, columns, table.gradient());
  }
}
