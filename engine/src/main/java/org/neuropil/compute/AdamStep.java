package org.neuropil.compute;

/**
 * Constants of one Adam update (Kingma and Ba 2015), the same for all parameters of a step:
 *
 * <pre>
 * m = beta1 m + (1-beta1) g;  v = beta2 v + (1-beta2) g g
 * w = w - stepSize * m / ( sqrt(v) * rootScale + eps )
 * stepSize = lr / (1 - beta1^s),  rootScale = 1 / sqrt(1 - beta2^s2)
 * </pre>
 *
 * @param step number s of the update, counted from 1
 * @param lr learning rate
 * @param clip every element of the gradient is first cut to [-clip, clip]; infinite = as it is; NaN
 *     stays NaN
 * @param epsBeforeCorrection TensorFlow 1's form, lr sqrt(1-beta2^s2)/(1-beta1^s) m / (sqrt(v) +
 *     eps): the same with eps rootScale in the place of eps
 * @param secondStep number s2 of the update since the second moments were last zero, counted from
 *     1; s unless they alone were reset
 */
public record AdamStep(
    long step,
    double lr,
    double beta1,
    double beta2,
    double eps,
    double clip,
    boolean epsBeforeCorrection,
    long secondStep) {
  /** PyTorch's form, without clipping. */
  public AdamStep(long step, double lr, double beta1, double beta2, double eps) {
    this(step, lr, beta1, beta2, eps, Double.POSITIVE_INFINITY, false);
  }

  /** Both moments began together. */
  public AdamStep(
      long step,
      double lr,
      double beta1,
      double beta2,
      double eps,
      double clip,
      boolean epsBeforeCorrection) {
    this(step, lr, beta1, beta2, eps, clip, epsBeforeCorrection, step);
  }

  /** Checks the ranges. */
  public AdamStep {
    if (step < 1 || secondStep < 1 || !(beta1 >= 0 && beta1 < 1) || !(beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException(
          "steps " + step + " and " + secondStep + ", beta1 " + beta1 + ", beta2 " + beta2);
    }
  }

  /** lr / (1 - beta1^s), computed in double. */
  public double stepSize() {
    return lr / (1 - Math.pow(beta1, step));
  }

  /** 1 / sqrt(1 - beta2^s2), computed in double. */
  public double rootScale() {
    return 1 / Math.sqrt(1 - Math.pow(beta2, secondStep));
  }

  /** What is added to the corrected root. */
  public double epsilon() {
    return epsBeforeCorrection ? eps * rootScale() : eps;
  }
}
