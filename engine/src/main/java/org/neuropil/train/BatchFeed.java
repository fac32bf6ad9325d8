package org.neuropil.train;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Indices;
import org.neuropil.compute.Sequence;
import org.neuropil.network.BatchShape;
import org.neuropil.network.Network;
import org.neuropil.task.Batches;
import org.neuropil.task.Sequences;

/**
 * Carries batches from a data set to a network's buffers, through staging arrays that are made
 * once. As many steps are active as the longest sample of the batch has; after the last step of a
 * shorter one its inputs are zeros (token 0), its steps have no label, and its target values the
 * weight 0. A network that reads out the last step alone sees the last active one for all samples.
 */
final class BatchFeed {
  private final Network network;
  private final Sequences.Target target;
  private final float[] inputs;
  private final int[] tokens;
  private final int[] labels;
  private final float[] targets;
  private final float[] weights;

  /**
   * A feed.
   *
   * @param target kind of the targets of all data that will be fed
   * @throws IllegalArgumentException if the network is not made for such targets
   */
  BatchFeed(Network network, Sequences.Target target) {
    this.network = network;
    this.target = target;
    Indices labelBuffer = network.labels();
    Sequence targetBuffer = network.targets();
    boolean classes = target == Sequences.Target.CLASS || target == Sequences.Target.STEP_CLASS;
    boolean everyStep =
        target == Sequences.Target.STEP_CLASS || target == Sequences.Target.STEP_VALUES;
    if ((classes ? labelBuffer == null : targetBuffer == null)
        || network.spec().readout().everyStep() != everyStep) {
      throw new IllegalArgumentException(
          "targets of kind "
              + target
              + " do not fit a readout of "
              + (network.spec().readout().everyStep() ? "every step" : "the last step")
              + " with "
              + network.spec().readout().loss());
    }
    int places = network.steps() * network.batch();
    int values = targetBuffer == null ? 0 : targetBuffer.steps() * targetBuffer.nodes();
    boolean text = network.tokens() != null;
    this.inputs = new float[text ? places : places * network.inputs().nodes()];
    this.tokens = new int[text ? places : 0];
    this.labels = new int[labelBuffer == null ? 0 : labelBuffer.steps() * network.batch()];
    this.targets = new float[values * network.batch()];
    this.weights = new float[values * network.batch()];
  }

  /** Loads batch {@code b} and says what it fills. */
  BatchShape load(Batches batches, int b) {
    int columns = batches.length(b);
    int steps = batches.steps(b);
    loadInputs(batches, b, steps, columns);
    return switch (target) {
      case CLASS -> {
        batches.labels(b, labels);
        yield new BatchShape(columns, steps, writeLabels(1, columns));
      }
      case STEP_CLASS -> {
        stepLabels(batches, b, steps, columns);
        yield new BatchShape(columns, steps, writeLabels(steps, columns));
      }
      case VALUES, STEP_VALUES -> {
        loadTargets(batches, b, target == Sequences.Target.VALUES ? 1 : steps, columns);
        yield BatchShape.of(columns, steps);
      }
    };
  }

  private void loadInputs(Batches batches, int b, int steps, int columns) {
    Indices tokenBuffer = network.tokens();
    int nodes = tokenBuffer == null ? network.inputs().nodes() : 1;
    int used = steps * nodes * columns;
    Arrays.fill(inputs, 0, used, 0f);
    batches.read(b, inputs, columns);
    if (tokenBuffer == null) {
      network.inputs().write(0, steps, columns, inputs);
      return;
    }
    for (int k = 0; k < used; k++) {
      tokens[k] = (int) inputs[k];
    }
    tokenBuffer.write(tokens, steps, columns);
  }

  private void stepLabels(Batches batches, int b, int steps, int columns) {
    Sequences data = batches.data();
    for (int column = 0; column < columns; column++) {
      int sample = batches.sample(b, column);
      int own = data.steps(sample);
      for (int t = 0; t < steps; t++) {
        labels[t * columns + column] = t < own ? data.label(sample, t) : Indices.NONE;
      }
    }
  }

  /** Writes the staged labels and counts those that are one. */
  private int writeLabels(int steps, int columns) {
    Indices buffer = present(network.labels());
    buffer.write(labels, steps, columns);
    int count = 0;
    for (int k = 0; k < steps * columns; k++) {
      count += labels[k] == Indices.NONE ? 0 : 1;
    }
    return count;
  }

  private void loadTargets(Batches batches, int b, int steps, int columns) {
    Sequences data = batches.data();
    Sequence buffer = present(network.targets());
    int used = steps * buffer.nodes() * columns;
    Arrays.fill(targets, 0, used, 0f);
    // Values after the last step have no weights of their own.
    Arrays.fill(weights, 0, used, target == Sequences.Target.VALUES ? 1f : 0f);
    for (int column = 0; column < columns; column++) {
      data.readTargets(batches.sample(b, column), targets, weights, column, columns);
    }
    buffer.write(0, steps, columns, targets);
    Sequence weightBuffer = network.targetWeights();
    if (weightBuffer != null) {
      weightBuffer.write(0, steps, columns, weights);
    }
  }

  /** The constructor has made sure of it. */
  private static <T> T present(@Nullable T buffer) {
    if (buffer == null) {
      throw new IllegalStateException("the network has lost a buffer");
    }
    return buffer;
  }
}
