package org.neuropil.train;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neuropil.network.Network;
import org.neuropil.sparsify.PatternChange;
import org.neuropil.sparsify.Sparsifier;

/** Carries out what a rule wants of the connections, and remembers when each was created. */
final class ConnectionChanges {
  private final Network network;
  private final @Nullable Sparsifier rule;
  private final @Nullable RuledConnections inputs;
  private int[] birthEpochs;

  /**
   * Without a rule, nothing ever changes.
   *
   * @param inputRule of the connections from the inputs; not looked at where these are not sparse
   */
  ConnectionChanges(Network network, @Nullable Sparsifier rule, @Nullable Sparsifier inputRule) {
    this.network = network;
    this.rule = rule;
    this.inputs =
        inputRule == null || network.connections().size() < 2
            ? null
            : new RuledConnections(network.connections().get(1), inputRule);
    this.birthEpochs = new int[0];
  }

  /** Takes up the state of a training whose weights the network has. */
  void start(TrainState state) {
    int connections = network.pattern().nonzeros();
    boolean known = state.birthEpochs().length == connections;
    birthEpochs = known ? state.birthEpochs().clone() : new int[rule == null ? 0 : connections];
    if (rule != null && (state.epoch() > 0 || state.batch() > 0)) {
      Memories memories = Memories.of(state.ruleMemory(), inputs != null);
      rule.resume(network.pattern(), values(), memories.hidden());
      if (inputs != null) {
        inputs.resume(memories.inputs());
      }
    }
  }

  void epochBegins(int epoch) {
    if (rule != null) {
      rule.epochBegins(epoch, network.pattern(), values());
    }
    if (inputs != null) {
      inputs.epochBegins(epoch);
    }
  }

  void stepEnds(long step, int epochsFinished) {
    if (rule != null && rule.actsAfterStep(step)) {
      rule.stepEnds(step, network.pattern(), values())
          .ifPresent(change -> apply(change, epochsFinished));
    }
    if (inputs != null) {
      inputs.stepEnds(step);
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

  /**
   * Carries out what was {@link #wanted}, and what the rule of the inputs wants.
   *
   * @param epochsFinished number of finished epochs, the last of them being the one that ends
   */
  void finish(@Nullable PatternChange change, int epochsFinished) {
    if (change != null) {
      apply(change, epochsFinished);
    }
    if (inputs != null) {
      inputs.epochEnds(epochsFinished - 1);
    }
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
    if (rule == null) {
      return new float[0];
    }
    return inputs == null ? rule.memory() : new Memories(rule.memory(), inputs.memory()).together();
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

  /** What the two rules remember, as one array: the length of the first, in two parts, and both. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Memories(float[] hidden, float[] inputs) {
    private static final int PART = 1 << 16;

    static Memories of(float[] memory, boolean both) {
      if (!both || memory.length == 0) {
        return new Memories(memory, new float[0]);
      }
      int end = memory.length < 2 ? -1 : 2 + (int) memory[0] + PART * (int) memory[1];
      if (end < 2 || end > memory.length) {
        throw new IllegalArgumentException("the memory of two rules is damaged");
      }
      return new Memories(
          Arrays.copyOfRange(memory, 2, end), Arrays.copyOfRange(memory, end, memory.length));
    }

    float[] together() {
      float[] memory = new float[2 + hidden.length + inputs.length];
      memory[0] = hidden.length % PART;
      memory[1] = hidden.length / PART;
      System.arraycopy(hidden, 0, memory, 2, hidden.length);
      System.arraycopy(inputs, 0, memory, 2 + hidden.length, inputs.length);
      return memory;
    }
  }
}
