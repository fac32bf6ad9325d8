package org.neuropil.analysis.statistics;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.Digamma;

/**
 * The mutual information of two continuous variables from k nearest neighbours: the first estimator
 * of Kraskov, Stoegbauer and Grassberger (Phys. Rev. E 69, 066138, 2004), in nats. An instance has
 * its own work space: one for each thread.
 *
 * <p>Neighbours in the maximum norm are found by a sweep outwards along one variable, which ends
 * where that variable alone is as far as the k-th neighbour so far. Each point goes along the
 * variable whose values lie further apart around it: of a point where one node is silent and the
 * other is not, the silent one has thousands of values as near as the noise that breaks ties, the
 * other few.
 */
public final class MutualInformation {
  /** The usual number of neighbours. */
  public static final int NEIGHBOURS = 3;

  /** Places to either side by which the distance of values is judged. */
  private static final int WINDOW = 16;

  private final int samples;
  private final int neighbours;

  /** psi of 1, 2, ... at 1, 2, ... */
  private final double[] psi;

  private final int[] otherRank;
  private final double[] vByU;
  private final double[] uByV;
  private final double[] nearest;

  /**
   * Space for pairs of nodes with so many samples each.
   *
   * @param samples more than {@code neighbours}
   * @param neighbours k, such as {@link #NEIGHBOURS}
   */
  public MutualInformation(int samples, int neighbours) {
    if (neighbours < 1 || samples <= neighbours) {
      throw new IllegalArgumentException(
          "%d neighbours among %d samples".formatted(neighbours, samples));
    }
    this.samples = samples;
    this.neighbours = neighbours;
    this.psi = new double[samples + 1];
    for (int m = 1; m <= samples; m++) {
      psi[m] = Digamma.value(m);
    }
    this.otherRank = new int[samples];
    this.vByU = new double[samples];
    this.uByV = new double[samples];
    this.nearest = new double[neighbours];
  }

  /**
   * The estimate, at least 0: psi(n) + psi(k) - mean(psi(a + 1) + psi(b + 1)), where a and b are
   * the points that are nearer than the k-th neighbour in one variable alone. Exactly 0 if a node
   * is constant, which says nothing of another; the estimator itself gives that up to rounding
   * unless the other node is mostly silent.
   */
  public double of(KsgNode u, KsgNode v) {
    if (u.samples() != samples || v.samples() != samples) {
      throw new IllegalArgumentException(
          "nodes with %d and %d samples, expected %d".formatted(u.samples(), v.samples(), samples));
    }
    if (u.constant || v.constant) {
      return 0;
    }
    for (int p = 0; p < samples; p++) {
      int q = v.rank[u.order[p]];
      otherRank[p] = q;
      vByU[p] = v.sorted[q];
      uByV[q] = u.sorted[p];
    }
    double sum = 0;
    for (int p = 0; p < samples; p++) {
      int q = otherRank[p];
      double distance =
          spread(u.sorted, p) >= spread(v.sorted, q)
              ? nearest(u.sorted, vByU, p)
              : nearest(v.sorted, uByV, q);
      sum += psi[1 + nearer(u.sorted, p, distance)] + psi[1 + nearer(v.sorted, q, distance)];
    }
    return Math.max(0, psi[samples] + psi[neighbours] - sum / samples);
  }

  /** The mean distance of values around a place. */
  private static double spread(double[] sorted, int place) {
    int from = Math.max(0, place - WINDOW);
    int to = Math.min(sorted.length - 1, place + WINDOW);
    return (sorted[to] - sorted[from]) / (to - from);
  }

  /** The distance of the k-th nearest point; {@code other} holds the points' other coordinate. */
  private double nearest(double[] sorted, double[] other, int place) {
    Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    double farthest = Double.POSITIVE_INFINITY;
    double x = sorted[place];
    double y = other[place];
    int left = place - 1;
    int right = place + 1;
    // To both sides in turn, while both may hold nearer points; then to the one that still may.
    while (left >= 0 && right < samples) {
      double toLeft = x - sorted[left];
      double toRight = sorted[right] - x;
      if (toLeft >= farthest || toRight >= farthest) {
        break;
      }
      double distance = Math.max(toLeft, Math.abs(other[left] - y));
      if (distance < farthest) {
        farthest = insert(distance);
      }
      distance = Math.max(toRight, Math.abs(other[right] - y));
      if (distance < farthest) {
        farthest = insert(distance);
      }
      left--;
      right++;
    }
    for (; left >= 0 && x - sorted[left] < farthest; left--) {
      double distance = Math.max(x - sorted[left], Math.abs(other[left] - y));
      if (distance < farthest) {
        farthest = insert(distance);
      }
    }
    for (; right < samples && sorted[right] - x < farthest; right++) {
      double distance = Math.max(sorted[right] - x, Math.abs(other[right] - y));
      if (distance < farthest) {
        farthest = insert(distance);
      }
    }
    return farthest;
  }

  /** Puts a distance among the k smallest and returns the largest of these. */
  private double insert(double distance) {
    int at = neighbours - 1;
    while (at > 0 && nearest[at - 1] > distance) {
      nearest[at] = nearest[at - 1];
      at--;
    }
    nearest[at] = distance;
    return nearest[neighbours - 1];
  }

  /** How many other values are nearer to that at a place than a distance. */
  private static int nearer(double[] sorted, int place, double distance) {
    return edge(sorted, place, distance, 1) + edge(sorted, place, distance, -1);
  }

  /** How many values on one side are nearer: doubling steps, then halving. */
  private static int edge(double[] sorted, int place, double distance, int side) {
    int most = side > 0 ? sorted.length - 1 - place : place;
    double x = sorted[place];
    int inside = 0;
    int outside = 1;
    while (outside <= most && Math.abs(sorted[place + side * outside] - x) < distance) {
      inside = outside;
      outside = 2 * outside;
    }
    outside = Math.min(outside, most + 1);
    while (outside - inside > 1) {
      int middle = (inside + outside) >>> 1;
      if (Math.abs(sorted[place + side * middle] - x) < distance) {
        inside = middle;
      } else {
        outside = middle;
      }
    }
    return inside;
  }
}
