package org.neuropil.analysis.nullmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.neuropil.analysis.generate.BalanceAnnealing;
import org.neuropil.analysis.generate.RandomGraphs;
import org.neuropil.analysis.generate.Schedule;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.motif.LoopType;

/** Ensembles: threads, statistics, and z-scores whose signs are known. */
class NullEnsembleTest {
  private static final long SEED = 23;

  @ParameterizedTest
  @EnumSource(NullModel.class)
  void resultsDoNotDependOnThreads(NullModel model) {
    SignedDigraph graph = RandomGraphs.erdosRenyi(50, 0.1, 0.5, SEED);
    NullOptions options = NullOptions.of(model, 40, SEED);
    List<SampleCounts> counts = new ArrayList<>();
    for (int threads : new int[] {1, 2, 5}) {
      try (NullEnsemble ensemble = new NullEnsemble(threads)) {
        NullResult result = ensemble.run(graph, options);
        assertThat(result.observed()).isEqualTo(NaiveCounts.of(graph));
        for (int k = 0; k < 40; k++) {
          if (threads == 1) {
            counts.add(result.sample(k));
            SignedDigraph sample = NullEnsemble.sample(graph, options, k);
            assertThat(result.sample(k)).isEqualTo(NaiveCounts.of(sample));
          }
          assertThat(result.sample(k)).isEqualTo(counts.get(k));
        }
      }
    }
    assertThat(counts.get(0)).isNotEqualTo(counts.get(1));
  }

  @ParameterizedTest
  @EnumSource(NullModel.class)
  void balancedNetworkHasTheSignsOfThePaper(NullModel model) {
    System.out.println("balanced network against " + model.id() + ": seed " + SEED);
    SignedDigraph start = RandomGraphs.erdosRenyi(150, 0.05, 0.5, SEED);
    SignedDigraph balanced =
        new BalanceAnnealing(start, SEED).run(Schedule.constant(0.05, 8000)).network().toDigraph();
    try (NullEnsemble ensemble = new NullEnsemble(2)) {
      NullResult result = ensemble.run(balanced, NullOptions.of(model, 200, SEED));
      for (LoopType type : LoopType.values()) {
        NullStatistics induced = result.induced(type);
        NullStatistics all = result.all(type);
        if (type.balanced()) {
          assertThat(induced.z()).as(type.signs()).isGreaterThan(2);
          assertThat(all.z()).isGreaterThan(2);
        } else {
          assertThat(induced.z()).as(type.signs()).isLessThan(0);
          assertThat(all.z()).isLessThan(0);
        }
      }
      assertThat(result.pooled().z()).isGreaterThan(5);
      assertThat(result.pooled().pUpper()).isEqualTo(1.0 / 201);
      assertThat(result.eta().observed()).isGreaterThan(0.7);
    }
  }

