package org.neuropil.cli;

import java.nio.file.Path;
import org.neuropil.matrix.io.WeightFile;
import org.neuropil.task.Sequences;

/** A recurrent ReLU network in plain loops and double precision. */
final class NaiveRnn {
  final int nodes;
  final double[] recurrent;
  private final double[] input;
  private final double[] bias;
  private final double[] readout;
  private final double[] readoutBias;

  NaiveRnn(Path weights) {
    WeightFile file = WeightFile.read(weights);
    float[] w = dense(weights);
    nodes = (int) Math.round(Math.sqrt(w.length));
    recurrent = doubles(w);
    input = file.require("rnn.weight_ih_l0", nodes, -1).toDoubles();
    bias = file.require("rnn.bias_ih_l0", nodes).toDoubles();
    double[] second = file.require("rnn.bias_hh_l0", nodes).toDoubles();
    for (int i = 0; i < nodes; i++) {
      bias[i] += second[i];
    }
    readout = file.require("fc.weight", -1, nodes).toDoubles();
    readoutBias = file.require("fc.bias", -1).toDoubles();
  }

  /** The recurrent weights of a file, row by row, 0 where there is no connection. */
  static float[] dense(Path weights) {
    return WeightFile.read(weights).hidden().values().iterator().next().toDense();
  }

  private static double[] doubles(float[] values) {
    double[] all = new double[values.length];
    for (int k = 0; k < all.length; k++) {
      all[k] = values[k];
    }
    return all;
  }

  /** H_T of one sample. */
  double[] hidden(Sequences data, int sample) {
    int inputs = data.inputs();
    float[] x = new float[data.steps() * inputs];
    data.read(sample, x, 0, 1);
    double[] h = new double[nodes];
    for (int t = 0; t < data.steps(); t++) {
      double[] next = new double[nodes];
      for (int i = 0; i < nodes; i++) {
        double a = bias[i];
        for (int j = 0; j < inputs; j++) {
          a += input[i * inputs + j] * x[t * inputs + j];
        }
        for (int j = 0; j < nodes; j++) {
          a += recurrent[i * nodes + j] * h[j];
        }
        next[i] = Math.max(0, a);
      }
      h = next;
    }
    return h;
  }

  /** Mean cross-entropy over all samples. */
  double loss(Sequences data) {
    double sum = 0;
    for (int sample = 0; sample < data.size(); sample++) {
      double[] h = hidden(data, sample);
      double exps = 0;
      double own = 0;
      for (int c = 0; c < readoutBias.length; c++) {
        double z = readoutBias[c];
        for (int i = 0; i < nodes; i++) {
          z += readout[c * nodes + i] * h[i];
        }
        exps += Math.exp(z);
        own = c == data.label(sample) ? z : own;
      }
      sum += Math.log(exps) - own;
    }
    return sum / data.size();
  }
}
