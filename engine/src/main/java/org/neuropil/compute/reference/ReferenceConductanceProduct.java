package org.neuropil.compute.reference;

import static org.neuropil.compute.reference.ReferenceConductances.values;

import java.util.Arrays;
import org.neuropil.compute.ConductanceProduct;
import org.neuropil.compute.Conductances.Slice;
import org.neuropil.matrix.SparsityPattern;

/** The sums over conductances, one connection and one sample at a time. */
final class ReferenceConductanceProduct implements ConductanceProduct {
  private final SparsityPattern pattern;

  ReferenceConductanceProduct(SparsityPattern pattern) {
    this.pattern = pattern;
  }

  @Override
  public SparsityPattern pattern() {
    return pattern;
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-Math.clamp(z, LIMIT, -LIMIT)));
  }

  @Override
  public void forward(Synapses synapses, Slice x, Slice num, Slice den, int columns) {
    double[] weight = values(synapses.weight());
    double[] reversal = values(synapses.reversal());
    double[] midpoint = values(synapses.midpoint());
    double[] slope = values(synapses.slope());
    for (int j = 0; j < pattern.rows(); j++) {
      double[] sums = values(num)[j];
      double[] totals = values(den)[j];
      Arrays.fill(sums, 0);
      Arrays.fill(totals, 0);
      for (int e = pattern.rowStart(j); e < pattern.rowStart(j + 1); e++) {
        for (int k = 0; k < columns; k++) {
          double g = sigmoid(slope[e] * (values(x)[pattern.column(e)][k] - midpoint[e]));
          totals[k] += weight[e] * g;
          sums[k] += weight[e] * g * reversal[e];
        }
      }
    }
  }

  @Override
  public void backward(
      Synapses synapses,
      Slice x,
      Slice dNum,
      Slice dDen,
      Slice dx,
      boolean accumulate,
      int columns,
      Synapses gradients) {
    double[] weight = values(synapses.weight());
    double[] reversal = values(synapses.reversal());
    double[] midpoint = values(synapses.midpoint());
    double[] slope = values(synapses.slope());
    for (double[] row : values(dx)) {
      Arrays.fill(row, accumulate ? columns : 0, row.length, 0);
    }
    for (int j = 0; j < pattern.rows(); j++) {
      for (int e = pattern.rowStart(j); e < pattern.rowStart(j + 1); e++) {
        int i = pattern.column(e);
        for (int k = 0; k < columns; k++) {
          double above = values(x)[i][k] - midpoint[e];
          double z = slope[e] * above;
          double g = sigmoid(z);
          // 1 - g without cancellation.
          double steep = weight[e] * g * sigmoid(-z);
          double c = values(dDen)[j][k] + reversal[e] * values(dNum)[j][k];
          values(dx)[i][k] += slope[e] * steep * c;
          values(gradients.weight())[e] += g * c;
          values(gradients.reversal())[e] += weight[e] * g * values(dNum)[j][k];
          values(gradients.midpoint())[e] -= slope[e] * steep * c;
          values(gradients.slope())[e] += above * steep * c;
        }
      }
    }
  }

  @Override
  public long planBytes() {
    return 0;
  }

  @Override
  public void close() {}
}
