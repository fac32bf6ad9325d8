package org.neuropil.compute.reference;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/** The products written as their definitions, one connection and one sample at a time. */
final class ReferenceProduct implements HiddenProduct {
  private final SparsityPattern pattern;
  private double[] w;

  ReferenceProduct(SparsityPattern pattern) {
    this.pattern = pattern;
    this.w = new double[pattern.nonzeros()];
  }

  @Override
  public SparsityPattern pattern() {
    return pattern;
  }

  @Override
  public PlanKind plan() {
    return PlanKind.TILED;
  }

  @Override
  public void update(Buffer values) {
    w = ((DoubleBuffer) values).values().clone();
  }

  @Override
  public void forward(
      Sequence h, int from, Sequence out, int to, boolean accumulate, Activation phi, int columns) {
    double[][] x = ((DoubleSequence) h).values()[from];
    double[][] y = ((DoubleSequence) out).values()[to];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int k = 0; k < columns; k++) {
        double sum = accumulate ? y[i][k] : 0;
        for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
          sum += w[e] * x[pattern.column(e)][k];
        }
        y[i][k] = phi.apply(sum);
      }
      Arrays.fill(y[i], columns, y[i].length, 0);
    }
  }

  @Override
  public void backward(
      Sequence d,
      int from,
      Sequence out,
      int to,
      Activation phi,
      Sequence h,
      int hStep,
      int columns) {
    double[][] x = ((DoubleSequence) d).values()[from];
    double[][] y = new double[pattern.cols()][columns];
    for (int i = 0; i < pattern.rows(); i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        for (int k = 0; k < columns; k++) {
          y[pattern.column(e)][k] += w[e] * x[i][k];
        }
      }
    }
    ReferenceBackend.timesDerivative(
        y, phi, (DoubleSequence) h, hStep, columns, ((DoubleSequence) out).values()[to]);
  }

  @Override
  public void gradient(
      Sequence d, int dFrom, Sequence h, int hFrom, int count, int columns, Buffer g) {
    double[] sums = ((DoubleBuffer) g).values();
    Arrays.fill(sums, 0);
    for (int s = 0; s < count; s++) {
      double[][] delta = ((DoubleSequence) d).values()[dFrom + s];
      double[][] x = ((DoubleSequence) h).values()[hFrom + s];
      for (int i = 0; i < pattern.rows(); i++) {
        for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
          for (int k = 0; k < columns; k++) {
            sums[e] += delta[i][k] * x[pattern.column(e)][k];
          }
        }
      }
    }
  }

  @Override
  public void adam(
      Buffer values, Buffer g, Buffer m, Buffer v, AdamStep step, @Nullable Buffer sourceSigns) {
    ReferenceBackend.adamUpdate(values, g, m, v, step);
    if (sourceSigns != null) {
      double[] x = ((DoubleBuffer) values).values();
      double[] signs = ((DoubleBuffer) sourceSigns).values();
      for (int e = 0; e < x.length; e++) {
        if (x[e] * signs[pattern.column(e)] < 0) {
          x[e] = 0;
        }
      }
    }
  }

  @Override
  public long planBytes() {
    return 8L * w.length;
  }

  @Override
  public void close() {}
}
