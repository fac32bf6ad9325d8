package org.neuropil.network;

/**
 * Constants of the cells that integrate a differential equation (Zhang et al. 2023), with the input
 * held for the sub-steps of a data step. Others do not look at them.
 *
 * <pre>
 * CTRNN       h = h + dt (-h/tau + phi(W h + a)),  Euler
 * NEURAL_ODE  dh/dt = phi(W h + a),                classical Runge-Kutta
 * </pre>
 *
 * <p>The leaky network of the cognitive tasks, h = (1-alpha) h + alpha phi(W h + a), is the first
 * with dt = alpha, tau = 1 and one sub-step.
 *
 * @param dt length of a sub-step
 * @param tau time constant of the leak
 * @param subSteps sub-steps of a data step
 * @param noise standard deviation sigma of the state noise; N(0, sigma^2 2/dt) is added to the
 *     pre-activation a of every data step while training
 */
public record Dynamics(double dt, double tau, int subSteps, double noise) {
  /** The values of the code of Zhang et al. 2023 for CT-RNNs. */
  public static Dynamics defaults() {
    return new Dynamics(0.1, 0.5, 6, 0);
  }

  /** Checks the ranges. */
  public Dynamics {
    if (!(dt > 0) || !(tau > 0) || subSteps < 1 || !(noise >= 0)) {
      throw new IllegalArgumentException(
          "dt " + dt + ", tau " + tau + ", sub-steps " + subSteps + ", noise " + noise);
    }
  }
}
