package org.neuropil.analysis.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.neuropil.analysis.balance.Balance;
import org.neuropil.analysis.balance.EtaRule;
import org.neuropil.analysis.generate.RandomGraphs;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.motif.LoopCounts;
import org.neuropil.analysis.motif.MotifCensus;
import org.neuropil.analysis.statistics.Correlation;
import org.neuropil.analysis.statistics.Histogram;
import org.neuropil.analysis.weights.LoopWeights.Scope;
import org.neuropil.error.UserError;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.CsrArrays;

/** Weights in loops and changes of weights, against loops over dense matrices. */
class WeightsTest {
  private static final long SEED = 61;

  /** Dense weights [receiver][sender], some places 0, self loops included. */
  private static float[] dense(int nodes, double density, int index) {
    Philox random = new Philox(SEED, Purpose.TEST, index);
    float[] w = new float[nodes * nodes];
    for (int place = 0; place < w.length; place++) {
      w[place] = random.nextUnit() < density ? (float) (0.4 * random.nextGaussian()) : 0;
    }
    return w;
  }

  @Test
  void signChangesByHand() {
    // Two patterns with all kinds of places, a stored zero in each.
    SparsityPattern before =
        SparsityPattern.of(2, 4, new int[] {0, 4, 7}, new int[] {0, 1, 2, 3, 0, 1, 3});
    SparsityPattern after =
        SparsityPattern.of(2, 4, new int[] {0, 4, 7}, new int[] {0, 1, 2, 3, 0, 2, 3});
    SparseMatrix w0 = new SparseMatrix(before, new float[] {1, -1, 2, -2, 3, -3, 0});
    SparseMatrix w1 = new SparseMatrix(after, new float[] {-1, -2, 1, 2, 0, 5, -4});
    SignChanges changes = SignChanges.between(w0, w1);
    assertThat(changes.count(1, -1)).isEqualTo(1);
    assertThat(changes.count(-1, -1)).isEqualTo(1);
    assertThat(changes.count(1, 1)).isEqualTo(1);
    assertThat(changes.count(-1, 1)).isEqualTo(1);
    assertThat(changes.count(1, 0)).isEqualTo(1);
    assertThat(changes.count(-1, 0)).isEqualTo(1);
    assertThat(changes.count(0, 1)).isEqualTo(1);
    assertThat(changes.count(0, -1)).isEqualTo(1);
    assertThat(changes.surviving()).isEqualTo(4);
    assertThat(changes.removed()).isEqualTo(2);
    assertThat(changes.added()).isEqualTo(2);
    assertThat(changes.unchangedShare()).isEqualTo(0.5);
    assertThat(changes.share(1, -1)).isEqualTo(0.25);
    assertThat(changes.flippedShare(1)).isEqualTo(0.5);
    assertThat(changes.grown(-1)).isEqualTo(1);
    assertThat(changes.grown(1)).isZero();
    assertThat(changes.grownShare()).isEqualTo(0.5);
    double[] edges = {-4, -1.5, 0, 5};
    assertThat(SignChanges.differences(w0, w1, 1, edges).counts()).containsExactly(2, 1, 0);
    assertThat(SignChanges.differences(w0, w1, -1, edges).counts()).containsExactly(0, 1, 1);
  }

  @Test
  void signChangesOfRandomPatterns() {
    System.out.println("weights: seed " + SEED);
    for (int index = 0; index < 20; index++) {
      int n = 1 + index;
      float[] a = dense(n, 0.5, 2 * index);
      float[] b = dense(n, 0.7, 2 * index + 1);
      long[][] counts = new long[3][3];
      long[] grown = new long[3];
      for (int place = 0; place < a.length; place++) {
        int from = (int) Math.signum(a[place]);
        int to = (int) Math.signum(b[place]);
        counts[from + 1][to + 1]++;
        if (from * to > 0 && Math.abs(b[place]) > Math.abs(a[place])) {
          grown[from + 1]++;
        }
      }
      SignChanges changes =
          SignChanges.between(SparseMatrix.fromDense(n, n, a), SparseMatrix.fromDense(n, n, b));
      for (int from = -1; from <= 1; from++) {
        for (int to = -1; to <= 1; to++) {
          if (from != 0 || to != 0) {
            assertThat(changes.count(from, to)).isEqualTo(counts[from + 1][to + 1]);
          }
        }
        assertThat(changes.grown(from)).isEqualTo(grown[from + 1]);
      }
    }
  }

