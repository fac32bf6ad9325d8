package org.neuropil.network;

/**
 * Dale's principle: the outgoing recurrent weights of a node share one sign (Fruengel and
 * Oberlaender 2025, section "Dale networks").
 *
 * @param mode off, at initialisation only, or kept by a clamp after every update
 * @param inhibitory fraction f of inhibitory nodes; floor(f N) nodes are chosen, see {@link
 *     #inhibitoryOf(double, int)}
 * @param withReplacement draw the inhibitory nodes with replacement, as the authors' code does,
 *     which gives fewer distinct ones
 * @param inhibitoryScale factor on the magnitudes of inhibitory weights at the start (10 in the
 *     control experiment)
 * @param sparseToDense start with the sparse mask, then train every entry of the full matrix
 */
public record DaleSpec(
    Mode mode,
    double inhibitory,
    boolean withReplacement,
    double inhibitoryScale,
    boolean sparseToDense) {
  /** When the principle holds. */
  public enum Mode {
    /** Weights of either sign. */
    OFF,
    /** Signs are set at the start and free afterwards. */
    INIT,
    /** A weight whose sign would contradict its source node is set to 0 after every update. */
    CLAMP
  }

  /** No constraint. */
  public static DaleSpec off() {
    return new DaleSpec(Mode.OFF, 0.115, false, 1, false);
  }

  /**
   * How many of N nodes are drawn as inhibitory: floor(f N), of the decimal fraction f that was
   * meant. 0.29 * 100 is a little below 29 in double precision.
   */
  public static int inhibitoryOf(double fraction, int nodes) {
    return (int) Math.floor(fraction * nodes + 1e-9);
  }

  /** Checks the ranges. */
  public DaleSpec {
    if (!(inhibitory >= 0 && inhibitory <= 1)) {
      throw new IllegalArgumentException(
          "inhibitory fraction must lie in [0, 1], found " + inhibitory);
    }
    if (!(inhibitoryScale > 0)) {
      throw new IllegalArgumentException(
          "inhibitory scale must be positive, found " + inhibitoryScale);
    }
  }
}
