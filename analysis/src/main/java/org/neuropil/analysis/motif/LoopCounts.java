package org.neuropil.analysis.motif;

import java.util.Arrays;

/** How many feed-forward loops of each type there are. */
public final class LoopCounts {
  private final long[] counts;

  /** A copy of eight counts in the order of {@link LoopType}. */
  public LoopCounts(long... counts) {
    if (counts.length != 8) {
      throw new IllegalArgumentException("expected 8 counts, found " + counts.length);
    }
    this.counts = counts.clone();
  }

  /** Loops of one type. */
  public long get(LoopType type) {
    return counts[type.ordinal()];
  }

  /** Loops with an even number of negative edges. */
  public long balanced() {
    return counts[0] + counts[3] + counts[5] + counts[6];
  }

  /** Loops with an odd number of negative edges. */
  public long unbalanced() {
    return counts[1] + counts[2] + counts[4] + counts[7];
  }

  /** Loops of all types. */
  public long total() {
    return balanced() + unbalanced();
  }

  /** Balanced loops over all loops; NaN without loops. */
  public double ratio() {
    return (double) balanced() / total();
  }

  /** The eight counts in the order of {@link LoopType}; a copy. */
  public long[] toArray() {
    return counts.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LoopCounts that && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  /** The counts by type, such as {@code {+++=14, ++-=7, ...}}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (LoopType type : LoopType.values()) {
      text.append(type.ordinal() == 0 ? "" : ", ");
      text.append(type.signs()).append('=').append(get(type));
    }
    return text.append('}').toString();
  }
}