  /** Against the library's coefficient of the places that both hold. */
  @Test
  void correlationOfWeights() {
    for (int index = 0; index < 10; index++) {
      int n = 4 + index;
      float[] a = dense(n, 0.6, 2 * index);
      float[] b = dense(n, 0.8, 2 * index + 1);
      int[] both = IntStream.range(0, n * n).filter(k -> a[k] != 0 && b[k] != 0).toArray();
      for (int k : both) {
        b[k] += index * a[k];
      }
      double expected =
          Correlation.pearson(
                  Arrays.stream(both).mapToDouble(k -> a[k]).toArray(),
                  Arrays.stream(both).mapToDouble(k -> b[k]).toArray())
              .r();
      assertThat(
              SignChanges.correlation(
                  SparseMatrix.fromDense(n, n, a), SparseMatrix.fromDense(n, n, b)))
          .as("index %d, seed %d", index, SEED)
          .isCloseTo(expected, within(1e-12));
    }
    SparseMatrix one = SparseMatrix.fromDense(2, 2, new float[] {1, 2, 0, 3});
    SparseMatrix same = SparseMatrix.fromDense(2, 2, new float[] {5, 5, 0, 5});
    assertThat(SignChanges.correlation(one, one)).isEqualTo(1, within(1e-15));
    assertThat(SignChanges.correlation(one, same)).isNaN();
  }

  @Test
  void whatCannotBeCompared() {
    SparseMatrix two = SparseMatrix.fromDense(2, 2, new float[] {1, 0, 0, Float.NaN});
    SparseMatrix three = SparseMatrix.fromDense(3, 3, new float[9]);
    assertThatThrownBy(() -> SignChanges.between(two, three))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("2 x 2");
    assertThatThrownBy(() -> SignChanges.between(two, two))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("row 1, column 1 is NaN before");
    SignChanges nothing = SignChanges.between(three, three);
    assertThat(nothing.unchangedShare()).isNaN();
    assertThat(nothing.grownShare(1)).isNaN();
  }

  @Test
  void weightsByEdge() {
    for (int index = 0; index < 10; index++) {
      int n = 3 + 2 * index;
      float[] w = dense(n, 0.4, index);
      SparseMatrix matrix = SparseMatrix.fromDense(n, n, w);
      SignedWeights network = SignedWeights.of(matrix);
      for (int j = 0; j < n; j++) {
        for (int i = 0; i < n; i++) {
          int edge = network.graph().edge(j, i);
          assertThat(edge < 0 ? 0 : network.weights()[edge]).isEqualTo(i == j ? 0 : w[i * n + j]);
        }
      }
      CsrArrays rows =
          new CsrArrays(
              n, n, matrix.pattern().rowOffsets(), matrix.pattern().columns(), matrix.values());
      assertThat(SignedWeights.of(rows, true).weights()).isEqualTo(network.weights());
      SignedWeights turned = SignedWeights.of(rows.transpose(), false);
      assertThat(turned.weights()).isEqualTo(network.weights());
      assertThat(turned.graph()).isEqualTo(network.graph());
    }
  }

