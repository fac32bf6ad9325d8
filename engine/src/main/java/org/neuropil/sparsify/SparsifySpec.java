package org.neuropil.sparsify;

/**
 * A rule and its constants (Zhang et al. 2023, section "Methods"; numbers from the authors' code).
 *
 * @param kind the rule
 * @param form the authors' code, which the published results are from, or the paper that first
 *     described the rule
 * @param density p, the fraction of connections aimed at, in (0, 1)
 * @param epochs E, epochs of the whole training
 * @param stepsPerEpoch F, optimiser steps of an epoch
 * @param startEpoch e0 of pruning: 1 or 5 in the code
 * @param endEpoch the epoch at which pruning ends; 0 = E / 2, halves rounded to even
 * @param zeta fraction that SET removes after every epoch
 * @param noise DeepR: standard deviation sigma of the noise an epoch (code), or the temperature T
 *     (paper)
 * @param l1 DeepR: what every weight shrinks by an epoch, lambda (code), or alpha (paper)
 * @param gamma exponent of Pruning II, 3 in the code
 * @param frequency steps between two events of pruning in its papers' form, about 100
 * @param learningRate eta of DeepR's papers' form: the rate that the network is trained with
 * @param seed of the random draws
 * @param exclusiveStart Pruning II: whether the first and the last epoch of the range are left out,
 *     as the code does on gestures and activities, but not on digits, messages and Mackey-Glass
 */
public record SparsifySpec(
    Kind kind,
    Form form,
    double density,
    int epochs,
    int stepsPerEpoch,
    int startEpoch,
    int endEpoch,
    double zeta,
    double noise,
    double l1,
    double gamma,
    int frequency,
    double learningRate,
    long seed,
    boolean exclusiveStart) {
  /** Rules. */
  public enum Kind {
    /** Threshold that rises linearly (Narang et al. 2017). */
    PRUNING_ONE,
    /** Density that falls with a power of time (Zhu and Gupta 2017). */
    PRUNING_TWO,
    /** Sparse evolutionary training (Mocanu et al. 2018). */
    SET,
    /** Deep rewiring (Bellec et al. 2018). */
    DEEPR;

    /** Whether the rule starts with every connection. */
    public boolean prunes() {
      return this == PRUNING_ONE || this == PRUNING_TWO;
    }
  }

  /** Whose rule. */
  public enum Form {
    /** As in the code of Zhang et al. 2023. */
    CODE,
    /** As in the paper that described it first. */
    PAPER
  }

  /** The constants that the authors' code has on digits; set the others with the constructor. */
  public static SparsifySpec defaults(
      Kind kind, double density, int epochs, int stepsPerEpoch, long seed) {
    return new SparsifySpec(
        kind,
        Form.CODE,
        density,
        epochs,
        stepsPerEpoch,
        kind == Kind.PRUNING_TWO ? 5 : 1,
        0,
        0.2,
        1e-5,
        1e-5,
        3,
        100,
        1e-3,
        seed,
        false);
  }

  /** The same with another seed. */
  SparsifySpec withSeed(long other) {
    return new SparsifySpec(
        kind,
        form,
        density,
        epochs,
        stepsPerEpoch,
        startEpoch,
        endEpoch,
        zeta,
        noise,
        l1,
        gamma,
        frequency,
        learningRate,
        other,
        exclusiveStart);
  }

  /** Checks the ranges. */
  public SparsifySpec {
    require(density > 0 && density < 1, "density", density);
    require(epochs >= 1, "epochs", epochs);
    require(stepsPerEpoch >= 1, "steps per epoch", stepsPerEpoch);
    require(startEpoch >= 0, "start epoch", startEpoch);
    require(endEpoch >= 0 && endEpoch <= epochs, "end epoch", endEpoch);
    require(zeta >= 0 && zeta <= 1, "zeta", zeta);
    require(noise >= 0 && Double.isFinite(noise), "noise", noise);
    require(l1 >= 0 && Double.isFinite(l1), "l1", l1);
    require(gamma > 0 && Double.isFinite(gamma), "gamma", gamma);
    require(frequency >= 1, "frequency", frequency);
    require(learningRate > 0 && Double.isFinite(learningRate), "learning rate", learningRate);
  }

  /** The epoch at which pruning ends, e_end = round(E / 2) unless it was given. */
  public int lastEpoch() {
    return endEpoch > 0 ? endEpoch : (int) Math.rint(0.5 * epochs);
  }

  /** Half of {@link #lastEpoch()}, the same as the code's round(E / 4): where the slope changes. */
  int rampEpoch() {
    return (int) Math.rint(0.5 * lastEpoch());
  }

  private static void require(boolean holds, String name, double value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + value + " is out of range");
    }
  }
}
