package org.neuropil.train;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Sequence;
import org.neuropil.network.BatchShape;
import org.neuropil.network.Network;
import org.neuropil.network.ReadoutSpec;
import org.neuropil.task.Batches;
import org.neuropil.task.Sequences;

/** Asks a data set whether answers are right, each at its sample's own last step, and counts. */
final class AnswerScores {
  private final Network network;
  private final Sequences data;
  private final int[] samples;
  private final int[] correct;

  AnswerScores(Network network, Sequences data) {
    this.network = network;
    this.data = data;
    int groups = Math.max(1, data.groups().size());
    this.samples = new int[groups];
    this.correct = new int[groups];
  }

  /** Adds the answers of the last forward pass. */
  void add(Batches batches, int b, BatchShape shape) {
    Sequence outputs = network.outputs();
    int nodes = outputs.nodes();
    int columns = shape.columns();
    boolean everyStep = network.spec().readout().everyStep();
    boolean logistic = network.spec().readout().loss() == ReadoutSpec.Loss.SIGMOID_SQUARED_ERROR;
    float[] answer = new float[nodes];
    float[][] read = new float[shape.steps()][];
    for (int column = 0; column < columns; column++) {
      int sample = batches.sample(b, column);
      int step = everyStep ? data.steps(sample) - 1 : 0;
      float @Nullable [] slice = read[step];
      if (slice == null) {
        slice = new float[nodes * columns];
        outputs.read(step, columns, slice);
        read[step] = slice;
      }
      for (int i = 0; i < nodes; i++) {
        float z = slice[i * columns + column];
        answer[i] = logistic ? (float) (1 / (1 + Math.exp(-z))) : z;
      }
      int group = data.groups().isEmpty() ? 0 : data.group(sample);
      samples[group]++;
      correct[group] += data.isCorrect(sample, answer) ? 1 : 0;
    }
  }

  /** Fraction of correct answers. */
  double accuracy() {
    long all = 0;
    long right = 0;
    for (int g = 0; g < samples.length; g++) {
      all += samples[g];
      right += correct[g];
    }
    return (double) right / all;
  }

  /** The table by groups. */
  List<Evaluation.Group> groups() {
    List<Evaluation.Group> groups = new ArrayList<>();
    for (int g = 0; g < data.groups().size(); g++) {
      groups.add(new Evaluation.Group(data.groups().get(g), samples[g], correct[g]));
    }
    return groups;
  }
}
