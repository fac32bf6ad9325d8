package org.neuropil.compute.cpu;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Indices;

/**
 * Softmax with cross-entropy of one step: neighbouring samples side by side in vectors, in float,
 * but so that small losses keep their relative accuracy: the exponentials beside the largest one,
 * which is 1, are summed without it, and the loss is log(1 + others) + max - z[label]. Samples with
 * a NaN or infinite logit, and the softmax that is taken twice, go one by one in double.
 */
final class SoftmaxLoss {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Nanoseconds a logit, roughly. */
  static final double COST = 2;

  private final CpuSequence logits;
  private final CpuIndices labels;
  private final int columns;
  private final double scale;
  private final boolean twice;
  private final @Nullable CpuSequence gradient;
  private final int classes;
  private final int stride;

  /**
   * The loss of a batch.
   *
   * @param gradient null for an evaluation only
   */
  SoftmaxLoss(
      CpuSequence logits,
      CpuIndices labels,
      int columns,
      double scale,
      boolean twice,
      @Nullable CpuSequence gradient) {
    this.logits = logits;
    this.labels = labels;
    this.columns = columns;
    this.scale = scale;
    this.twice = twice;
    this.gradient = gradient;
    this.classes = logits.nodes();
    this.stride = logits.stride();
  }

  /** What one step adds to the totals, its samples in order. */
  CpuTotals.Part step(int s) {
    CpuTotals.Part part = new CpuTotals.Part();
    float[] e = new float[classes * LANES];
    float[] largest = new float[LANES];
    float[] best = new float[LANES];
    float[] others = new float[LANES];
    float[] defect = new float[LANES];
    for (int k = 0; k < columns; k += LANES) {
      if (!twice) {
        exponentials(logits.at(s) + k, e, largest, best, others, defect);
      }
      for (int lane = 0; lane < Math.min(LANES, columns - k); lane++) {
        int label = labels.data()[labels.at(s) + k + lane];
        int at = logits.at(s) + k + lane;
        if (label == Indices.NONE) {
          writeZero(s, k + lane);
        } else if (twice || defect[lane] != 0) {
          single(at, label, s, k + lane, part);
        } else {
          double rest = others[lane];
          part.samples++;
          part.correct += (int) best[lane] == label ? 1 : 0;
          part.loss +=
              Math.log1p(rest) + ((double) largest[lane] - logits.data()[at + label * stride]);
          write(s, k + lane, e, lane, label, (int) best[lane], rest);
        }
      }
    }
    if (gradient != null) {
      gradient.clearPadding(s, 0, classes, columns);
    }
    return part;
  }

  /**
   * Of the samples of one vector: e = exp(z - max), the largest logit, its class, and the sum of e
   * beside it; the defect is not 0 where a logit is NaN or infinite.
   */
  private void exponentials(
      int at, float[] e, float[] largest, float[] best, float[] others, float[] defect) {
    float[] z = logits.data();
    FloatVector max = FloatVector.fromArray(SPECIES, z, at);
    FloatVector index = FloatVector.zero(SPECIES);
    // x - x is 0 for every number, and NaN else.
    FloatVector bad = max.sub(max);
    for (int c = 1; c < classes; c++) {
      FloatVector x = FloatVector.fromArray(SPECIES, z, at + c * stride);
      VectorMask<Float> above = x.compare(VectorOperators.GT, max);
      max = max.blend(x, above);
      index = index.blend((float) c, above);
      bad = bad.add(x.sub(x));
    }
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int c = 0; c < classes; c++) {
      FloatVector y = FloatExp.exp(FloatVector.fromArray(SPECIES, z, at + c * stride).sub(max));
      y.intoArray(e, c * LANES);
      sum = sum.add(y.blend(0f, index.compare(VectorOperators.EQ, (float) c)));
    }
    max.intoArray(largest, 0);
    index.intoArray(best, 0);
    sum.intoArray(others, 0);
    bad.intoArray(defect, 0);
  }

  /**
   * The gradient of one sample: scale (P - Y), with P - 1 of the best class without cancellation.
   */
  private void write(int s, int k, float[] e, int lane, int label, int best, double rest) {
    if (gradient == null) {
      return;
    }
    float[] d = gradient.data();
    int at = gradient.at(s) + k;
    double factor = scale / (1 + rest);
    for (int c = 0; c < classes; c++) {
      d[at + c * stride] = (float) (factor * e[c * LANES + lane]);
    }
    d[at + label * stride] =
        (float) (label == best ? -factor * rest : factor * e[label * LANES + lane] - scale);
  }

  private void writeZero(int s, int k) {
    if (gradient != null) {
      int at = gradient.at(s) + k;
      for (int c = 0; c < classes; c++) {
        gradient.data()[at + c * stride] = 0f;
      }
    }
  }

  /** One sample in double, as the definition says. */
  private void single(int at, int label, int s, int k, CpuTotals.Part part) {
    double[] z = new double[classes];
    boolean finite = true;
    for (int c = 0; c < classes; c++) {
      z[c] = logits.data()[at + c * stride];
      finite &= Double.isFinite(z[c]);
    }
    double[] p = z.clone();
    double sum = softmax(p);
    double[] q = twice ? p.clone() : p;
    if (twice) {
      double largest = Arrays.stream(p).max().orElse(0);
      sum = softmax(q);
      part.loss += largest + Math.log(sum) - p[label];
    } else {
      part.loss += z[best(z)] + Math.log(sum) - z[label];
    }
    part.samples++;
    part.correct += best(z) == label ? 1 : 0;
    part.defective += finite ? 0 : 1;
    if (gradient == null) {
      return;
    }
    double mean = 0;
    for (int c = 0; c < classes; c++) {
      mean += p[c] * (q[c] - (c == label ? 1 : 0));
    }
    for (int c = 0; c < classes; c++) {
      double slope = q[c] - (c == label ? 1 : 0);
      gradient.data()[gradient.at(s) + c * stride + k] =
          (float) (scale * (twice ? p[c] * (slope - mean) : slope));
    }
  }

  /** In place; returns the sum of exp(z - max). */
  private static double softmax(double[] z) {
    double max = z[best(z)];
    double sum = 0;
    for (int c = 0; c < z.length; c++) {
      z[c] = Math.exp(z[c] - max);
      sum += z[c];
    }
    for (int c = 0; c < z.length; c++) {
      z[c] /= sum;
    }
    return sum;
  }

  /** The first NaN wins, as PyTorch's argmax has it; else the lowest index of the largest. */
  private static int best(double[] z) {
    int best = 0;
    for (int c = 1; c < z.length; c++) {
      if (!Double.isNaN(z[best]) && (z[c] > z[best] || Double.isNaN(z[c]))) {
        best = c;
      }
    }
    return best;
  }
}
