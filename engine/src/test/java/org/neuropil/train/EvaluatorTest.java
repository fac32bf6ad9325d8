package org.neuropil.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Indices;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.compute.reference.ReferenceBackend;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.network.BatchShape;
import org.neuropil.network.Network;
import org.neuropil.network.Networks;
import org.neuropil.network.ReadoutSpec;
import org.neuropil.task.Sequences;

/** Whole batches against samples one at a time, written to the network's buffers by hand. */
class EvaluatorTest {
  private static final SparsityPattern PATTERN = SparsityPattern.bernoulli(12, 12, 0.3, 1, 0);
  private static final int STEPS = 5;

  private static RandomSequences data(
      Sequences.Target target, boolean varied, int vocabulary, boolean scored) {
    int inputs = vocabulary > 0 ? 1 : 3;
    return new RandomSequences(target, 11, STEPS, varied, inputs, 3, vocabulary, scored);
  }

  private static Network network(
      Backend backend, ReadoutSpec.Loss loss, boolean everyStep, int vocabulary) {
    Network network =
        Networks.create(
            backend,
            Tiny.spec(new ReadoutSpec(loss, everyStep), vocabulary),
            PATTERN,
            PlanKind.AUTO,
            STEPS,
            Tiny.BATCH);
    Networks.initialise(backend, network, Tiny.SEED);
    return network;
  }

  /** Writes one sample without a batch feed. */
  private static BatchShape alone(Network network, RandomSequences data, int sample) {
    int steps = data.steps(sample);
    float[] inputs = new float[steps * data.inputs()];
    data.read(sample, inputs, 0, 1);
    Indices tokens = network.tokens();
    if (tokens == null) {
      network.inputs().write(0, steps, 1, inputs);
    } else {
      int[] words = new int[steps];
      for (int t = 0; t < steps; t++) {
        words[t] = (int) inputs[t];
      }
      tokens.write(words, steps, 1);
    }
    int slices = network.spec().readout().everyStep() ? steps : 1;
    int labels = slices;
    if (network.labels() != null) {
      int[] classes = new int[slices];
      labels = 0;
      for (int t = 0; t < slices; t++) {
        boolean one = data.target() == Sequences.Target.CLASS;
        classes[t] = one ? data.label(sample) : data.label(sample, t);
        labels += classes[t] == Indices.NONE ? 0 : 1;
      }
      network.labels().write(classes, slices, 1);
    }
    if (network.targets() != null) {
      float[] values = new float[slices * data.outputs()];
      float[] weights = new float[slices * data.outputs()];
      java.util.Arrays.fill(weights, 1f);
      data.readTargets(sample, values, weights, 0, 1);
      network.targets().write(0, slices, 1, values);
      Sequence weightBuffer = network.targetWeights();
      if (weightBuffer != null) {
        weightBuffer.write(0, slices, 1, weights);
      }
    }
    return new BatchShape(1, steps, labels);
  }

  private static Metrics.Totals byHand(
      Backend backend, Network network, RandomSequences data, boolean scaleToBatch) {
    double loss = 0;
    long samples = 0;
    long correct = 0;
    for (int sample = 0; sample < data.size(); sample++) {
      BatchShape shape = alone(network, data, sample);
      Metrics metrics = backend.metrics("alone");
      network.forward(shape);
      network.evaluate(shape, metrics);
      Metrics.Totals totals = metrics.read();
      double scale = 1;
      if (scaleToBatch) {
        // The mean is over the steps of the batch, those of its longest sample.
        int longest = 0;
        for (int k = sample / 4 * 4; k < Math.min(data.size(), sample / 4 * 4 + 4); k++) {
          longest = Math.max(longest, data.steps(k));
        }
        scale = (double) data.steps(sample) / longest;
      }
      loss += scale * totals.lossSum();
      samples += totals.samples();
      correct += totals.correct();
    }
    return new Metrics.Totals(samples, correct, loss, 0);
  }

