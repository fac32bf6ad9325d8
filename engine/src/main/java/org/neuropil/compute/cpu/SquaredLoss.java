package org.neuropil.compute.cpu;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The weighted squared error of one step, neighbouring samples side by side. Errors are floats;
 * each sample's squares are summed in double, node by node, whatever the vector width.
 */
final class SquaredLoss {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Nanoseconds an output, roughly. */
  static final double COST = 1;

  private final CpuSequence z;
  private final boolean sigmoid;
  private final CpuSequence target;
  private final @Nullable CpuSequence weight;
  private final int columns;
  private final float factor;
  private final @Nullable CpuSequence gradient;

  /** Which samples have a NaN or infinite output; written by several threads, only ever to true. */
  private final boolean[] defective;

  /**
   * The loss of a batch.
   *
   * @param gradient null for an evaluation only
   */
  SquaredLoss(
      CpuSequence z,
      boolean sigmoid,
      CpuSequence target,
      @Nullable CpuSequence weight,
      int columns,
      double scale,
      @Nullable CpuSequence gradient) {
    this.z = z;
    this.sigmoid = sigmoid;
    this.target = target;
    this.weight = weight;
    this.columns = columns;
    this.factor = (float) (2 * scale / columns);
    this.gradient = gradient;
    this.defective = new boolean[columns];
  }

  /** The samples that had a NaN or infinite output in any step so far. */
  int defective() {
    int count = 0;
    for (boolean one : defective) {
      count += one ? 1 : 0;
    }
    return count;
  }

  /** The sum of squares of one step; writes its gradient. */
  double step(int s) {
    int stride = z.stride();
    double[] sums = new double[stride];
    for (int i = 0; i < z.nodes(); i++) {
      row(
          z.at(s) + i * stride,
          target.at(s) + i * stride,
          weight == null ? 0 : weight.at(s) + i * stride,
          gradient == null ? 0 : gradient.at(s) + i * stride,
          sums);
    }
    if (gradient != null) {
      gradient.clearPadding(s, 0, z.nodes(), columns);
    }
    double sum = 0;
    for (int k = 0; k < columns; k++) {
      sum += sums[k];
    }
    return sum;
  }

  private void row(int zAt, int targetAt, int weightAt, int gradientAt, double[] sums) {
    for (int k = 0; k < columns; k += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, z.data(), zAt + k);
      VectorMask<Float> finite = x.abs().compare(VectorOperators.LT, Float.POSITIVE_INFINITY);
      if (!finite.allTrue()) {
        mark(zAt, k);
      }
      FloatVector y = x;
      FloatVector slope = FloatVector.broadcast(SPECIES, factor);
      if (sigmoid) {
        // With e = exp(-|z|): y = 1/(1+e) or e/(1+e), dy/dz = e/(1+e)^2.
        FloatVector e = FloatExp.exp(x.abs().neg());
        FloatVector below = e.add(1f);
        FloatVector small = e.div(below);
        FloatVector large = FloatVector.broadcast(SPECIES, 1f).div(below);
        y = large.blend(small, x.compare(VectorOperators.LT, 0f));
        slope = slope.mul(small.mul(large));
      }
      FloatVector error = y.sub(FloatVector.fromArray(SPECIES, target.data(), targetAt + k));
      if (weight != null) {
        FloatVector w = FloatVector.fromArray(SPECIES, weight.data(), weightAt + k);
        error = error.mul(w);
        slope = slope.mul(w);
      }
      addSquare(error, 0, sums, k);
      addSquare(error, 1, sums, k + LANES / 2);
      if (gradient != null) {
        error.mul(slope).intoArray(gradient.data(), gradientAt + k);
      }
    }
  }

  /** Adds the squares of one half of the lanes. */
  private static void addSquare(FloatVector error, int half, double[] sums, int at) {
    DoubleVector e = (DoubleVector) error.convertShape(VectorOperators.F2D, DOUBLES, half);
    e.fma(e, DoubleVector.fromArray(DOUBLES, sums, at)).intoArray(sums, at);
  }

  private void mark(int zAt, int k) {
    for (int lane = k; lane < Math.min(columns, k + LANES); lane++) {
      defective[lane] |= !Float.isFinite(z.data()[zAt + lane]);
    }
  }
}
