package org.neuropil.analysis.statistics;

import java.util.Arrays;

/**
 * Counts of values between edges. Bin k holds edges[k] <= value < edges[k + 1]; the last bin holds
 * its upper edge too, as NumPy has it.
 *
 * @param edges ascending, one more than bins
 * @param counts values in each bin
 * @param below values below the first edge
 * @param above values above the last edge
 * @param nans values that are NaN
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of results; never compared.
public record Histogram(double[] edges, long[] counts, long below, long above, long nans) {
  /** Checks the lengths and the order of the edges. */
  public Histogram {
    if (edges.length < 2 || counts.length != edges.length - 1) {
      throw new IllegalArgumentException(
          "%d edges, %d counts".formatted(edges.length, counts.length));
    }
    for (int k = 1; k < edges.length; k++) {
      if (!(edges[k] > edges[k - 1])) {
        throw new IllegalArgumentException("edge %s after %s".formatted(edges[k], edges[k - 1]));
      }
    }
  }

  /** Edges at equal distances: {@code bins + 1} of them from {@code from} to {@code to}. */
  public static double[] linearEdges(double from, double to, int bins) {
    double[] edges = new double[bins + 1];
    for (int k = 0; k < bins; k++) {
      edges[k] = from + (to - from) * k / bins;
    }
    edges[bins] = to;
    return edges;
  }

  /** Edges at equal ratios, from {@code from} above 0. */
  public static double[] logarithmicEdges(double from, double to, int bins) {
    if (!(from > 0)) {
      throw new IllegalArgumentException("logarithmic bins from " + from);
    }
    double[] edges = new double[bins + 1];
    double first = StrictMath.log(from);
    double last = StrictMath.log(to);
    for (int k = 1; k < bins; k++) {
      edges[k] = StrictMath.exp(first + (last - first) * k / bins);
    }
    edges[0] = from;
    edges[bins] = to;
    return edges;
  }

  /** Counts values. */
  public static Histogram of(double[] edges, double... values) {
    Counter counter = new Counter(edges);
    for (double value : values) {
      counter.add(value);
    }
    return counter.histogram();
  }

  /** Counts values. */
  public static Histogram of(double[] edges, float[] values) {
    Counter counter = new Counter(edges);
    for (float value : values) {
      counter.add(value);
    }
    return counter.histogram();
  }

  /** Takes values one by one; for one thread. */
  public static final class Counter {
    private final double[] edges;
    private final long[] counts;
    private long below;
    private long above;
    private long nans;

    /** Starts with nothing. */
    public Counter(double[] edges) {
      this.edges = edges.clone();
      this.counts = new long[edges.length - 1];
    }

    /** Counts a value. */
    public void add(double value) {
      if (Double.isNaN(value)) {
        nans++;
      } else if (value < edges[0]) {
        below++;
      } else if (value > edges[counts.length]) {
        above++;
      } else {
        // The number of inner edges that are not above the value.
        int low = 0;
        int high = counts.length - 1;
        while (low < high) {
          int middle = (low + high) >>> 1;
          if (edges[middle + 1] <= value) {
            low = middle + 1;
          } else {
            high = middle;
          }
        }
        counts[low]++;
      }
    }

    /** What was counted so far. */
    public Histogram histogram() {
      return new Histogram(edges.clone(), counts.clone(), below, above, nans);
    }
  }

  /** Number of bins. */
  public int bins() {
    return counts.length;
  }

  /** Values within the edges. */
  public long inRange() {
    return Arrays.stream(counts).sum();
  }

  /** The share of each bin among the values within the edges; NaN where there are none. */
  public double[] shares() {
    double total = inRange();
    return Arrays.stream(counts).mapToDouble(count -> count / total).toArray();
  }

  /**
   * Both histograms together.
   *
   * @throws IllegalArgumentException if the edges differ
   */
  public Histogram plus(Histogram other) {
    if (!Arrays.equals(edges, other.edges)) {
      throw new IllegalArgumentException("histograms of different edges");
    }
    long[] sums = new long[counts.length];
    for (int k = 0; k < sums.length; k++) {
      sums[k] = counts[k] + other.counts[k];
    }
    return new Histogram(edges, sums, below + other.below, above + other.above, nans + other.nans);
  }
}
