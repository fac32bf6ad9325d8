package org.neuropil.compute;

/**
 * Elementwise activation function phi; its derivative is recovered from the output h = phi(a) alone
 * (Fruengel and Oberlaender 2025, section 1.2 of the model).
 */
public enum Activation {
  /** phi(a) = a. */
  IDENTITY,
  /** phi(a) = max(a, 0), with derivative 0 at exactly 0. NaN stays NaN. */
  RELU,
  /** phi(a) = tanh(a), with derivative 1 - h*h. */
  TANH,
  /**
   * phi(a) = log(1 + e^a), with derivative 1 - e^-h; keeps a trainable time constant positive
   * (Zhang et al. 2023, code of the continuous-time cell).
   */
  SOFTPLUS;

  /** phi(a) in double precision. */
  public double apply(double a) {
    return switch (this) {
      case IDENTITY -> a;
      case RELU -> a > 0 || Double.isNaN(a) ? a : 0;
      case TANH -> Math.tanh(a);
      // Neither end overflows or cancels: log(1 + e^a) = max(a, 0) + log(1 + e^-|a|).
      case SOFTPLUS -> Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
    };
  }

  /** phi'(a), from h = phi(a). */
  public double derivative(double h) {
    return switch (this) {
      case IDENTITY -> 1;
      case RELU -> h > 0 ? 1 : 0;
      case TANH -> 1 - h * h;
      case SOFTPLUS -> -Math.expm1(-h);
    };
  }
}
