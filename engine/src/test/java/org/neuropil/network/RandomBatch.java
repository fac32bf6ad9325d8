package org.neuropil.network;

import org.neuropil.compute.Indices;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.Philox;

/** Random contents for whatever buffers a network has; every buffer has a stream of its own. */
final class RandomBatch {
  private RandomBatch() {}

  /** A label a sample, or one a step where every step is read out. */
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
    int slices = spec.readout().everyStep() ? steps : 1;
    network.inputs().write(0, steps, columns, symmetric(steps * spec.inputs() * columns, seed, 0));
    Indices tokens = network.tokens();
    if (tokens != null) {
      tokens.write(tokens(network, steps, columns, seed), steps, columns);
    }
    Sequence targets = network.targets();
    if (targets != null) {
      targets.write(0, slices, columns, symmetric(slices * spec.outputs() * columns, seed, 1));
    }
    Sequence weights = network.targetWeights();
    if (weights != null) {
      weights.write(0, slices, columns, symmetric(slices * spec.outputs() * columns, seed, 2));
    }
    int present = slices * columns;
    Indices labels = network.labels();
    if (labels != null) {
      Philox missing = new Philox(seed, Philox.Purpose.TEST, 3);
      int[] classes = new int[slices * columns];
      for (int k = 0; k < classes.length; k++) {
        boolean none = missing.nextUnit() < without;
        classes[k] = none ? Indices.NONE : label(network, k / columns, k % columns, columns, seed);
        present -= none ? 1 : 0;
      }
      labels.write(classes, slices, columns);
    }
    return new BatchShape(columns, steps, present);
  }

  /** The label that {@link #fill} writes. */
  static int label(Network network, int slice, int sample, int columns, long seed) {
    return new Philox(seed, Philox.Purpose.TEST, 100 + slice * columns + sample)
        .nextInt(network.spec().outputs());
  }

  /** The tokens that {@link #fill} writes, [steps][columns]; empty without a vocabulary. */
  static int[] tokens(Network network, int steps, int columns, long seed) {
    int vocabulary = network.spec().vocabulary();
    Philox random = new Philox(seed, Philox.Purpose.TEST, 4);
    int[] words = new int[vocabulary == 0 ? 0 : steps * columns];
    for (int k = 0; k < words.length; k++) {
      words[k] = random.nextInt(vocabulary);
    }
    return words;
  }

  private static float[] symmetric(int size, long seed, int index) {
    Philox random = new Philox(seed, Philox.Purpose.TEST, index);
    float[] values = new float[size];
    for (int e = 0; e < size; e++) {
      values[e] = random.nextSymmetric(1f);
    }
    return values;
  }
}