  private static Evaluation compare(
      Backend backend, Network network, RandomSequences data, boolean scaleToBatch) {
    Metrics.Totals expected = byHand(backend, network, data, scaleToBatch);
    try (Evaluator evaluator = new Evaluator(backend, network)) {
      Evaluation evaluation = evaluator.evaluate(data, (done, all) -> {});
      assertThat(evaluation.samples()).isEqualTo(expected.samples());
      assertThat(evaluation.totals().correct()).isEqualTo(expected.correct());
      assertThat(evaluation.totals().lossSum()).isCloseTo(expected.lossSum(), within(1e-9));
      return evaluation;
    }
  }

  @Test
  void classesOfSamples() {
    try (Backend backend = new ReferenceBackend()) {
      Network network = network(backend, ReadoutSpec.Loss.CROSS_ENTROPY, false, 0);
      RandomSequences data = data(Sequences.Target.CLASS, false, 0, false);
      Evaluation evaluation = compare(backend, network, data, false);
      assertThat(evaluation.accuracy()).isEqualTo(evaluation.totals().accuracy());
      assertThat(evaluation.groups()).isEmpty();
    }
  }

  @Test
  void tokens() {
    try (Backend backend = new ReferenceBackend()) {
      Network network = network(backend, ReadoutSpec.Loss.CROSS_ENTROPY, false, 9);
      compare(backend, network, data(Sequences.Target.CLASS, false, 9, false), false);
    }
  }

  @Test
  void classesOfStepsWithSamplesOfAllLengths() {
    try (Backend backend = new ReferenceBackend()) {
      Network network = network(backend, ReadoutSpec.Loss.CROSS_ENTROPY, true, 9);
      RandomSequences data = data(Sequences.Target.STEP_CLASS, true, 9, false);
      Evaluation evaluation = compare(backend, network, data, false);
      // Lengths 1 to 5 in turn are 31 steps; some have no label.
      assertThat(evaluation.samples()).isBetween(10L, 30L);
    }
  }

  @Test
  void values() {
    try (Backend backend = new ReferenceBackend()) {
      Network network = network(backend, ReadoutSpec.Loss.SQUARED_ERROR, false, 0);
      Evaluation evaluation =
          compare(backend, network, data(Sequences.Target.VALUES, false, 0, false), false);
      assertThat(evaluation.accuracy()).isNaN();
      Network sigmoid = network(backend, ReadoutSpec.Loss.SIGMOID_SQUARED_ERROR, false, 0);
      compare(backend, sigmoid, data(Sequences.Target.VALUES, false, 0, false), false);
    }
  }

  @Test
  void weightedValuesOfStepsAndTheirScore() {
    try (Backend backend = new ReferenceBackend()) {
      Network network = network(backend, ReadoutSpec.Loss.SIGMOID_SQUARED_ERROR, true, 0);
      RandomSequences data = data(Sequences.Target.STEP_VALUES, true, 0, true);
      Evaluation evaluation = compare(backend, network, data, true);
      int[] correct = new int[2];
      for (int sample = 0; sample < data.size(); sample++) {
        network.forward(alone(network, data, sample));
        float[] answer = new float[3];
        for (int i = 0; i < 3; i++) {
          double z = network.outputs().get(data.steps(sample) - 1, i, 0);
          answer[i] = (float) (1 / (1 + Math.exp(-z)));
        }
        correct[sample % 2] += data.isCorrect(sample, answer) ? 1 : 0;
      }
      assertThat(correct[0] + correct[1]).isBetween(1, 10);
      assertThat(evaluation.accuracy()).isEqualTo((correct[0] + correct[1]) / 11.0);
      assertThat(evaluation.groups())
          .containsExactly(
              new Evaluation.Group("even", 6, correct[0]),
              new Evaluation.Group("odd", 5, correct[1]),
              new Evaluation.Group("none", 0, 0));
      assertThat(evaluation.groups().get(2).accuracy()).isNaN();
    }
  }

  @Test
  void targetsThatDoNotFitTheReadoutAreRefused() {
    try (Backend backend = new ReferenceBackend()) {
      Network last = network(backend, ReadoutSpec.Loss.CROSS_ENTROPY, false, 0);
      for (Sequences.Target target :
          new Sequences.Target[] {Sequences.Target.STEP_CLASS, Sequences.Target.VALUES}) {
        assertThatThrownBy(() -> new BatchFeed(last, target))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(target + " do not fit a readout of the last step");
      }
    }
  }
}