  @ParameterizedTest
  @EnumSource(NullModel.class)
  void randomNetworkIsNotSignificant(NullModel model) {
    SignedDigraph graph = RandomGraphs.erdosRenyi(150, 0.05, 0.5, SEED + 1);
    try (NullEnsemble ensemble = new NullEnsemble(2)) {
      NullResult result = ensemble.run(graph, NullOptions.of(model, 200, SEED));
      int large = 0;
      for (LoopType type : LoopType.values()) {
        assertThat(Math.abs(result.induced(type).z())).isLessThan(4.5);
        large += Math.abs(result.induced(type).z()) > 2 ? 1 : 0;
      }
      assertThat(large).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void erdosRenyiMeansAreExact() {
    System.out.println("Erdos-Renyi means: seed " + SEED);
    for (double density : new double[] {0.05, 0.3, 0.7}) {
      SignedDigraph graph = RandomGraphs.erdosRenyi(30, density, 0.6, SEED);
      ErdosRenyiMeans means = new ErdosRenyiMeans(30, graph.positive(), graph.negative());
      try (NullEnsemble ensemble = new NullEnsemble(2)) {
        int samples = 4000;
        NullResult result =
            ensemble.run(graph, NullOptions.of(NullModel.ERDOS_RENYI, samples, SEED));
        for (LoopType type : LoopType.values()) {
          NullStatistics all = result.all(type);
          NullStatistics induced = result.induced(type);
          double error = 4.5 / Math.sqrt(samples);
          assertThat(all.mean()).isCloseTo(means.all(type), within(error * all.sd()));
          assertThat(induced.mean()).isCloseTo(means.induced(type), within(error * induced.sd()));
        }
      }
    }
  }

  @Test
  void erdosRenyiMeansOfTinyGraphs() {
    // A complete graph of 3 nodes: six loops of the one type there is, none of them induced.
    ErdosRenyiMeans complete = new ErdosRenyiMeans(3, 6, 0);
    assertThat(complete.all(LoopType.PPP)).isEqualTo(6);
    assertThat(complete.all(LoopType.PPN)).isZero();
    assertThat(complete.induced(LoopType.PPP)).isZero();
    // Three of six places: 20 ways, of which six are a loop.
    assertThat(new ErdosRenyiMeans(3, 3, 0).induced(LoopType.PPP))
        .isCloseTo(6 / 20.0, within(1e-12));
    assertThat(new ErdosRenyiMeans(0, 0, 0).all(LoopType.PPP)).isZero();
    assertThat(new ErdosRenyiMeans(2, 1, 1).all(LoopType.PNN)).isZero();
    assertThatThrownBy(() -> new ErdosRenyiMeans(3, 4, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void statistics() {
    NullStatistics s = NullStatistics.of(5, 1, 2, 3, 4, 5, Double.NaN);
    assertThat(s.samples()).isEqualTo(5);
    assertThat(s.mean()).isEqualTo(3);
    assertThat(s.sd()).isEqualTo(Math.sqrt(2.5));
    assertThat(s.z()).isEqualTo(2 / Math.sqrt(2.5));
    assertThat(s.pUpper()).isEqualTo(2 / 6.0);
    assertThat(s.pLower()).isEqualTo(1);
    assertThat(s.pTwoSided()).isEqualTo(4 / 6.0);
    NullStatistics constant = NullStatistics.of(1, 0.1, 0.1, 0.1);
    assertThat(constant.sd()).isZero();
    assertThat(constant.z()).isNaN();
    assertThat(constant.pUpper()).isEqualTo(1 / 4.0);
    assertThat(NullStatistics.of(0.1, 0.1, 0.1, 0.1).z()).isNaN();
    assertThat(NullStatistics.of(Double.NaN, 1, 2).z()).isNaN();
    assertThat(NullStatistics.of(1, 1).mean()).isNaN();
  }

  @Test
  void withoutLoopsEverythingIsUndefinedAndNothingFails() {
    for (int nodes : new int[] {0, 1, 5}) {
      SignedDigraph empty = RandomGraphs.erdosRenyi(nodes, 0, 0.5, SEED);
      try (NullEnsemble ensemble = new NullEnsemble(2)) {
        for (NullModel model : NullModel.values()) {
          NullResult result = ensemble.run(empty, NullOptions.of(model, 3, SEED));
          assertThat(result.induced(LoopType.PPP).z()).isNaN();
          assertThat(result.eta().samples()).isZero();
        }
      }
    }
  }

  @Test
  void convergence() {
    SignedDigraph start = RandomGraphs.erdosRenyi(100, 0.06, 0.5, SEED);
    SignedDigraph balanced =
        new BalanceAnnealing(start, SEED).run(Schedule.constant(0.05, 4000)).network().toDigraph();
    try (NullEnsemble ensemble = new NullEnsemble(2)) {
      NullOptions options = NullOptions.of(NullModel.DEGREE_MUTUAL, 200, SEED);
      List<Convergence.Row> rows = Convergence.check(ensemble, balanced, options, 0, 1, 3, 10);
      // Without a sweep all samples are the network itself.
      assertThat(rows.get(0).z()).containsOnly(Double.NaN);
      assertThat(rows.get(0).change()).isNaN();
      assertThat(rows.get(1).change()).isNaN();
      assertThat(rows.get(3).change()).isBetween(0.0, 2.0);
    }
  }

  @Test
  void progressAndFailures() {
    SignedDigraph graph = RandomGraphs.erdosRenyi(20, 0.2, 0.5, SEED);
    NullOptions options = NullOptions.of(NullModel.DEGREE, 25, SEED);
    try (NullEnsemble ensemble = new NullEnsemble(3)) {
      List<Integer> seen = new ArrayList<>();
      ensemble.run(graph, options, (done, total) -> seen.add(done * 100 + total));
      assertThat(seen).hasSize(25).isSorted().startsWith(125).endsWith(2525);
      assertThatThrownBy(() ->
              ensemble.run(
                  graph,
                  options,
                  (done, total) -> {
                    throw new IllegalStateException("stop");
                  }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("stop");
      assertThat(ensemble.run(graph, options).samples()).isEqualTo(25);
    }
  }
}
