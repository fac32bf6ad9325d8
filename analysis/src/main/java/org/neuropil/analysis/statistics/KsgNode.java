package org.neuropil.analysis.statistics;

import java.util.Arrays;
import org.neuropil.matrix.Philox;

/**
 * The outputs of one node, made ready for {@link MutualInformation}: divided by their standard
 * deviation, with ties broken, and sorted. Takes 16 bytes a sample; immutable.
 */
public final class KsgNode {
  private static final double NOISE = 1e-10;
  private static final int DIGIT_BITS = 11;
  private static final int DIGITS = 1 << DIGIT_BITS;

  /** The values in ascending order. */
  final double[] sorted;

  /** The sample of each place in {@link #sorted}. */
  final int[] order;

  /** The place of each sample in {@link #sorted}. */
  final int[] rank;

  /** Whether all outputs are equal. */
  final boolean constant;

  private KsgNode(double[] sorted, int[] order, int[] rank, boolean constant) {
    this.sorted = sorted;
    this.order = order;
    this.rank = rank;
    this.constant = constant;
  }

  /**
   * Prepares outputs: u / sd(u), sd being the population's (1 if it is 0), plus 1e-10 max(1,
   * mean|u|) times standard normal noise, as scikit-learn does it.
   *
   * @param outputs finite; left alone
   * @param random where the noise comes from
   */
  public static KsgNode of(double[] outputs, Philox random) {
    int n = outputs.length;
    boolean constant = Descriptive.isConstant(outputs);
    double sd = constant || n == 0 ? 1 : Math.sqrt(Descriptive.squares(outputs) / n);
    double scale = sd > 0 ? sd : 1;
    double[] values = new double[n];
    double size = 0;
    for (int s = 0; s < n; s++) {
      values[s] = outputs[s] / scale;
      size += Math.abs(values[s]);
    }
    double noise = NOISE * Math.max(1, size / n);
    for (int s = 0; s < n; s++) {
      values[s] += noise * random.nextGaussian();
    }
    int[] order = sortedOrder(values);
    int[] rank = new int[n];
    double[] sorted = new double[n];
    for (int place = 0; place < n; place++) {
      rank[order[place]] = place;
      sorted[place] = values[order[place]];
    }
    return new KsgNode(sorted, order, rank, constant);
  }

  /** Number of samples. */
  public int samples() {
    return order.length;
  }

  /**
   * The samples by ascending value, equal ones by number: a radix sort, since it carries the
   * numbers along.
   */
  private static int[] sortedOrder(double[] values) {
    int n = values.length;
    long[] keys = new long[n];
    int[] order = new int[n];
    for (int s = 0; s < n; s++) {
      // Adding 0 makes -0 equal to 0. The bits of doubles ascend once negative ones are turned.
      long bits = Double.doubleToRawLongBits(values[s] + 0.0);
      keys[s] = bits ^ (bits >> 63 | Long.MIN_VALUE);
      order[s] = s;
    }
    long[] nextKeys = new long[n];
    int[] nextOrder = new int[n];
    int[] starts = new int[DIGITS];
    for (int shift = 0; shift < Long.SIZE && n > 0; shift += DIGIT_BITS) {
      Arrays.fill(starts, 0);
      for (long key : keys) {
        starts[(int) (key >>> shift) & DIGITS - 1]++;
      }
      if (starts[(int) (keys[0] >>> shift) & DIGITS - 1] == n) {
        continue;
      }
      int sum = 0;
      for (int digit = 0; digit < DIGITS; digit++) {
        int count = starts[digit];
        starts[digit] = sum;
        sum += count;
      }
      for (int place = 0; place < n; place++) {
        int to = starts[(int) (keys[place] >>> shift) & DIGITS - 1]++;
        nextKeys[to] = keys[place];
        nextOrder[to] = order[place];
      }
      long[] swapKeys = keys;
      keys = nextKeys;
      nextKeys = swapKeys;
      int[] swapOrder = order;
      order = nextOrder;
      nextOrder = swapOrder;
    }
    return order;
  }
}
