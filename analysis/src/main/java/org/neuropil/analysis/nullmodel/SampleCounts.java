package org.neuropil.analysis.nullmodel;

import java.util.Arrays;
import java.util.List;
import org.neuropil.analysis.balance.Balance;
import org.neuropil.analysis.balance.EtaRule;
import org.neuropil.analysis.motif.LoopType;
import org.neuropil.analysis.motif.TriadClass;

/** The feed-forward loops of one graph by type, and those of the four triad classes of eta. */
public final class SampleCounts {
  /** The triad classes of eta. */
  static final List<TriadClass> CLASSES = Balance.CLASSES;

  /** Length of {@link #values}: all loops, induced loops, balanced and unbalanced by class. */
  static final int LENGTH = 24;

  private static final int INDUCED = 8;
  private static final int BALANCED = 16;
  private static final int UNBALANCED = 20;

  private final long[] values;

  SampleCounts(long[] values) {
    this.values = values;
  }

  /**
   * Sums up a census.
   *
   * @param census how often each combination of {@link SampleCensus}'s connection classes occurs
   */
  static long[] summary(long[] census) {
    long[] values = new long[LENGTH];
    for (int first = 0; first < 4; first++) {
      for (int second = 0; second < 4; second++) {
        for (int third = 0; third < 4; third++) {
          long count = census[SampleCensus.place(first, second, third)];
          // The ordinal of the LoopType.
          int type = ((first & 1) << 2) | ((second & 1) << 1) | (third & 1);
          values[type] += count;
          // Which of the three connections are mutual tells the class.
          int triad =
              switch (((first & 2) << 1) | (second & 2) | ((third & 2) >> 1)) {
                case 0b000 -> 0;
                case 0b100 -> 1;
                case 0b010 -> 2;
                case 0b111 -> 3;
                default -> -1;
              };
          if (triad >= 0) {
            values[(isBalanced(type) ? BALANCED : UNBALANCED) + triad] += count;
          }
          if (triad == 0) {
            values[INDUCED + type] += count;
          }
        }
      }
    }
    return values;
  }

  private static boolean isBalanced(int type) {
    return (Integer.bitCount(type) & 1) == 0;
  }

  /** Feed-forward loops of a type, as subgraphs anywhere. */
  public long all(LoopType type) {
    return values[type.ordinal()];
  }

  /** Triads of class 030T, the loop and nothing else, of a type; what FANMOD counts. */
  public long induced(LoopType type) {
    return values[INDUCED + type.ordinal()];
  }

  /**
   * Balanced loops in the triads of a class.
   *
   * @param triad 030T, 120U, 120D or 300
   */
  public long balanced(TriadClass triad) {
    return values[BALANCED + place(triad)];
  }

  /**
   * Unbalanced loops in the triads of a class.
   *
   * @param triad 030T, 120U, 120D or 300
   */
  public long unbalanced(TriadClass triad) {
    return values[UNBALANCED + place(triad)];
  }

  private static int place(TriadClass triad) {
    int place = CLASSES.indexOf(triad);
    if (place < 0) {
      throw new IllegalArgumentException(
          "balance does not look at triads of class " + triad.code());
    }
    return place;
  }

  /**
   * The global balance ratio of Zhang et al. (2023): the mean over the triad classes of the share
   * of balanced loops, classes without any balanced loop left out; NaN if none is left.
   */
  public double eta() {
    return EtaRule.POSITIVE.eta(balanced(), unbalanced());
  }

  /** The share of balanced loops in the four classes taken together; NaN if they have none. */
  public double pooled() {
    return EtaRule.pooled(balanced(), unbalanced());
  }

  private long[] balanced() {
    return Arrays.copyOfRange(values, BALANCED, UNBALANCED);
  }

  private long[] unbalanced() {
    return Arrays.copyOfRange(values, UNBALANCED, LENGTH);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SampleCounts that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /** All numbers, for messages. */
  @Override
  public String toString() {
    return "all %s, induced %s, balanced %s, unbalanced %s"
        .formatted(
            Arrays.toString(Arrays.copyOf(values, INDUCED)),
            Arrays.toString(Arrays.copyOfRange(values, INDUCED, BALANCED)),
            Arrays.toString(Arrays.copyOfRange(values, BALANCED, UNBALANCED)),
            Arrays.toString(Arrays.copyOfRange(values, UNBALANCED, LENGTH)));
  }
}
