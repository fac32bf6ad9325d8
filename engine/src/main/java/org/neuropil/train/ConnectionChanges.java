package org.neuropil.train;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neuropil.network.Network;
import org.neuropil.sparsify.PatternChange;
import org.neuropil.sparsify.Sparsifier;

/** Carries out what a rule wants of the connections, and remembers when each was created. */
final class ConnectionChanges {
  private final Network network;
  private final @Nullable Sparsifier rule;
  private int[] birthEpochs;

  /** Without a rule, nothing ever changes. */
  ConnectionChanges(Network network, @Nullable Sparsifier rule) {
    this.network = network;
    this.rule = rule;
    this.birthEpochs = new int[0];
  }

  /** Takes up the state of a training whose weights the network has. */
  void start(TrainState state) {
    int connections = network.pattern().nonzeros();
    boolean known = state.birthEpochs().length == connections;
    birthEpochs = known ? state.birthEpochs().clone() : new int[rule == null ? 0 : connections];
    if (rule != null && (state.epoch() > 0 || state.batch() > 0)) {
      rule.resume(network.pattern(), values(), state.ruleMemory());
    }
  }

  void epochBegins(int epoch) {
    if (rule != null) {
      rule.epochBegins(epoch, network.pattern(), values());
    }
  }

  void stepEnds(long step, int epochsFinished) {
    if (rule != null && rule.actsAfterStep(step)) {
      rule.stepEnds(step, network.pattern(), values())
          .ifPresent(change -> apply(change, epochsFinished));
    }
  }

  /** What the rule wants after epoch {@code epoch}, counted from 0; not yet done. */
  @Nullable PatternChange wanted(int epoch) {
    Optional<PatternChange> change =
        rule == null ? Optional.empty() : rule.epochEnds(epoch, network.pattern(), values());
    return change.orElse(null);
  }

  /** Whether Adam starts anew after epoch {@code epoch}, counted from 0. */
  boolean restartsOptimiser(int epoch, boolean changed) {
    return rule != null && rule.restartsOptimiser(epoch, changed);
  }

  /** Whether the wiring of an epoch is that before the change. */
  boolean recordsBeforeChange() {
    return rule == null || rule.recordsBeforeChange();
  }

  /** How many connections the wiring of an epoch has. */
  int recordedConnections(@Nullable PatternChange change) {
    return change == null || recordsBeforeChange()
        ? network.pattern().nonzeros()
        : change.pattern().nonzeros();
  }

  void apply(PatternChange change, int epochsFinished) {
    if (change.pattern() != network.pattern()) {
      int[] births = new int[change.from().length];
      for (int e = 0; e < births.length; e++) {
        births[e] = change.from()[e] < 0 ? epochsFinished : birthEpochs[change.from()[e]];
      }
      birthEpochs = births;
      network.rewire(change.pattern(), change.from(), change.values());
    }
    // A rule may have moved the values that stay, too.
    network.hiddenToHidden().write(change.values());
  }

  /** For checkpoints; empty where nothing ever changes. */
  int[] birthEpochs() {
    return birthEpochs;
  }

  /** For checkpoints. */
  float[] memory() {
    return rule == null ? new float[0] : rule.memory();
  }

  /** The wiring as it stands. */
  Wiring wiring(int epoch, long step, boolean evaluated, @Nullable PatternChange change) {
    int connections = network.pattern().nonzeros();
    int[] births = birthEpochs.length == connections ? birthEpochs : new int[connections];
    return new EpochWiring(network, epoch, step, evaluated, births, change);
  }

  private float[] values() {
    return network.hiddenToHidden().value().view();
  }
}
