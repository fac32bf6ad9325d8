package org.neuropil.cli.report;

/**
 * A published claim beside what was measured.
 *
 * @param claim in a sentence
 * @param published the published figures in words, or "-" if only the claim was published
 * @param measured our figures in words
 * @param n how many runs or nodes the figures come from, in words
 * @param test the statistical test with p, an effect size, or both, in words
 * @param holds whether the claim holds here
 */
public record Verdict(
    String claim, String published, String measured, String n, String test, Holds holds) {
  /** Whether a claim holds. */
  public enum Holds {
    /** Measured as claimed. */
    YES("holds"),
    /** Measured otherwise. */
    NO("does not hold"),
    /** The measurements do not tell. */
    UNDECIDED("undecided");

    private final String word;

    Holds(String word) {
      this.word = word;
    }

    /** In words. */
    public String word() {
      return word;
    }
  }
}
