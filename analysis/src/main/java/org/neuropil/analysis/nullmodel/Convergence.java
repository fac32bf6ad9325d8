package org.neuropil.analysis.nullmodel;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.motif.LoopType;

/**
 * Whether a switching model has forgotten the network it started from: the z-scores against the
 * number of sweeps, which must have stopped to drift where the chosen number stands.
 */
public final class Convergence {
  private Convergence() {}

  /**
   * The z-scores after some number of sweeps.
   *
   * @param sweeps how many
   * @param z of the eight induced types, in the order of {@link LoopType}
   * @param change the largest |difference| of a z from that of the row before; NaN in the first
   *     row, and where no type has a z in both
   */
  public record Row(int sweeps, List<Double> z, double change) {}

  /**
   * Runs the ensemble once for each number of sweeps. Two z-scores of independent ensembles differ
   * by chance too: by about |z| / sqrt(samples), and 1.4 / sqrt(samples) at least.
   *
   * @param options of all runs but for the sweeps
   * @param sweeps in ascending order, such as 1, 2, 3, 5, 10
   */
  public static List<Row> check(
      NullEnsemble ensemble, SignedDigraph graph, NullOptions options, int... sweeps) {
    List<Row> rows = new ArrayList<>();
    for (int index = 0; index < sweeps.length; index++) {
      // Seeds differ so that the ensembles are independent.
      NullOptions own =
          new NullOptions(
              options.model(),
              options.samples(),
              sweeps[index],
              options.attempts(),
              options.seed() + index);
      NullResult result = ensemble.run(graph, own);
      List<Double> z = new ArrayList<>();
      for (LoopType type : LoopType.values()) {
        z.add(result.induced(type).z());
      }
      rows.add(new Row(sweeps[index], List.copyOf(z), change(rows, z)));
    }
    return rows;
  }

  private static double change(List<Row> rows, List<Double> z) {
    double largest = Double.NaN;
    if (rows.isEmpty()) {
      return largest;
    }
    List<Double> before = rows.get(rows.size() - 1).z();
    for (int type = 0; type < z.size(); type++) {
      double difference = Math.abs(z.get(type) - before.get(type));
      if (!Double.isNaN(difference) && !(largest >= difference)) {
        largest = difference;
      }
    }
    return largest;
  }
}
