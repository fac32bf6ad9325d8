package org.neuropil.analysis.statistics;

import org.neuropil.error.UserError;

/** The outputs of nodes to the same samples, such as those of a hidden layer to test images. */
public interface Responses {
  /** Number of nodes. */
  int nodes();

  /** Number of samples. */
  int samples();

  /**
   * The outputs of one node to all samples. May be called by several threads at once.
   *
   * @param into length samples(); filled
   */
  void copy(int node, double[] into);

  /** One array a node, all of one length; held by reference. */
  static Responses of(float[][] byNode) {
    int samples = byNode.length == 0 ? 0 : byNode[0].length;
    for (float[] one : byNode) {
      if (one.length != samples) {
        throw new IllegalArgumentException(
            "nodes with %d and %d samples".formatted(samples, one.length));
      }
    }
    return new Responses() {
      @Override
      public int nodes() {
        return byNode.length;
      }

      @Override
      public int samples() {
        return samples;
      }

      @Override
      public void copy(int node, double[] into) {
        float[] from = byNode[node];
        for (int s = 0; s < samples; s++) {
          into[s] = from[s];
        }
      }
    };
  }

  /**
   * All outputs in one array, those of a node next to each other; held by reference.
   *
   * @param nodeMajor length nodes * samples
   */
  static Responses of(int nodes, int samples, float[] nodeMajor) {
    if (nodeMajor.length != (long) nodes * samples) {
      throw new IllegalArgumentException(
          "%d nodes, %d samples, %d values".formatted(nodes, samples, nodeMajor.length));
    }
    return new Responses() {
      @Override
      public int nodes() {
        return nodes;
      }

      @Override
      public int samples() {
        return samples;
      }

      @Override
      public void copy(int node, double[] into) {
        int start = node * samples;
        for (int s = 0; s < samples; s++) {
          into[s] = nodeMajor[start + s];
        }
      }
    };
  }

  /**
   * Refuses outputs that are not finite.
   *
   * @throws UserError data, naming the first one
   */
  static void checkFinite(int node, double... outputs) {
    for (int s = 0; s < outputs.length; s++) {
      if (!Double.isFinite(outputs[s])) {
        throw UserError.data(
            "the output of node %d to sample %d is %s".formatted(node, s, outputs[s]),
            "look for diverged training");
      }
    }
  }
}
