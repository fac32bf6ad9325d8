package org.neuropil.cli.sweep.measure;

import java.util.Arrays;

/** Figures in order, as measures put them. */
final class Lists {
  private Lists() {}

  /** Counts as numbers. */
  static double[] of(long[] counts) {
    return Arrays.stream(counts).asDoubleStream().toArray();
  }

  /** Whole numbers as numbers. */
  static double[] of(java.util.Collection<Integer> numbers) {
    return numbers.stream().mapToDouble(Integer::doubleValue).toArray();
  }
}