  @Test
  void loopsOfADenseMatrix() {
    for (int index = 0; index < 12; index++) {
      int n = 4 + 3 * index;
      float[] w = dense(n, index % 3 == 0 ? 0.9 : 0.3, 100 + index);
      for (int i = 0; i < n; i++) {
        // A stored zero, which is no connection.
        w[i * n + (i + 1) % n] = 0;
      }
      SignedWeights network = SignedWeights.of(new SparseMatrix(SparsityPattern.full(n, n), w));
      for (Scope scope : Scope.values()) {
        LoopWeights loops = LoopWeights.of(network, scope, 1);
        DoubleStream.Builder[] values = {DoubleStream.builder(), DoubleStream.builder()};
        boolean[][] members = new boolean[2][n * n];
        naive(n, w, scope, values, members);
        for (int group = 0; group < 2; group++) {
          boolean balanced = group == 0;
          double[] expected = values[group].build().toArray();
          assertThat(loops.values(balanced)).isEqualTo(expected);
          assertThat(loops.meanMagnitude(balanced))
              .isEqualTo(
                  Arrays.stream(expected).map(Math::abs).average().orElse(Double.NaN),
                  within(1e-12));
          DoubleStream.Builder links = DoubleStream.builder();
          for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
              if (members[group][i * n + j]) {
                links.add(w[i * n + j]);
              }
            }
          }
          assertThat(loops.links(balanced)).isEqualTo(links.build().toArray());
        }
        LoopWeights parallel = LoopWeights.of(network, scope, 3);
        assertThat(parallel.values(true)).isEqualTo(loops.values(true));
        assertThat(parallel.links(false)).isEqualTo(loops.links(false));
      }
      Balance balance = Balance.of(network.graph());
      LoopWeights loops = LoopWeights.of(network, Scope.BALANCE_CLASSES, 1);
      assertThat(loops.values(true)).hasSize((int) balance.balanced());
      assertThat(loops.values(false)).hasSize((int) balance.unbalanced());
      LoopCounts all = MotifCensus.of(network.graph()).all();
      assertThat(LoopWeights.of(network, Scope.ALL, 1).values(true)).hasSize((int) all.balanced());
    }
  }

  /** Every three nodes in order; w is [receiver][sender]. */
  private static void naive(
      int n, float[] w, Scope scope, DoubleStream.Builder[] values, boolean[][] members) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int k = 0; k < n; k++) {
          float ij = i == j ? 0 : w[j * n + i];
          float jk = j == k ? 0 : w[k * n + j];
          float ik = i == k ? 0 : w[k * n + i];
          if (ij == 0 || jk == 0 || ik == 0) {
            continue;
          }
          boolean ji = w[i * n + j] != 0;
          boolean kj = w[j * n + k] != 0;
          boolean ki = w[i * n + k] != 0;
          boolean single = !ji && !kj && !ki;
          boolean pair = !ki && ji != kj;
          if (scope == Scope.BALANCE_CLASSES && !single && !pair && !(ji && kj && ki)) {
            continue;
          }
          int group = (ij < 0 ? 1 : 0) + (jk < 0 ? 1 : 0) + (ik < 0 ? 1 : 0) & 1;
          values[group].add((double) ij * jk + ik);
          members[group][j * n + i] = true;
          members[group][k * n + j] = true;
          members[group][k * n + i] = true;
        }
      }
    }
  }

  @Test
  void histogramsOfLinks() {
    float[] w = dense(30, 0.3, 7);
    LoopWeights loops =
        LoopWeights.of(
            SignedWeights.of(SparseMatrix.fromDense(30, 30, w)), Scope.BALANCE_CLASSES, 1);
    double[] edges = LoopWeights.authorsEdges();
    assertThat(edges).hasSize(75);
    Histogram balanced = loops.histogram(true, edges);
    Histogram unbalanced = loops.histogram(false, edges);
    // With a standard deviation of 0.4 some weights lie beyond the edges.
    assertThat(balanced.below() + balanced.above()).isPositive();
    assertThat(balanced.inRange() + balanced.below() + balanced.above())
        .isEqualTo(loops.links(true).length);
    double[] difference = loops.difference(edges);
    for (int bin = 0; bin < 74; bin++) {
      assertThat(difference[bin])
          .isCloseTo(
              (double) balanced.counts()[bin] / balanced.inRange()
                  - (double) unbalanced.counts()[bin] / unbalanced.inRange(),
              within(1e-15));
    }
    assertThat(Arrays.stream(difference).sum()).isCloseTo(0, within(1e-12));
  }

  @Test
  void magnitudes() {
    SparseMatrix w = SparseMatrix.fromDense(3, 3, new float[] {-5, 1, 0, 0, 2, 0, 0, -3, 4});
    assertThat(SignedWeights.magnitudeQuantiles(w, 0, 0.5, 1)).containsExactly(1, 3, 5);
    assertThat(SignedWeights.nonzero(w)).containsExactly(-5, 1, 2, -3, 4);
  }

  @Test
  void singleLoop() {
    SingleLoop mixed = new SingleLoop(0.5, -0.8, 0.3);
    assertThat(mixed.response(0.001)).isCloseTo(-0.09999997, within(5e-9));
    assertThat(mixed.response(0.1)).isCloseTo(-0.09966370, within(5e-9));
    assertThat(mixed.response(0.5)).isCloseTo(-0.09180530, within(5e-9));
    assertThat(mixed.linear()).isCloseTo(-0.1, within(1e-15));
    assertThat(mixed.balanced()).isFalse();
    SingleLoop positive = new SingleLoop(0.5, 0.8, 0.3);
    assertThat(positive.response(0.1)).isCloseTo(0.69852753, within(5e-9));
    assertThat(positive.response(0)).isCloseTo(0.7, within(1e-15));
    assertThat(positive.balanced()).isTrue();
    SingleLoop negative = new SingleLoop(-1.2, 0.9, -0.4);
    assertThat(negative.response(0.1)).isCloseTo(-1.46424445, within(5e-9));
    assertThat(negative.linear()).isCloseTo(-1.48, within(1e-15));
    assertThat(negative.balanced()).isTrue();
    assertThat(new SingleLoop(1e-200, 1e-200, 1).balanced()).isTrue();
    assertThat(new SingleLoop(0, 1, 1).balanced()).isFalse();
  }

  @Test
  void bandOfRandomNetworks() {
    // Another generator with as many connections on average gives the same scatter.
    int samples = 400;
    RandomBalance band = RandomBalance.of(150, 1118, 0.5, samples, SEED, 2);
    double[] pooled = new double[samples];
    double[] eta = new double[samples];
    for (int k = 0; k < samples; k++) {
      SignedDigraph graph = RandomGraphs.erdosRenyi(150, 0.05, 0.5, k);
      Balance balance = Balance.of(graph);
      pooled[k] = balance.pooled();
      eta[k] = balance.eta(EtaRule.POSITIVE);
    }
    System.out.println("band of G(150, 1118): " + band);
    double mean = Arrays.stream(pooled).average().orElseThrow();
    assertThat(band.pooled().mean()).isCloseTo(mean, within(0.01));
    // Published: pooled sd 0.027, eta 0.50 to 0.54 with sd 0.058.
    assertThat(band.pooled().sd()).isBetween(0.022, 0.032);
    assertThat(band.eta().sd()).isBetween(0.04, 0.08);
    assertThat(band.eta().mean())
        .isCloseTo(Arrays.stream(eta).average().orElseThrow(), within(0.02));
    assertThat(band.pooled().defined()).isEqualTo(samples);
    assertThat(band.pooled().high() - band.pooled().low())
        .isCloseTo(2 * 1.645 * band.pooled().sd(), within(0.02));
    assertThat(RandomBalance.of(150, 1118, 0.5, samples, SEED, 1)).isEqualTo(band);
  }

  @Test
  void bandOfExtremes() {
    RandomBalance positive = RandomBalance.of(20, 100, 1, 10, SEED, 1);
    assertThat(positive.pooled().mean()).isEqualTo(1);
    assertThat(positive.eta().sd()).isZero();
    RandomBalance empty = RandomBalance.of(5, 0, 0.5, 4, SEED, 1);
    assertThat(empty.eta().defined()).isZero();
    assertThat(empty.eta().mean()).isNaN();
    assertThat(RandomBalance.of(5, 20, 0, 4, SEED, 1).pooled().mean()).isZero();
    assertThatThrownBy(() -> RandomBalance.of(5, 21, 0.5, 4, SEED, 1))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(() -> RandomBalance.of(5, 2, 1.5, 4, SEED, 1)).isInstanceOf(UserError.class);
  }
}
