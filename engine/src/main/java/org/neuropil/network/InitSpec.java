package org.neuropil.network;

/**
 * How initial weights are drawn. N(s) is normal with standard deviation s, U(a) uniform on [-a, a].
 *
 * @param input distribution of the input weights
 * @param recurrent distribution of the hidden-to-hidden weights
 * @param weightLimit a of {@link Recurrent#UNIFORM} and {@link Recurrent#SIGNED}; factor of {@link
 *     Recurrent#ORTHOGONAL}
 * @param readout distribution of the readout weights
 * @param readoutBias initial readout bias; NaN draws it from U(1/sqrt(N))
 * @param singleBias one bias per hidden node that starts at 0, rather than PyTorch's two that start
 *     at U(1/sqrt(N))
 */
public record InitSpec(
    Input input,
    Recurrent recurrent,
    double weightLimit,
    Readout readout,
    double readoutBias,
    boolean singleBias) {
  /** Input weights. */
  public enum Input {
    /** U(1/sqrt(N)) (Fruengel and Oberlaender 2025). */
    UNIFORM,
    /** N(1) (Zhang et al. 2023, Mackey-Glass and gestures). */
    GAUSSIAN,
    /** N(1/sqrt(inputs)) (Zhang et al. 2023, MNIST and SMS). */
    GAUSSIAN_SCALED
  }

  /** Hidden-to-hidden weights, before the mask. */
  public enum Recurrent {
    /** U(weightLimit). */
    UNIFORM,
    /** N(1/sqrt(N)), not rescaled by the density (Zhang et al. 2023). */
    GAUSSIAN,
    /** weightLimit times a random orthogonal matrix (Yang et al. 2019). */
    ORTHOGONAL,
    /** Signs of a given topology times |U(weightLimit)| (Zhang et al. 2023, section 9.4). */
    SIGNED
  }

  /** Readout weights. */
  public enum Readout {
    /** U(1/sqrt(N)). */
    UNIFORM,
    /** N(1). */
    GAUSSIAN,
    /** N(0.1) redrawn beyond two standard deviations (Zhang et al. 2023, SMS). */
    TRUNCATED,
    /** Glorot's uniform: U(sqrt(6 / (N + outputs))). */
    GLOROT
  }

  /** The values of Fruengel and Oberlaender 2025. */
  public static InitSpec uniform(double weightLimit) {
    return new InitSpec(
        Input.UNIFORM, Recurrent.UNIFORM, weightLimit, Readout.UNIFORM, Double.NaN, false);
  }

  /** Checks the ranges. */
  public InitSpec {
    if (!(weightLimit > 0)) {
      throw new IllegalArgumentException("weight limit must be positive, found " + weightLimit);
    }
  }
}
