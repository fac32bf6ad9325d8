package org.neuropil.analysis.weights;

import org.neuropil.analysis.statistics.Histogram;
import org.neuropil.error.UserError;
import org.neuropil.matrix.SparseMatrix;
import org.neuropil.matrix.SparsityPattern;

/**
 * What became of the connections between two states of a network, whose patterns may differ. A
 * connection is a weight that is not 0; self loops count. A sign is given as +1, -1 or 0 for no
 * connection.
 */
public final class SignChanges {
  /** By sign before and sign after, each plus 1. */
  private final long[][] counts = new long[3][3];

  /** Connections with an unchanged sign and a larger magnitude, by sign plus 1. */
  private final long[] grown = new long[3];

  private SignChanges() {}

  private interface Visitor {
    void place(float before, float after, boolean inBoth);
  }

  /**
   * Compares two states.
   *
   * @throws UserError data, if the sizes differ or a weight is NaN
   */
  public static SignChanges between(SparseMatrix before, SparseMatrix after) {
    SignChanges changes = new SignChanges();
    walk(
        before,
        after,
        (from, to, inBoth) -> {
          changes.counts[sign(from) + 1][sign(to) + 1]++;
          if (from != 0 && sign(from) == sign(to)) {
            changes.grown[sign(from) + 1] += Math.abs(to) > Math.abs(from) ? 1 : 0;
          }
        });
    return changes;
  }

  /**
   * The changes w1 - w0 of the connections that have a sign before and that both patterns hold, w1
   * = 0 included.
   *
   * @param initialSign +1 or -1: the sign of w0
   * @param edges the edges of the bins
   * @throws UserError data, if the sizes differ or a weight is NaN
   */
  public static Histogram differences(
      SparseMatrix before, SparseMatrix after, int initialSign, double[] edges) {
    Histogram.Counter counter = new Histogram.Counter(edges);
    walk(
        before,
        after,
        (from, to, inBoth) -> {
          if (inBoth && sign(from) == initialSign) {
            counter.add((double) to - from);
          }
        });
    return counter.histogram();
  }

  /**
   * Pearson's correlation, in double, of the weights w0 and w1 of the places that both patterns
   * hold, zeros included; NaN below two places or if either does not vary.
   *
   * @throws UserError data, if the sizes differ or a weight is NaN
   */
  public static double correlation(SparseMatrix before, SparseMatrix after) {
    double[] sums = new double[3];
    walk(
        before,
        after,
        (from, to, inBoth) -> {
          if (inBoth) {
            sums[0]++;
            sums[1] += from;
            sums[2] += to;
          }
        });
    double meanFrom = sums[1] / sums[0];
    double meanTo = sums[2] / sums[0];
    double[] products = new double[3];
    walk(
        before,
        after,
        (from, to, inBoth) -> {
          if (inBoth) {
            products[0] += (from - meanFrom) * (to - meanTo);
            products[1] += (from - meanFrom) * (from - meanFrom);
            products[2] += (to - meanTo) * (to - meanTo);
          }
        });
    double norms = Math.sqrt(products[1]) * Math.sqrt(products[2]);
    return norms > 0 ? Math.clamp(products[0] / norms, -1, 1) : Double.NaN;
  }

  private static int sign(float weight) {
    return weight > 0 ? 1 : weight < 0 ? -1 : 0;
  }

  /** Visits every place that one of the patterns holds, row by row. */
  private static void walk(SparseMatrix before, SparseMatrix after, Visitor visitor) {
    SparsityPattern a = before.pattern();
    SparsityPattern b = after.pattern();
    if (a.rows() != b.rows() || a.cols() != b.cols()) {
      throw UserError.data(
          "weights before are %s, weights after %s".formatted(a, b),
          "compare states of one network");
    }
    for (int row = 0; row < a.rows(); row++) {
      int e = a.rowStart(row);
      int f = b.rowStart(row);
      int lastA = a.rowStart(row + 1);
      int lastB = b.rowStart(row + 1);
      while (e < lastA || f < lastB) {
        int columnA = e < lastA ? a.column(e) : Integer.MAX_VALUE;
        int columnB = f < lastB ? b.column(f) : Integer.MAX_VALUE;
        int column = Math.min(columnA, columnB);
        float from = columnA == column ? before.values()[e++] : 0;
        float to = columnB == column ? after.values()[f++] : 0;
        if (Float.isNaN(from) || Float.isNaN(to)) {
          throw UserError.data(
              "the weight in row %d, column %d is NaN %s"
                  .formatted(row, column, Float.isNaN(from) ? "before" : "after"),
              "a NaN has no sign; look for diverged training");
        }
        visitor.place(from, to, columnA == columnB);
      }
    }
  }

  /**
   * Connections by their signs.
   *
   * @param before +1, -1, or 0 for connections that are new
   * @param after +1, -1, or 0 for connections that are gone; 0 and 0 counts stored zeros
   */
  public long count(int before, int after) {
    return counts[before + 1][after + 1];
  }

  /** Connections before and after. */
  public long surviving() {
    return count(1, 1) + count(1, -1) + count(-1, 1) + count(-1, -1);
  }

  /** Connections before but not after. */
  public long removed() {
    return count(1, 0) + count(-1, 0);
  }

  /** Connections after but not before. */
  public long added() {
    return count(0, 1) + count(0, -1);
  }

  /** The share of a transition between signs among surviving connections; NaN without any. */
  public double share(int before, int after) {
    return (double) count(before, after) / surviving();
  }

  /**
   * The share of surviving connections that keep their sign (Zhang et al. 2023: nearly all do after
   * pruning); NaN without any.
   */
  public double unchangedShare() {
    return (double) (count(1, 1) + count(-1, -1)) / surviving();
  }

  /** The share of surviving connections of one initial sign that have the other sign after. */
  public double flippedShare(int initialSign) {
    long flipped = count(initialSign, -initialSign);
    return (double) flipped / (flipped + count(initialSign, initialSign));
  }

  /** Connections that kept a sign and grew in magnitude. */
  public long grown(int sign) {
    return grown[sign + 1];
  }

  /** The share of connections of one unchanged sign that grew in magnitude; NaN without any. */
  public double grownShare(int sign) {
    return (double) grown(sign) / count(sign, sign);
  }

  /** The share of all connections with an unchanged sign that grew in magnitude. */
  public double grownShare() {
    return (double) (grown(1) + grown(-1)) / (count(1, 1) + count(-1, -1));
  }
}
