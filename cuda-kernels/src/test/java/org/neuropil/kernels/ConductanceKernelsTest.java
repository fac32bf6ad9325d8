package org.neuropil.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels of liquid time-constant networks against naive double-precision loops. */
class ConductanceKernelsTest {
  private static final long SEED = 777;

  /** The parameters of the connections of a matrix, or their gradients. */
  private static float[] numbers(int count, double low, double high, SplittableRandom random) {
    float[] values = new float[count];
    for (int e = 0; e < count; e++) {
      values[e] = (float) random.nextDouble(low, high);
    }
    return values;
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  /** Slopes up to 300, so that arguments far beyond the limit occur. */
  private static float[] slopes(int count, SplittableRandom random) {
    float[] slopes = numbers(count, -8, 8, random);
    for (int e = 0; e < count; e += 9) {
      slopes[e] *= 40;
    }
    return slopes;
  }

  @ParameterizedTest
  @CsvSource(textBlock = SparseProductKernelsTest.SIZES)
  void forward(int rows, int cols, int columns, double density, int warps) {
    SplittableRandom random = Seeded.random(SEED);
    Csr w = Csr.random(rows, cols, density, random);
    int n = w.nonzeros();
    float[] weight = numbers(n, 0, 1, random);
    float[] reversal = numbers(n, -1, 1, random);
    float[] midpoint = numbers(n, -1, 1, random);
    float[] slope = slopes(n, random);
    NodeMajor x = NodeMajor.random(cols, 2, columns, random);
    NodeMajor num = NodeMajor.random(rows, 3, columns, random).spoilPadding();
    NodeMajor den = NodeMajor.random(rows, 2, columns, random).spoilPadding();
    NodeMajor before = num.copy();
    Emulation.get()
        .launch(
            "np_conductance",
            new Arguments.Dims((rows + warps - 1) / warps, num.ldB / 32, 32, warps),
            0,
            w.offsets,
            w.columns,
            weight,
            reversal,
            midpoint,
            slope,
            x.at(1),
            x.stride(),
            num.at(2),
            num.stride(),
            den.at(0),
            den.stride(),
            rows,
            columns);
    assertThat(num.paddingIsZero(2)).isTrue();
    assertThat(den.paddingIsZero(0)).isTrue();
    for (int j = 0; j < rows; j++) {
      for (int k = 0; k < columns; k++) {
        double sum = 0;
        double total = 0;
        for (int e = w.offsets[j]; e < w.offsets[j + 1]; e++) {
          double g =
              weight[e] * sigmoid(slope[e] * ((double) x.get(1, w.columns[e], k) - midpoint[e]));
          total += g;
          sum += g * reversal[e];
        }
        assertThat((double) num.get(2, j, k)).isCloseTo(sum, within(5e-5));
        assertThat((double) den.get(0, j, k)).isCloseTo(total, within(5e-5));
        assertThat(num.get(1, j, k)).isEqualTo(before.get(1, j, k));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(textBlock = SparseProductKernelsTest.SIZES)
  void backward(int rows, int cols, int columns, double density, int warps) {
    for (int accumulate = 0; accumulate < 2; accumulate++) {
      backward(rows, cols, columns, density, warps, accumulate);
    }
  }

  private static void backward(
      int rows, int cols, int columns, double density, int warps, int accumulate) {
    SplittableRandom random = Seeded.random(SEED + 1 + accumulate);
    Csr w = Csr.random(rows, cols, density, random);
    int n = w.nonzeros();
    int[] permutation = new int[n];
    Csr transposed = w.transpose(permutation);
    float[] weight = numbers(n, 0, 1, random);
    float[] reversal = numbers(n, -1, 1, random);
    float[] midpoint = numbers(n, -1, 1, random);
    float[] slope = slopes(n, random);
    float[][] gradients = new float[4][];
    double[][] sums = new double[4][n];
    for (int g = 0; g < 4; g++) {
      gradients[g] = numbers(n, -1, 1, random);
      for (int e = 0; e < n; e++) {
        sums[g][e] = gradients[g][e];
      }
    }
    NodeMajor x = NodeMajor.random(cols, 1, columns, random);
    NodeMajor dNum = NodeMajor.random(rows, 2, columns, random);
    NodeMajor dDen = NodeMajor.random(rows, 3, columns, random);
    NodeMajor dx = NodeMajor.random(cols, 2, columns, random).spoilPadding();
    double[][] states = new double[cols][columns];
    for (int i = 0; i < cols; i++) {
      for (int k = 0; k < columns; k++) {
        states[i][k] = accumulate * (double) dx.get(1, i, k);
      }
    }
    for (int j = 0; j < rows; j++) {
      for (int e = w.offsets[j]; e < w.offsets[j + 1]; e++) {
        for (int k = 0; k < columns; k++) {
          int i = w.columns[e];
          double above = (double) x.get(0, i, k) - midpoint[e];
          double g = sigmoid(slope[e] * above);
          double steep = weight[e] * g * sigmoid(-slope[e] * above);
          double c = dDen.get(2, j, k) + (double) reversal[e] * dNum.get(0, j, k);
          states[i][k] += slope[e] * steep * c;
          sums[0][e] += g * c;
          sums[1][e] += weight[e] * g * dNum.get(0, j, k);
          sums[2][e] -= slope[e] * steep * c;
          sums[3][e] += above * steep * c;
        }
      }
    }
    Emulation.get()
        .launch(
            "np_conductance_backward",
            new Arguments.Dims((cols + warps - 1) / warps, 1, 32, warps),
            0,
            transposed.offsets,
            transposed.columns,
            permutation,
            weight,
            reversal,
            midpoint,
            slope,
            x.at(0),
            x.stride(),
            dNum.at(0),
            dNum.stride(),
            dDen.at(2),
            dDen.stride(),
            dx.at(1),
            dx.stride(),
            accumulate,
            gradients[0],
            gradients[1],
            gradients[2],
            gradients[3],
            cols,
            dx.ldB,
            columns);
    assertThat(dx.paddingIsZero(1)).isTrue();
    for (int i = 0; i < cols; i++) {
      for (int k = 0; k < columns; k++) {
        assertThat((double) dx.get(1, i, k)).isCloseTo(states[i][k], within(2e-3));
      }
    }
    for (int g = 0; g < 4; g++) {
      for (int e = 0; e < n; e++) {
        assertThat((double) gradients[g][e])
            .as("gradient %d", g)
            .isCloseTo(sums[g][e], within(2e-3));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "9, 5, 4", "40, 33, 8", "21, 64, 3", "6, 97, 32"})
  void membraneStep(int nodes, int columns, int warps) {
    for (int accumulate = 0; accumulate < 2; accumulate++) {
      SplittableRandom random = Seeded.random(SEED + 3);
      float[] cm = numbers(nodes, 0.1, 1, random);
      float[] gl = numbers(nodes, 0.1, 1, random);
      float[] vl = numbers(nodes, -1, 1, random);
      NodeMajor v = NodeMajor.random(nodes, 3, columns, random);
      NodeMajor num = NodeMajor.random(nodes, 1, columns, random);
      NodeMajor inNum = NodeMajor.random(nodes, 1, columns, random);
      NodeMajor den = positive(NodeMajor.random(nodes, 2, columns, random));
      NodeMajor inDen = positive(NodeMajor.random(nodes, 1, columns, random));
      v.spoilPadding();
      Emulation.get()
          .rows(
              "np_membrane_step",
              nodes,
              warps,
              cm,
              gl,
              vl,
              v.at(2),
              v.stride(),
              v.at(1),
              v.stride(),
              num.at(0),
              num.stride(),
              den.at(1),
              den.stride(),
              inNum.at(0),
              inNum.stride(),
              inDen.at(0),
              inDen.stride(),
              nodes,
              v.ldB,
              columns);
      assertThat(v.paddingIsZero(2)).isTrue();
      NodeMajor dNext = NodeMajor.random(nodes, 1, columns, random);
      NodeMajor dv = NodeMajor.random(nodes, 2, columns, random).spoilPadding();
      NodeMajor before = dv.copy();
      NodeMajor dNum = new NodeMajor(nodes, 1, columns).spoilPadding();
      NodeMajor dDen = new NodeMajor(nodes, 1, columns).spoilPadding();
      float[] gCm = numbers(nodes, -1, 1, random);
      float[] gGl = numbers(nodes, -1, 1, random);
      float[] gVl = numbers(nodes, -1, 1, random);
      double[][] sums = {copy(gCm), copy(gGl), copy(gVl)};
      Emulation.get()
          .rows(
              "np_membrane_step_backward",
              nodes,
              warps,
              cm,
              gl,
              vl,
              dNext.at(0),
              dNext.stride(),
              v.at(2),
              v.stride(),
              v.at(1),
              v.stride(),
              den.at(1),
              den.stride(),
              inDen.at(0),
              inDen.stride(),
              dv.at(1),
              dv.stride(),
              accumulate,
              dNum.at(0),
              dNum.stride(),
              dDen.at(0),
              dDen.stride(),
              gCm,
              gGl,
              gVl,
              nodes,
              v.ldB,
              columns);
      for (int j = 0; j < nodes; j++) {
        for (int k = 0; k < columns; k++) {
          double above =
              (double) cm[j] * v.get(1, j, k)
                  + (double) gl[j] * vl[j]
                  + num.get(0, j, k)
                  + inNum.get(0, j, k);
          double below = (double) cm[j] + gl[j] + den.get(1, j, k) + inDen.get(0, j, k);
          double next = above / below;
          double q = dNext.get(0, j, k) / below;
          assertThat((double) v.get(2, j, k)).isCloseTo(next, within(1e-5));
          assertThat((double) dNum.get(0, j, k)).isCloseTo(q, within(1e-5));
          assertThat((double) dDen.get(0, j, k)).isCloseTo(-q * next, within(1e-4));
          double old = accumulate * (double) before.get(1, j, k);
          assertThat((double) dv.get(1, j, k)).isCloseTo(old + cm[j] * q, within(1e-5));
          sums[0][j] += q * (v.get(1, j, k) - next);
          sums[1][j] += q * (vl[j] - next);
          sums[2][j] += q * gl[j];
        }
        assertThat((double) gCm[j]).isCloseTo(sums[0][j], within(1e-3));
        assertThat((double) gGl[j]).isCloseTo(sums[1][j], within(1e-3));
        assertThat((double) gVl[j]).isCloseTo(sums[2][j], within(1e-3));
      }
      assertThat(dv.paddingIsZero(1)).isTrue();
      assertThat(dNum.paddingIsZero(0)).isTrue();
      assertThat(dDen.paddingIsZero(0)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "9, 5, 4", "40, 33, 8", "21, 64, 3", "6, 97, 32"})
  void scaleNodes(int nodes, int columns, int warps) {
    for (boolean shifted : new boolean[] {false, true}) {
      SplittableRandom random = Seeded.random(SEED + 4);
      float[] factors = numbers(nodes, -1, 1, random);
      float @Nullable [] summands = shifted ? numbers(nodes, -1, 1, random) : null;
      NodeMajor x = NodeMajor.random(nodes, 3, columns, random);
      NodeMajor y = NodeMajor.random(nodes, 4, columns, random).spoilPadding();
      Emulation.get()
          .rows(
              "np_scale_nodes",
              nodes,
              warps,
              factors,
              summands,
              x.at(1),
              x.stride(),
              y.at(2),
              y.stride(),
              nodes,
              x.ldB,
              2,
              columns);
      float[] g = new float[nodes];
      Emulation.get()
          .rows(
              "np_scale_nodes_gradient",
              nodes,
              warps,
              y.at(2),
              y.stride(),
              x.at(0),
              x.stride(),
              nodes,
              x.ldB,
              2,
              columns,
              g);
      for (int i = 0; i < nodes; i++) {
        double sum = 0;
        for (int s = 0; s < 2; s++) {
          assertThat(y.paddingIsZero(2 + s)).isTrue();
          for (int k = 0; k < columns; k++) {
            double expected =
                (double) factors[i] * x.get(1 + s, i, k) + (summands == null ? 0 : summands[i]);
            assertThat((double) y.get(2 + s, i, k)).isCloseTo(expected, within(1e-6));
            sum += expected * x.get(s, i, k);
          }
        }
        assertThat((double) g[i]).isCloseTo(sum, within(1e-4));
      }
    }
  }

  private static NodeMajor positive(NodeMajor sequence) {
    for (int p = 0; p < sequence.data.length; p++) {
      sequence.data[p] = Math.abs(sequence.data[p]);
    }
    return sequence;
  }

  private static double[] copy(float[] values) {
    double[] copy = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      copy[i] = values[i];
    }
    return copy;
  }
}
