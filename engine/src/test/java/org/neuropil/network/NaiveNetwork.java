package org.neuropil.network;

import java.util.List;
import org.neuropil.compute.Activation;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * The recurrent networks written once more from the formulas of Zhang et al. 2023, sections
 * "models" and "loss", sample by sample in row-vector form, h_(t-1) W_rec with W_rec [source x
 * target].
 */
final class NaiveNetwork {
  private final NetworkSpec spec;
  private final double[][] inputWeights;
  private final double[][] recurrentWeights;
  private final double[] bias;
  private final double[][] readoutWeights;
  private final double[] readoutBias;

  /** Takes the weights of a network. */
  NaiveNetwork(Network network) {
    this.spec = network.spec();
    int n = spec.hidden();
    List<Parameter> all = network.parameters();
    int at = spec.vocabulary() > 0 ? 1 : 0;
    inputWeights = transposed(all.get(at), spec.inputs(), n);
    recurrentWeights = new double[n][n];
    SparsityPattern pattern = network.pattern();
    for (int i = 0; i < n; i++) {
      for (int e = pattern.rowStart(i); e < pattern.rowStart(i + 1); e++) {
        recurrentWeights[pattern.column(e)][i] = all.get(at + 1).value().get(e);
      }
    }
    bias = new double[n];
    for (int j = 0; j < n; j++) {
      bias[j] = all.get(at + 2).value().get(j) + all.get(at + 3).value().get(j);
    }
    readoutWeights = transposed(all.get(at + 4), n, spec.outputs());
    readoutBias = new double[spec.outputs()];
    for (int j = 0; j < readoutBias.length; j++) {
      readoutBias[j] = all.get(at + 5).value().get(j);
    }
  }

  private static double[][] transposed(Parameter parameter, int rows, int cols) {
    double[][] matrix = new double[rows][cols];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        matrix[i][j] = parameter.value().get(j * rows + i);
      }
    }
    return matrix;
  }

  /** Readout values of every step of one sample, from its inputs [step][input]. */
  double[][] outputs(double[][] x, double[][] noise) {
    int steps = x.length;
    double[] h = new double[spec.hidden()];
    double[][] z = new double[steps][];
    for (int t = 0; t < steps; t++) {
      double[] base = plus(plus(times(x[t], inputWeights), 1, bias), 1, noise[t]);
      h = dataStep(h, base);
      z[t] = plus(times(h, readoutWeights), 1, readoutBias);
    }
    return z;
  }

  private double[] dataStep(double[] start, double[] base) {
    double dt = spec.dynamics().dt();
    double tau = spec.dynamics().tau();
    double[] h = start;
    switch (spec.cell()) {
      case RNN -> h = rate(h, base);
      case CTRNN -> {
        for (int s = 0; s < spec.dynamics().subSteps(); s++) {
          h = plus(h, dt, plus(rate(h, base), -1 / tau, h));
        }
      }
      case NEURAL_ODE -> {
        for (int s = 0; s < spec.dynamics().subSteps(); s++) {
          double[] k1 = scaled(dt, rate(h, base));
          double[] k2 = scaled(dt, rate(plus(h, 0.5, k1), base));
          double[] k3 = scaled(dt, rate(plus(h, 0.5, k2), base));
          double[] k4 = scaled(dt, rate(plus(h, 1, k3), base));
          h = plus(h, 1.0 / 6, plus(plus(plus(k1, 2, k2), 2, k3), 1, k4));
        }
      }
      case FEEDFORWARD, LTC -> throw new IllegalArgumentException(spec.cell().name());
    }
    return h;
  }

  private double[] rate(double[] h, double[] base) {
    double[] a = plus(base, 1, times(h, recurrentWeights));
    for (int j = 0; j < a.length; j++) {
      a[j] = phi(spec.activation(), a[j]);
    }
    return a;
  }

  private static double phi(Activation activation, double a) {
    return switch (activation) {
      case IDENTITY -> a;
      case RELU -> a > 0 ? a : 0;
      case TANH -> Math.tanh(a);
      case SOFTPLUS -> Math.log(1 + Math.exp(a));
    };
  }

  /** Loss of one step with a class label. */
  double crossEntropy(double[] z, int label) {
    double[] p = softmax(z);
    if (spec.readout().loss() == ReadoutSpec.Loss.DOUBLE_SOFTMAX) {
      p = softmax(p);
    }
    return -Math.log(p[label]);
  }

  /** Sum over the outputs of a step of the squared errors. */
  double squaredErrors(double[] z, double[] target, double[] weight) {
    boolean sigmoid = spec.readout().loss() == ReadoutSpec.Loss.SIGMOID_SQUARED_ERROR;
    double sum = 0;
    for (int i = 0; i < z.length; i++) {
      double out = sigmoid ? 1 / (1 + Math.exp(-z[i])) : z[i];
      double error = (target[i] - out) * (sigmoid ? weight[i] : 1);
      sum += error * error;
    }
    return sum;
  }

  /** State noise of one sample, [step][node], as {@link Network#noise} promises it. */
  double[][] noise(int steps, int columns, int sample, long seed, long firstWord) {
    Philox random = new Philox(seed, Philox.Purpose.NOISE, 0);
    double sd = spec.dynamics().noise() * Math.sqrt(2 / spec.dynamics().dt());
    double[][] noise = new double[steps][spec.hidden()];
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < spec.hidden(); i++) {
        long n = ((long) t * columns + sample) * spec.hidden() + i;
        noise[t][i] = sd * random.seek(firstWord + 4 * n).nextGaussian();
      }
    }
    return noise;
  }

  private static double[] softmax(double[] z) {
    double sum = 0;
    double[] p = new double[z.length];
    for (int i = 0; i < z.length; i++) {
      p[i] = Math.exp(z[i]);
      sum += p[i];
    }
    return scaled(1 / sum, p);
  }

  private static double[] times(double[] row, double[][] matrix) {
    double[] product = new double[matrix[0].length];
    for (int i = 0; i < row.length; i++) {
      for (int j = 0; j < product.length; j++) {
        product[j] += row[i] * matrix[i][j];
      }
    }
    return product;
  }

  private static double[] scaled(double factor, double[] x) {
    return plus(new double[x.length], factor, x);
  }

  private static double[] plus(double[] x, double factor, double[] y) {
    double[] sum = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      sum[i] = x[i] + factor * y[i];
    }
    return sum;
  }
}
