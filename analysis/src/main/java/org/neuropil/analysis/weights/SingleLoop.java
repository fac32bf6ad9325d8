package org.neuropil.analysis.weights;

/**
 * One feed-forward loop by itself: i is held at an output h, j has tanh(w_ij h), k has tanh(w_jk
 * h_j + w_ik h) (Zhang et al. 2023).
 *
 * @param first w_ij
 * @param second w_jk
 * @param direct w_ik
 */
public record SingleLoop(double first, double second, double direct) {
  /**
   * h_k / h, how strongly k follows i.
   *
   * @param h the output of i; 0 gives the limit, {@link #linear()}
   */
  public double response(double h) {
    double middle = Math.tanh(first * h);
    return h == 0 ? linear() : Math.tanh(second * middle + direct * h) / h;
  }

  /**
   * w_ij w_jk + w_ik, the response to small outputs. In a balanced loop both terms have one sign.
   */
  public double linear() {
    return first * second + direct;
  }

  /** Whether the product of the weights is positive. */
  public boolean balanced() {
    return Math.signum(first) * Math.signum(second) * Math.signum(direct) > 0;
  }
}
