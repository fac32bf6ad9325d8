package org.neuropil.train;

import org.neuropil.network.Connections;
import org.neuropil.sparsify.PatternChange;
import org.neuropil.sparsify.Sparsifier;

/** A matrix of connections beside the hidden-to-hidden one, with the rule that changes it. */
final class RuledConnections {
  private final Connections connections;
  private final Sparsifier rule;

  RuledConnections(Connections connections, Sparsifier rule) {
    this.connections = connections;
    this.rule = rule;
  }

  void resume(float[] memory) {
    rule.resume(connections.pattern(), values(), memory);
  }

  float[] memory() {
    return rule.memory();
  }

  void epochBegins(int epoch) {
    rule.epochBegins(epoch, connections.pattern(), values());
  }

  void stepEnds(long step) {
    if (rule.actsAfterStep(step)) {
      rule.stepEnds(step, connections.pattern(), values()).ifPresent(this::apply);
    }
  }

  void epochEnds(int epoch) {
    rule.epochEnds(epoch, connections.pattern(), values()).ifPresent(this::apply);
  }

  private void apply(PatternChange change) {
    if (change.pattern() != connections.pattern()) {
      connections.rewire(change.pattern(), change.from(), change.values());
    }
    // A rule may have moved the values that stay, too.
    connections.weight().write(change.values());
  }

  private float[] values() {
    return connections.weight().value().view();
  }
}
