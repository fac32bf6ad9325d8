package org.neuropil.cli.structure;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.neuropil.analysis.balance.Balance;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.motif.LoopCounts;
import org.neuropil.analysis.motif.LoopType;
import org.neuropil.analysis.motif.MotifCensus;

/**
 * The wiring of a trained network in a few figures; the components are keys of {@code
 * summary.json}.
 *
 * @param connections between different nodes, of weights other than 0
 * @param positive how many of them are positive
 * @param feedForwardLoops how many of each type there are, as subgraphs anywhere and induced
 * @param eta balance as the mean over the triad classes, by the published rule
 * @param pooled balance over all loops of these classes together
 */
public record Structure(
    int connections,
    int positive,
    MotifReport.PerKind<Map<String, Long>> feedForwardLoops,
    double eta,
    double pooled) {
  /** Networks of more connections are not analysed in passing, after a training. */
  public static final int MOST_CONNECTIONS = 5_000_000;

  /** The figures of a graph and its census. */
  public static Structure of(SignedDigraph graph, MotifCensus census) {
    Balance balance = Balance.of(census);
    return new Structure(
        graph.edges(),
        graph.positive(),
        new MotifReport.PerKind<>(byType(census.all()), byType(census.induced())),
        balance.eta(),
        balance.pooled());
  }

  static Map<String, Long> byType(LoopCounts counts) {
    Map<String, Long> map = new LinkedHashMap<>();
    for (LoopType type : LoopType.values()) {
      map.put(type.signs(), counts.get(type));
    }
    return map;
  }

  /** All in a line. */
  public String line() {
    long loops = feedForwardLoops.all().values().stream().mapToLong(Long::longValue).sum();
    return String.format(
        Locale.ROOT,
        "structure: %,d feed-forward loops, eta %s, pooled %s",
        loops,
        TextTable.number(eta, 4),
        TextTable.number(pooled, 4));
  }
}
