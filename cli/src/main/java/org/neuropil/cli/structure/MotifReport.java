package org.neuropil.cli.structure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.motif.LoopCounts;
import org.neuropil.analysis.motif.LoopType;
import org.neuropil.analysis.motif.MotifCensus;
import org.neuropil.analysis.motif.TriadClass;
import org.neuropil.analysis.nullmodel.NullResult;
import org.neuropil.analysis.nullmodel.NullStatistics;

/**
 * The result of {@code neuropil motifs}; the components are the keys of its JSON. {@code z} and
 * {@code null} are null without random networks; triads and feedback loops are there on request.
 */
public record MotifReport(
    int nodes,
    int edges,
    int positive,
    int negative,
    long selfLoops,
    int mutualPairs,
    PerKind<Map<String, Long>> feedForwardLoops,
    PerKind<Long> balanced,
    PerKind<Long> unbalanced,
    @Nullable PerKind<Map<String, Double>> z,
    @JsonProperty("null") @Nullable Ensemble ensemble,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Long> triads,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PerKind<Map<String, Long>> feedbackLoops,
    double seconds) {

  /**
   * The same for loops anywhere and for loops that are all there is among their nodes.
   *
   * @param all every loop as a subgraph
   * @param induced triples of nodes that form exactly one loop
   */
  public record PerKind<T>(T all, T induced) {}

  /** The random networks that the counts are compared with. */
  public record Ensemble(
      String model,
      int samples,
      PerKind<Map<String, Double>> mean,
      PerKind<Map<String, Double>> sd) {}

  /**
   * Puts a census and an ensemble together.
   *
   * @param triads whether the triad classes and feedback loops are asked for
   */
  public static MotifReport of(
      SignedDigraph graph,
      MotifCensus census,
      @Nullable NullResult random,
      boolean triads,
      double seconds) {
    LoopCounts all = census.all();
    LoopCounts induced = census.induced();
    return new MotifReport(
        graph.nodes(),
        graph.edges(),
        graph.positive(),
        graph.negative(),
        graph.selfLoops(),
        graph.mutualPairs(),
        new PerKind<>(Structure.byType(all), Structure.byType(induced)),
        new PerKind<>(all.balanced(), induced.balanced()),
        new PerKind<>(all.unbalanced(), induced.unbalanced()),
        random == null ? null : statistics(random, NullStatistics::z),
        random == null
            ? null
            : new Ensemble(
                random.options().model().id(),
                random.samples(),
                statistics(random, NullStatistics::mean),
                statistics(random, NullStatistics::sd)),
        triads ? byClass(census) : null,
        triads
            ? new PerKind<>(byNegatives(census.cycles()), byNegatives(census.inducedCycles()))
            : null,
        seconds);
  }

  private static PerKind<Map<String, Double>> statistics(
      NullResult random, ToDoubleFunction<NullStatistics> figure) {
    Map<String, Double> all = new LinkedHashMap<>();
    Map<String, Double> induced = new LinkedHashMap<>();
    for (LoopType type : LoopType.values()) {
      all.put(type.signs(), figure.applyAsDouble(random.all(type)));
      induced.put(type.signs(), figure.applyAsDouble(random.induced(type)));
    }
    return new PerKind<>(all, induced);
  }

  private static Map<String, Long> byClass(MotifCensus census) {
    Map<String, Long> map = new LinkedHashMap<>();
    for (TriadClass triad : TriadClass.values()) {
      map.put(triad.code(), census.triads(triad));
    }
    return map;
  }

  private static Map<String, Long> byNegatives(long[] cycles) {
    Map<String, Long> map = new LinkedHashMap<>();
    for (int negatives = 0; negatives < cycles.length; negatives++) {
      map.put("+".repeat(cycles.length - 1 - negatives) + "-".repeat(negatives), cycles[negatives]);
    }
    return map;
  }
}
