package org.neuropil.analysis.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.Digamma;
import org.junit.jupiter.api.Test;
import org.neuropil.analysis.statistics.InformationBench.Kind;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/** Mutual information and correlation of pairs of nodes, against all-pairs loops and theory. */
class PairInformationTest {
  private static final long SEED = 12;

  /** The estimator written down as its authors have it: every distance, every count. */
  private static double naive(double[] u, double[] v, int k) {
    int n = u.length;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double[] distances = new double[n];
      for (int j = 0; j < n; j++) {
        distances[j] =
            i == j
                ? Double.POSITIVE_INFINITY
                : Math.max(Math.abs(u[j] - u[i]), Math.abs(v[j] - v[i]));
      }
      Arrays.sort(distances);
      double radius = Math.nextDown(distances[k - 1]);
      int a = 0;
      int b = 0;
      for (int j = 0; j < n; j++) {
        a += j != i && Math.abs(u[j] - u[i]) <= radius ? 1 : 0;
        b += j != i && Math.abs(v[j] - v[i]) <= radius ? 1 : 0;
      }
      sum += Digamma.value(a + 1) + Digamma.value(b + 1);
    }
    return Math.max(0, Digamma.value(n) + Digamma.value(k) - sum / n);
  }

  /** Scaled, with ties broken by the noise of a node's stream. */
  private static double[] prepared(Responses responses, int node) {
    double[] x = new double[responses.samples()];
    responses.copy(node, x);
    double mean = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    double variance = 0;
    for (double value : x) {
      variance += (value - mean) * (value - mean) / x.length;
    }
    double size = 0;
    for (int s = 0; s < x.length; s++) {
      x[s] /= Math.sqrt(variance);
      size += Math.abs(x[s]) / x.length;
    }
    Philox random = new Philox(SEED, Purpose.PAIRS, node);
    for (int s = 0; s < x.length; s++) {
      x[s] += 1e-10 * Math.max(1, size) * random.nextGaussian();
    }
    return x;
  }

  @Test
  void everyDistance() {
    System.out.println("mutual information: seed " + SEED);
    for (Kind kind : Kind.values()) {
      for (int[] size : new int[][] {{300, 3}, {300, 1}, {120, 7}, {40, 39}, {4, 3}}) {
        Responses responses = InformationBench.responses(kind, 4, size[0]);
        NodePairs pairs = NodePairs.all(4);
        double[] found = PairInformation.of(responses, pairs, size[1], SEED, 1);
        for (int p = 0; p < pairs.count(); p++) {
          double[] u = prepared(responses, pairs.first()[p]);
          double[] v = prepared(responses, pairs.second()[p]);
          boolean varies = size[0] > 4 || Double.isFinite(u[0]) && Double.isFinite(v[0]);
          // Rounding of the scale may turn a distance by one unit in the last place.
          if (varies) {
            assertThat(found[p])
                .as("%s, %d samples, k %d, pair %d", kind, size[0], size[1], p)
                .isCloseTo(naive(u, v, size[1]), within(1e-9));
          }
        }
      }
    }
  }

  @Test
  void knownValues() {
    int n = 10_000;
    assertThat(one(Kind.NORMAL, n)).isLessThan(0.03);
    assertThat(one(Kind.SILENT_88, n)).isLessThan(0.01);
    for (double[] rho : new double[][] {{0.5, 0.03}, {0.9, 0.04}}) {
      float[][] outputs = new float[2][n];
      Philox random = new Philox(SEED, Purpose.TEST, 7);
      for (int s = 0; s < n; s++) {
        double x = random.nextGaussian();
        outputs[0][s] = (float) x;
        outputs[1][s] =
            (float) (rho[0] * x + Math.sqrt(1 - rho[0] * rho[0]) * random.nextGaussian());
      }
      double found = PairInformation.of(Responses.of(outputs), NodePairs.all(2), 3, SEED, 1)[0];
      double theory = -0.5 * Math.log(1 - rho[0] * rho[0]);
      System.out.printf("rho %.1f: %.4f nats, theory %.4f%n", rho[0], found, theory);
      assertThat(found).isCloseTo(theory, within(rho[1]));
    }
  }

  private static double one(Kind kind, int samples) {
    Responses responses = InformationBench.responses(kind, 2, samples);
    double found = PairInformation.of(responses, NodePairs.all(2), 3, SEED, 1)[0];
    System.out.printf("%s: %.4f nats%n", kind, found);
    return found;
  }

  @Test
  void constantNodesTellNothing() {
    Responses silent = InformationBench.responses(Kind.SILENT_88, 3, 500);
    float[][] outputs = new float[5][500];
    double[] buffer = new double[500];
    for (int node = 0; node < 3; node++) {
      silent.copy(node, buffer);
      for (int s = 0; s < 500; s++) {
        outputs[node][s] = (float) buffer[s];
      }
    }
    Arrays.fill(outputs[4], 0.3f);
    Responses responses = Responses.of(outputs);
    NodePairs pairs = new NodePairs(new int[] {0, 3, 4, 3}, new int[] {3, 1, 2, 4});
    assertThat(PairInformation.of(responses, pairs, 3, SEED, 1)).containsOnly(0.0);
    PairCorrelations correlations = PairCorrelations.of(responses, pairs, 1);
    assertThat(correlations.constantPairs()).isEqualTo(4);
    assertThat(correlations.defined()).isEmpty();
  }

  @Test
  void neitherThreadsNorMemoryMatter() {
    Responses responses = InformationBench.responses(Kind.SILENT_50, 30, 200);
    NodePairs pairs = NodePairs.random(30, 100, SEED);
    double[] one = PairInformation.of(responses, pairs, 3, SEED, 1);
    assertThat(PairInformation.of(responses, pairs, 3, SEED, 3)).isEqualTo(one);
    for (long memory : new long[] {0, 5 * 16 * 200}) {
      assertThat(PairInformation.of(responses, pairs, 3, SEED, 2, memory)).isEqualTo(one);
    }
    assertThat(PairInformation.of(responses, pairs, 3, SEED + 1, 1)).isNotEqualTo(one);
    assertThat(PairCorrelations.of(responses, pairs, 3).all())
        .isEqualTo(PairCorrelations.of(responses, pairs, 1).all());
  }

  @Test
  void whatCannotBe() {
    Responses few = InformationBench.responses(Kind.NORMAL, 2, 3);
    assertThatThrownBy(() -> PairInformation.of(few, NodePairs.all(2), 3, SEED, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("3 samples");
    Responses bad = Responses.of(2, 4, new float[] {1, 2, 3, 4, 1, Float.NaN, 3, 4});
    assertThatThrownBy(() -> PairInformation.of(bad, NodePairs.all(2), 3, SEED, 2))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("node 1 to sample 1 is NaN");
    PairCorrelations correlations = PairCorrelations.of(bad, NodePairs.all(2), 1);
    assertThat(correlations.undefinedPairs()).isEqualTo(1);
    assertThat(correlations.constantPairs()).isZero();
    assertThatThrownBy(() -> NodePairs.random(1, 1, SEED)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> Responses.of(2, 4, new float[7]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pairsAreDrawnUniformly() {
    int nodes = 6;
    int count = 60_000;
    NodePairs pairs = NodePairs.random(nodes, count, SEED);
    int[] times = new int[nodes * nodes];
    for (int p = 0; p < count; p++) {
      times[pairs.first()[p] * nodes + pairs.second()[p]]++;
    }
    double expected = count / 30.0;
    double square = 0;
    for (int place = 0; place < times.length; place++) {
      if (place / nodes == place % nodes) {
        assertThat(times[place]).isZero();
      } else {
        square += (times[place] - expected) * (times[place] - expected) / expected;
      }
    }
    // Chi-square with 29 degrees of freedom: 99.9 % lie below 58.3.
    assertThat(square).isLessThan(58.3);
    assertThat(NodePairs.all(4).first()).containsExactly(0, 0, 0, 1, 1, 2);
    assertThat(NodePairs.all(4).second()).containsExactly(1, 2, 3, 2, 3, 3);
  }

  @Test
  void correlationOfPairs() {
    Responses responses = InformationBench.responses(Kind.CORRELATED, 12, 1003);
    NodePairs pairs = NodePairs.random(12, 40, SEED);
    PairCorrelations found = PairCorrelations.of(responses, pairs, 2);
    double[] x = new double[1003];
    double[] y = new double[1003];
    for (int p = 0; p < 40; p++) {
      responses.copy(pairs.first()[p], x);
      responses.copy(pairs.second()[p], y);
      assertThat(found.all()[p]).isCloseTo(Correlation.pearson(x, y).r(), within(1e-12));
      assertThat(found.all()[p]).isBetween(0.85, 0.95);
    }
    assertThat(found.defined()).isEqualTo(found.all());
  }
}
