package org.neuropil.analysis.balance;

import java.util.Arrays;

/** Over which of the four triad classes eta is the mean of the ratios T. */
public enum EtaRule {
  /**
   * Classes with T above 0: a class without loops is left out, and so is one whose loops are all
   * unbalanced. The rule of the authors' code (Zhang et al. 2023) and the default.
   */
  POSITIVE,
  /** Classes with loops; T = 0 counts. */
  PRESENT,
  /** All four; a class without loops counts as 0. */
  ALL;

  /**
   * The arithmetic mean of T over the classes that this rule admits; NaN if it admits none.
   *
   * @param balanced balanced loops of each class
   * @param unbalanced unbalanced loops of each class
   */
  public double eta(long[] balanced, long[] unbalanced) {
    double sum = 0;
    int admitted = 0;
    for (int triad = 0; triad < balanced.length; triad++) {
      long loops = balanced[triad] + unbalanced[triad];
      boolean counts =
          switch (this) {
            case POSITIVE -> balanced[triad] > 0;
            case PRESENT -> loops > 0;
            case ALL -> true;
          };
      if (counts) {
        admitted++;
        sum += loops > 0 ? (double) balanced[triad] / loops : 0;
      }
    }
    return sum / admitted;
  }

  /** The share of balanced loops over all classes together; NaN without loops. */
  public static double pooled(long[] balanced, long[] unbalanced) {
    long sum = Arrays.stream(balanced).sum();
    return (double) sum / (sum + Arrays.stream(unbalanced).sum());
  }
}
