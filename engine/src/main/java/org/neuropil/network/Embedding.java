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

  /** Where dLoss/dx goes before {@link #backward}. */
  Sequence inputGradient() {
    return dx;
  }

  /** The table's gradient. */
  void backward(int steps, int columns) {
    backend.embedGradient(tokens, dx, steps, columns, table.gradient());
  }
}
