package org.neuropil.compute.reference;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.ConductanceProduct;
import org.neuropil.compute.Conductances;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/** Conductances as their definitions say, one node and one sample at a time. */
final class ReferenceConductances implements Conductances {
  @Override
  public ConductanceProduct product(String name, SparsityPattern pattern, int batch) {
    return new ReferenceConductanceProduct(pattern);
  }

  @Override
  public void step(
      Membrane membrane,
      Slice next,
      Slice v,
      Slice num,
      Slice den,
      Slice inNum,
      Slice inDen,
      int columns) {
    double[] cm = values(membrane.capacitance());
    double[] gl = values(membrane.leak());
    double[] vl = values(membrane.rest());
    for (int j = 0; j < next.sequence().nodes(); j++) {
      double[] out = values(next)[j];
      for (int k = 0; k < columns; k++) {
        out[k] =
            (cm[j] * values(v)[j][k] + gl[j] * vl[j] + values(num)[j][k] + values(inNum)[j][k])
                / (cm[j] + gl[j] + values(den)[j][k] + values(inDen)[j][k]);
      }
      Arrays.fill(out, columns, out.length, 0);
    }
  }

  @Override
  public void stepBackward(
      Membrane membrane,
      Slice dNext,
      Slice next,
      Slice v,
      Slice den,
      Slice inDen,
      Slice dv,
      boolean accumulate,
      Slice dNum,
      Slice dDen,
      int columns,
      Membrane gradients) {
    double[] cm = values(membrane.capacitance());
    double[] gl = values(membrane.leak());
    double[] vl = values(membrane.rest());
    for (int j = 0; j < next.sequence().nodes(); j++) {
      for (int k = 0; k < columns; k++) {
        double q = values(dNext)[j][k] / (cm[j] + gl[j] + values(den)[j][k] + values(inDen)[j][k]);
        double after = values(next)[j][k];
        values(dv)[j][k] = (accumulate ? values(dv)[j][k] : 0) + cm[j] * q;
        values(dNum)[j][k] = q;
        values(dDen)[j][k] = -q * after;
        values(gradients.capacitance())[j] += q * (values(v)[j][k] - after);
        values(gradients.leak())[j] += q * (vl[j] - after);
        values(gradients.rest())[j] += q * gl[j];
      }
      for (Slice written : new Slice[] {dv, dNum, dDen}) {
        double[] row = values(written)[j];
        Arrays.fill(row, columns, row.length, 0);
      }
    }
  }

  @Override
  public void scale(
      Buffer scale,
      @Nullable Buffer shift,
      Sequence x,
      int xStep,
      Sequence y,
      int yStep,
      int count,
      int columns) {
    for (int s = 0; s < count; s++) {
      double[][] in = values(new Slice(x, xStep + s));
      double[][] out = values(new Slice(y, yStep + s));
      for (int i = 0; i < out.length; i++) {
        for (int k = 0; k < columns; k++) {
          out[i][k] = values(scale)[i] * in[i][k] + (shift == null ? 0 : values(shift)[i]);
        }
        Arrays.fill(out[i], columns, out[i].length, 0);
      }
    }
  }

  @Override
  public void scaleGradient(
      Sequence d, int dStep, Sequence x, int xStep, int count, int columns, Buffer g) {
    g.zero();
    for (int s = 0; s < count; s++) {
      for (int i = 0; i < d.nodes(); i++) {
        for (int k = 0; k < columns; k++) {
          values(g)[i] +=
              values(new Slice(d, dStep + s))[i][k] * values(new Slice(x, xStep + s))[i][k];
        }
      }
    }
  }

  static double[] values(Buffer b) {
    return ((DoubleBuffer) b).values();
  }

  static double[][] values(Slice slice) {
    return ((DoubleSequence) slice.sequence()).values()[slice.step()];
  }
}
