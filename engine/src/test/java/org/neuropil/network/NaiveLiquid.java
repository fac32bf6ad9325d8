package org.neuropil.network;

import java.util.HashMap;
import java.util.Map;
import org.neuropil.matrix.SparsityPattern;

/**
 * The liquid time-constant network written once more from the formula of Zhang et al. 2023, section
 * "LTC", sample by sample on full matrices [source x target] with a mask.
 */
final class NaiveLiquid {
  private final NetworkSpec spec;
  private final Map<String, Parameter> parameters = new HashMap<>();
  private final double[][][] hidden;
  private final double[][][] input;

  NaiveLiquid(Network network) {
    spec = network.spec();
    network.parameters().forEach(p -> parameters.put(p.name(), p));
    hidden = matrices("hh_l0", network.connections().get(0).pattern());
    input = matrices("ih_l0", network.connections().get(1).pattern());
  }

  /** Weight, reversal, midpoint, slope and mask, each [source][target]. */
  private double[][][] matrices(String suffix, SparsityPattern pattern) {
    double[][][] all = new double[5][pattern.cols()][pattern.rows()];
    String[] names = {"weight", "reversal", "midpoint", "slope"};
    for (int j = 0; j < pattern.rows(); j++) {
      for (int e = pattern.rowStart(j); e < pattern.rowStart(j + 1); e++) {
        for (int p = 0; p < names.length; p++) {
          all[p][pattern.column(e)][j] = value("rnn." + names[p] + "_" + suffix, e);
        }
        all[4][pattern.column(e)][j] = 1;
      }
    }
    return all;
  }

  private double value(String name, int e) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("no parameter " + name);
    }
    return parameter.value().get(e);
  }

  /** Sum over the sources of W g, times E where asked for, into target j. */
  private static double sum(double[][][] m, double[] state, int j, boolean times) {
    double sum = 0;
    for (int i = 0; i < state.length; i++) {
      double g = 1 / (1 + Math.exp(-m[3][i][j] * (state[i] - m[2][i][j])));
      sum += m[4][i][j] * m[0][i][j] * g * (times ? m[1][i][j] : 1);
    }
    return sum;
  }

  /** Readout values of every step of one sample, from its inputs [step][input]. */
  double[][] outputs(double[][] x) {
    int n = spec.hidden();
    double[] v = new double[n];
    double[][] z = new double[x.length][spec.outputs()];
    for (int t = 0; t < x.length; t++) {
      double[] mapped = new double[x[t].length];
      for (int i = 0; i < mapped.length; i++) {
        mapped[i] = x[t][i] * value("rnn.input_scale", i) + value("rnn.input_shift", i);
      }
      for (int s = 0; s < spec.dynamics().subSteps(); s++) {
        double[] next = new double[n];
        for (int j = 0; j < n; j++) {
          double cm = value("rnn.capacitance_l0", j);
          double gl = value("rnn.leak_l0", j);
          double above = cm * v[j] + gl * value("rnn.rest_l0", j);
          above += sum(hidden, v, j, true) + sum(input, mapped, j, true);
          next[j] = above / (cm + gl + sum(hidden, v, j, false) + sum(input, mapped, j, false));
        }
        v = next;
      }
      for (int c = 0; c < spec.outputs(); c++) {
        z[t][c] = value("fc.bias", c);
        for (int j = 0; j < n; j++) {
          z[t][c] += v[j] * value("fc.weight", c * n + j);
        }
      }
    }
    return z;
  }
}
