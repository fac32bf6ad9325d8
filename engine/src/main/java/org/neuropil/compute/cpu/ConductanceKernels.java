package org.neuropil.compute.cpu;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.neuropil.compute.ConductanceProduct;

/**
 * The inner loops over conductances. A connection's sigmoid needs one exponential, {@link
 * FloatExp}: with e = exp(-|z|) and r = 1 / (1 + e), the sigmoid is r for z at or above 0 and e r
 * below, and its slope is e r r, both without cancellation.
 *
 * <p>Sums over columns are 16 interleaved partial sums, then these pairwise: the same bits at every
 * vector width and for any share of the rows among threads.
 */
final class ConductanceKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LINE = CpuSequence.LINE;
  private static final float LIMIT = (float) -ConductanceProduct.LIMIT;

  private ConductanceKernels() {}

  /** The values of the four parameters, or of their gradients. */
  @SuppressWarnings("ArrayRecordComponent")
  record Values(float[] weight, float[] reversal, float[] midpoint, float[] slope) {}

  /** One step of a sequence: its values and where it begins. */
  @SuppressWarnings("ArrayRecordComponent")
  record Rows(float[] data, int at, int stride) {
    int row(int i) {
      return at + i * stride;
    }

    /** Zeroes what lies beyond the active columns of row i. */
    void clearPadding(int i, int columns) {
      Arrays.fill(data, row(i) + columns, row(i) + stride, 0f);
    }
  }

  /** Columns in whole lines. */
  private static int padded(int columns) {
    return (columns + LINE - 1) / LINE * LINE;
  }

  /** exp(-min(|z|, LIMIT)). */
  private static FloatVector decay(FloatVector z) {
    return FloatExp.exp(z.abs().min(LIMIT).neg());
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }

  private static FloatVector load(Rows rows, int i, int k) {
    return FloatVector.fromArray(SPECIES, rows.data, rows.row(i) + k);
  }

  /** The new gradient, with what is too small to matter as 0; see {@link Pointwise#TINY}. */
  private static FloatVector withoutTiny(FloatVector x) {
    return x.blend(0f, x.abs().compare(VectorOperators.LT, Pointwise.TINY));
  }

  /** Sums of receivers [first, last): pattern by receivers. */
  static void forward(
      int[] offsets,
      int[] senders,
      Values values,
      Rows x,
      Rows num,
      Rows den,
      int columns,
      int first,
      int last) {
    for (int j = first; j < last; j++) {
      for (int k = 0; k < padded(columns); k += SPECIES.length()) {
        FloatVector sum = FloatVector.zero(SPECIES);
        FloatVector total = FloatVector.zero(SPECIES);
        for (int e = offsets[j]; e < offsets[j + 1]; e++) {
          FloatVector z = load(x, senders[e], k).sub(values.midpoint[e]).mul(values.slope[e]);
          FloatVector decay = decay(z);
          FloatVector open = broadcast(1f).div(decay.add(1f));
          open = open.blend(decay.mul(open), z.compare(VectorOperators.LT, 0f));
          FloatVector conductance = open.mul(values.weight[e]);
          total = total.add(conductance);
          sum = conductance.fma(broadcast(values.reversal[e]), sum);
        }
        sum.intoArray(num.data, num.row(j) + k);
        total.intoArray(den.data, den.row(j) + k);
      }
      num.clearPadding(j, columns);
      den.clearPadding(j, columns);
    }
  }

  /**
   * Gradients of senders [first, last) and of their connections: pattern by senders, whose entry p
   * is connection permutation[p]. The padding of dNum and dDen is zero, which keeps padding out of
   * all sums.
   */
  static void backward(
      int[] offsets,
      int[] receivers,
      int[] permutation,
      Values values,
      Rows x,
      Rows dNum,
      Rows dDen,
      Rows dx,
      boolean accumulate,
      int columns,
      Values gradients,
      int first,
      int last) {
    float[] partial = new float[4 * LINE];
    int width = padded(columns);
    for (int i = first; i < last; i++) {
      int to = dx.row(i);
      if (!accumulate) {
        Arrays.fill(dx.data, to, to + dx.stride, 0f);
      }
      for (int p = offsets[i]; p < offsets[i + 1]; p++) {
        int e = permutation[p];
        int j = receivers[p];
        FloatVector midpoint = broadcast(values.midpoint[e]);
        FloatVector slope = broadcast(values.slope[e]);
        FloatVector reversal = broadcast(values.reversal[e]);
        FloatVector steepest = broadcast(values.weight[e] * values.slope[e]);
        for (int lane = 0; lane < LINE; lane += SPECIES.length()) {
          FloatVector weightSum = FloatVector.zero(SPECIES);
          FloatVector reversalSum = FloatVector.zero(SPECIES);
          FloatVector midpointSum = FloatVector.zero(SPECIES);
          FloatVector slopeSum = FloatVector.zero(SPECIES);
          for (int k = lane; k < width; k += LINE) {
            FloatVector above = load(x, i, k).sub(midpoint);
            FloatVector z = above.mul(slope);
            FloatVector decay = decay(z);
            FloatVector half = broadcast(1f).div(decay.add(1f));
            FloatVector other = decay.mul(half);
            FloatVector open = half.blend(other, z.compare(VectorOperators.LT, 0f));
            FloatVector num = load(dNum, j, k);
            FloatVector c = num.fma(reversal, load(dDen, j, k));
            FloatVector change = other.mul(half).mul(c);
            weightSum = open.fma(c, weightSum);
            reversalSum = open.fma(num, reversalSum);
            midpointSum = midpointSum.add(change);
            slopeSum = above.fma(change, slopeSum);
            FloatVector before = FloatVector.fromArray(SPECIES, dx.data, to + k);
            withoutTiny(change.fma(steepest, before)).intoArray(dx.data, to + k);
          }
          weightSum.intoArray(partial, lane);
          reversalSum.intoArray(partial, LINE + lane);
          midpointSum.intoArray(partial, 2 * LINE + lane);
          slopeSum.intoArray(partial, 3 * LINE + lane);
        }
        float weight = values.weight[e];
        gradients.weight[e] += sum(partial, 0);
        gradients.reversal[e] += weight * sum(partial, LINE);
        gradients.midpoint[e] -= weight * values.slope[e] * sum(partial, 2 * LINE);
        gradients.slope[e] += weight * sum(partial, 3 * LINE);
      }
      dx.clearPadding(i, columns);
    }
  }

  /** Pairwise sum of 16 floats from {@code at} on; spoils them. */
  private static float sum(float[] partial, int at) {
    for (int half = LINE / 2; half > 0; half >>= 1) {
      for (int lane = 0; lane < half; lane++) {
        partial[at + lane] += partial[at + lane + half];
      }
    }
    return partial[at];
  }

  /** The new state of node j. */
  static void step(
      float cm,
      float gl,
      float vl,
      Rows next,
      Rows v,
      Rows num,
      Rows den,
      Rows inNum,
      Rows inDen,
      int columns,
      int j) {
    for (int k = 0; k < padded(columns); k += SPECIES.length()) {
      FloatVector above = load(v, j, k).mul(cm).add(gl * vl);
      above = above.add(load(num, j, k)).add(load(inNum, j, k));
      FloatVector below = load(den, j, k).add(load(inDen, j, k)).add(cm + gl);
      above.div(below).intoArray(next.data, next.row(j) + k);
    }
    next.clearPadding(j, columns);
  }

  /**
   * Gradients through {@link #step} of node j.
   *
   * @param sums out: of q (v - next), q (vl - next) and q, in places 0, 16 and 32
   */
  static void stepBackward(
      float cm,
      float gl,
      float vl,
      Rows dNext,
      Rows next,
      Rows v,
      Rows den,
      Rows inDen,
      Rows dv,
      boolean accumulate,
      Rows dNum,
      Rows dDen,
      int columns,
      int j,
      float[] sums) {
    if (!accumulate) {
      Arrays.fill(dv.data, dv.row(j), dv.row(j) + dv.stride, 0f);
    }
    for (int lane = 0; lane < LINE; lane += SPECIES.length()) {
      FloatVector moved = FloatVector.zero(SPECIES);
      FloatVector leaked = FloatVector.zero(SPECIES);
      FloatVector all = FloatVector.zero(SPECIES);
      for (int k = lane; k < padded(columns); k += LINE) {
        FloatVector below = load(den, j, k).add(load(inDen, j, k)).add(cm + gl);
        FloatVector q = withoutTiny(load(dNext, j, k).div(below));
        FloatVector after = load(next, j, k);
        moved = q.fma(load(v, j, k).sub(after), moved);
        leaked = q.fma(broadcast(vl).sub(after), leaked);
        all = all.add(q);
        withoutTiny(q.fma(broadcast(cm), load(dv, j, k))).intoArray(dv.data, dv.row(j) + k);
        q.intoArray(dNum.data, dNum.row(j) + k);
        withoutTiny(q.neg().mul(after)).intoArray(dDen.data, dDen.row(j) + k);
      }
      moved.intoArray(sums, lane);
      leaked.intoArray(sums, LINE + lane);
      all.intoArray(sums, 2 * LINE + lane);
    }
    sum(sums, 0);
    sum(sums, LINE);
    sum(sums, 2 * LINE);
    dv.clearPadding(j, columns);
    dNum.clearPadding(j, columns);
    dDen.clearPadding(j, columns);
  }

  /** {@code y = factor x + summand} in row i. */
  static void scale(float factor, float summand, Rows x, Rows y, int columns, int i) {
    for (int k = 0; k < padded(columns); k += SPECIES.length()) {
      load(x, i, k).fma(broadcast(factor), broadcast(summand)).intoArray(y.data, y.row(i) + k);
    }
    y.clearPadding(i, columns);
  }

  /** Sum of d x over the columns of row i, d's padding being zero. */
  static float dot(Rows d, Rows x, int columns, int i, float[] partial) {
    for (int lane = 0; lane < LINE; lane += SPECIES.length()) {
      FloatVector sum = FloatVector.zero(SPECIES);
      for (int k = lane; k < padded(columns); k += LINE) {
        sum = load(d, i, k).fma(load(x, i, k), sum);
      }
      sum.intoArray(partial, lane);
    }
    return sum(partial, 0);
  }
}
