package org.neuropil.analysis.balance;

import org.neuropil.analysis.motif.TriadClass;

/**
 * The feed-forward loops in the triads of one class.
 *
 * @param triad the class
 * @param triads triads of the class
 * @param balanced balanced loops in them
 * @param unbalanced unbalanced loops in them
 */
public record ClassBalance(TriadClass triad, long triads, long balanced, long unbalanced) {
  /** T = balanced / (balanced + unbalanced) (Zhang et al. 2023); NaN without loops. */
  public double ratio() {
    return (double) balanced / (balanced + unbalanced);
  }

  /** Whether there are loops in this class. */
  public boolean present() {
    return balanced + unbalanced > 0;
  }
}
