package org.neuropil.analysis.generate;

/**
 * The temperature of an annealing run, by the number of valid proposals so far.
 *
 * @param start the first temperature
 * @param factor what the temperature is multiplied by after each level
 * @param levelProposals valid proposals in a level
 * @param proposals valid proposals in the whole run
 */
public record Schedule(double start, double factor, int levelProposals, long proposals) {
  /** Checks the ranges. */
  public Schedule {
    if (!(start > 0) || !(factor > 0) || levelProposals < 1 || proposals < 0) {
      throw new IllegalArgumentException(
          "temperature %s, factor %s, %d proposals a level, %d in all"
              .formatted(start, factor, levelProposals, proposals));
    }
  }

  /**
   * The schedule of Zhang et al.'s program: from 100, times 0.98 after every 10 proposals, until
   * below 0.1; that are 342 levels. Its first two thirds are nearly a random walk.
   */
  public static Schedule authors() {
    return cooling(100, 0.98, 10, 0.1);
  }

  /** From {@code start}, times {@code factor} after each level, until below {@code end}. */
  public static Schedule cooling(double start, double factor, int levelProposals, double end) {
    if (!(factor < 1) || !(end > 0)) {
      throw new IllegalArgumentException("factor %s, end %s".formatted(factor, end));
    }
    long levels = 0;
    for (double temperature = start; temperature >= end; temperature *= factor) {
      levels++;
    }
    return new Schedule(start, factor, levelProposals, levels * levelProposals);
  }

  /** One temperature all the time. */
  public static Schedule constant(double temperature, long proposals) {
    return new Schedule(temperature, 1, Integer.MAX_VALUE, proposals);
  }
}
