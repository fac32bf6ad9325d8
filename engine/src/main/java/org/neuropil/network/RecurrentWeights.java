package org.neuropil.network;

import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * Initial hidden-to-hidden values. The value at (i, j) depends on its place alone, not on the mask.
 */
final class RecurrentWeights {
  /** Draws on the places of one matrix. */
  private interface Rule {
    /** A value of either sign. */
    float value(int i, int j);

    /** A value whose sign comes from elsewhere. */
    default float magnitude(int i, int j) {
      return Math.abs(value(i, j));
    }
  }

  private RecurrentWeights() {}

  /** Without signs, or with those of Dale's principle. */
  static float[] draw(NetworkSpec spec, SparsityPattern pattern, long seed) {
    if (spec.cell() == NetworkSpec.Cell.LTC) {
      return LiquidSynapses.weights(pattern, Philox.Purpose.RECURRENT_WEIGHTS, seed);
    }
    if (spec.init().recurrent() == InitSpec.Recurrent.SIGNED) {
      throw new IllegalArgumentException("signed weights need a topology");
    }
    DaleSpec dale = spec.dale();
    boolean signed = dale.mode() != DaleSpec.Mode.OFF;
    float[] signs = Networks.sourceSigns(spec, seed);
    float inhibitory = (float) dale.inhibitoryScale();
    Rule rule = rule(spec, seed);
    Philox start = new Philox(seed, Philox.Purpose.MASK, 0);
    float[] values = new float[pattern.nonzeros()];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        int j = pattern.column(e);
        long place = (long) i * pattern.cols() + j;
        if (dale.sparseToDense() && !(start.seek(place).nextUnit() < spec.density())) {
          continue;
        }
        if (!signed) {
          values[e] = rule.value(i, j);
        } else {
          float magnitude = rule.magnitude(i, j);
          values[e] = signs[j] > 0 ? magnitude : -magnitude * inhibitory;
        }
      }
    }
    return values;
  }

  /** With the signs of a topology. */
  static float[] draw(NetworkSpec spec, SignedTopology topology, long seed) {
    Rule rule = rule(spec, seed);
    SparsityPattern pattern = topology.pattern();
    float[] values = new float[pattern.nonzeros()];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        values[e] = topology.signs()[e] * rule.magnitude(i, pattern.column(e));
      }
    }
    return values;
  }

  private static Rule rule(NetworkSpec spec, long seed) {
    int n = spec.matrixSize();
    double limit = spec.init().weightLimit();
    return switch (spec.init().recurrent()) {
      case UNIFORM, SIGNED -> uniform(n, (float) limit, seed);
      case GAUSSIAN -> gaussian(n, 1 / Math.sqrt(n), seed);
      case ORTHOGONAL -> orthogonal(n, limit, seed);
    };
  }

  private static Rule uniform(int n, float limit, long seed) {
    Philox random = new Philox(seed, Philox.Purpose.RECURRENT_WEIGHTS, 0);
    return new Rule() {
      @Override
      public float value(int i, int j) {
        return random.seek((long) i * n + j).nextSymmetric(limit);
      }

      @Override
      public float magnitude(int i, int j) {
        return limit * random.seek((long) i * n + j).nextFloat();
      }
    };
  }

  private static Rule gaussian(int n, double sd, long seed) {
    Philox random = new Philox(seed, Philox.Purpose.RECURRENT_WEIGHTS, 0);
    return (i, j) -> (float) (sd * Draws.gaussianAt(random, (long) i * n + j));
  }

  private static Rule orthogonal(int n, double factor, long seed) {
    double[][] q = Draws.orthogonal(n, seed, Philox.Purpose.RECURRENT_WEIGHTS, 0);
    return (i, j) -> (float) (factor * q[i][j]);
  }
}
