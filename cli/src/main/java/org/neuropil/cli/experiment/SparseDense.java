package org.neuropil.cli.experiment;

import java.util.Arrays;
import java.util.List;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;

/** The comparison that most claims of Fruengel and Oberlaender 2025 ask for. */
final class SparseDense {
  private static final int PUBLISHED = 10_000;
  private static final String DENSITY = "density";

  private SparseDense() {}

  /** The density that counts as sparse: 0.1, as in the paper, else the lowest there is. */
  static String sparse(Table runs) {
    List<String> densities = runs.distinct(DENSITY);
    return densities.contains("0.1") ? "0.1" : densities.getFirst();
  }

  /** The density that counts as dense: the highest there is. */
  static String dense(Table runs) {
    return runs.distinct(DENSITY).getLast();
  }

  /**
   * A column of the sparse runs against that of the dense ones, in per cent; against nothing, which
   * decides nothing, where all runs have one density.
   */
  static Comparison sparseFirst(Table runs, String column) {
    if (runs.distinct(DENSITY).size() < 2) {
      String only = runs.isEmpty() ? "one density:" : "density " + sparse(runs) + ":";
      double[] values = runs.isEmpty() ? new double[0] : runs.numbers(column);
      return new Comparison(only, values, "another density:", new double[0], 100, 1);
    }
    String sparse = sparse(runs);
    String dense = dense(runs);
    return new Comparison(
        "density " + sparse + ":",
        runs.where(DENSITY, sparse).numbers(column),
        "density " + dense + ":",
        runs.where(DENSITY, dense).numbers(column),
        100,
        1);
  }

  /** The other way round, for claims that dense networks are better. */
  static Comparison denseFirst(Table runs, String column) {
    Comparison turned = sparseFirst(runs, column);
    return new Comparison(
        turned.secondName(), turned.second(), turned.firstName(), turned.first(), 100, 1);
  }

  /** The task of an experiment's first run; all its runs have the same. */
  static String task(Results results) {
    return results.plan().runs().getFirst().config().task();
  }

  /** Says how many runs gave NaN, whose answers count as class 0; adds nothing if none did. */
  static void noteNan(Table runs, List<String> notes) {
    long broken = Arrays.stream(runs.numbers("nan_count")).filter(count -> count > 0).count();
    if (broken > 0) {
      notes.add(
          broken
              + " of "
              + runs.rows().size()
              + " runs gave NaN outputs, which are read as class 0: their accuracy is the share of"
              + " that class.");
    }
  }

  /** Says that networks are smaller than those of the paper, if they are. */
  static void noteSmall(String hidden, List<String> notes) {
    if (Double.parseDouble(hidden) < PUBLISHED) {
      notes.add(
          "The paper's networks have 10,000 nodes; smaller ones, as here, may go the other way.");
    }
  }

  /** Adds {@link #tinyNote} at that scale. */
  static void noteTiny(String scale, List<String> notes) {
    if (scale.equals("tiny")) {
      notes.add(tinyNote());
    }
  }

  /** What to say at the scale tiny, where nothing is decided. */
  static String tinyNote() {
    return "Trained on the bundled sample of MNIST, 60 steps an epoch: this shows that everything"
        + " works, and no more.";
  }
}
