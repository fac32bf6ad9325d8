package org.neuropil.cli.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.neuropil.cli.sweep.collect.Table;

/**
 * Runs of two densities and otherwise equal settings: the published 0.1, or else the lowest there
 * is, and the highest.
 *
 * @param sparse runs of the lower density
 * @param dense runs of the higher density
 * @param low the lower density
 * @param high the higher density
 */
record SparseAndDense(Table sparse, Table dense, String low, String high) {
  private static final String PUBLISHED = "0.1";

  /** The two groups of a table; empty where there are not two densities. */
  static Optional<SparseAndDense> of(Table runs) {
    List<String> densities = runs.distinct("density");
    if (densities.size() < 2) {
      return Optional.empty();
    }
    String high = densities.getLast();
    String low =
        densities.contains(PUBLISHED) && !high.equals(PUBLISHED) ? PUBLISHED : densities.getFirst();
    return Optional.of(
        new SparseAndDense(runs.where("density", low), runs.where("density", high), low, high));
  }

  String lowName() {
    return "density " + low + ":";
  }

  String highName() {
    return "density " + high + ":";
  }

  /** By how much dense networks are above sparse ones, for every seed that both have. */
  double[] gaps(String column) {
    return dense.rows().stream()
        .flatMapToDouble(row ->
            Arrays.stream(sparse.where("seed", row.text("seed")).numbers(column))
                .map(own -> row.number(column) - own))
        .toArray();
  }

  /** A column compared, sparse networks first. */
  Comparison sparseFirst(String column, double factor, int decimals) {
    return new Comparison(
        lowName(), sparse.numbers(column), highName(), dense.numbers(column), factor, decimals);
  }

  /** A column compared, dense networks first. */
  Comparison denseFirst(String column, double factor, int decimals) {
    return new Comparison(
        highName(), dense.numbers(column), lowName(), sparse.numbers(column), factor, decimals);
  }
}
