package org.neuropil.analysis.balance;

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
  ALL
}
