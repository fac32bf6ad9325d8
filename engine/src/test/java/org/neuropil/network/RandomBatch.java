package org.neuropil.network;

import org.neuropil.compute.Indices;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.Philox;

/** Random contents for whatever buffers a network has. */
final class RandomBatch {
  private RandomBatch() {}

  /** One label a sample in the last step, or one a step where every step is read out. */
  static BatchShape fill(Network network, int columns, int steps, long seed) {
    return fill(network, columns, steps, 0, seed);
  }

  /**
   * Fills the first steps and columns.
   *
   * @param without fraction of labels that are {@link Indices#NONE}
   */
  static BatchShape fill(Network network, int columns, int steps, double without, long seed) {
    NetworkSpec spec = network.spec();
    Philox random = new Philox(seed, Philox.Purpose.TEST, 0);
    network.inputs().write(0, steps, columns, symmetric(random, steps * spec.inputs() * columns));
    Indices tokens = network.tokens();
    if (tokens != null) {
      int[] words = new int[steps * columns];
      for (int k = 0; k < words.length; k++) {
        words[k] = random.nextInt(spec.vocabulary());
      }
      tokens.write(words, steps, columns);
    }
    int slices = spec.readout().everyStep() ? steps : 1;
    Sequence targets = network.targets();
    if (targets != null) {
      targets.write(0, slices, columns, symmetric(random, slices * spec.outputs() * columns));
    }
    Sequence weights = network.targetWeights();
    if (weights != null) {
      weights.write(0, slices, columns, symmetric(random, slices * spec.outputs() * columns));
    }
    int present = slices * columns;
    Indices labels = network.labels();
    if (labels != null) {
      int[] classes = new int[slices * columns];
      for (int k = 0; k < classes.length; k++) {
        boolean none = random.nextUnit() < without;
        classes[k] = none ? Indices.NONE : random.nextInt(spec.outputs());
        present -= none ? 1 : 0;
      }
      labels.write(classes, slices, columns);
    }
    return new BatchShape(columns, steps, present);
  }

  private static float[] symmetric(Philox random, int size) {
    float[] values = new float[size];
    for (int e = 0; e < size; e++) {
      values[e] = random.nextSymmetric(1f);
    }
    return values;
  }
}
