package org.neuropil.task;

import org.neuropil.matrix.Philox;

/**
 * The delay equation of Mackey and Glass (Science 197, 1977), {@code dx/dt = 0.2 x(t - tau) / (1 +
 * x(t - tau)^10) - 0.1 x(t)}, by Euler's method with ten steps a time unit. Products instead of a
 * power, and the strict tanh, make the series the same on every machine; it is chaotic, so a
 * difference in the last bit would not stay small.
 */
final class MackeyGlass {
  private static final int SUB_STEPS = 10;
  private static final double STEP = 0.1;
  private static final int WASH_OUT = 1000;

  private MackeyGlass() {}

  /**
   * {@code points} values {@code tanh(x - 1)}, one a time unit, after 1,000 that are thrown away.
   *
   * @param tau the delay in time units
   * @param random draws the history, {@code 10 tau} values in 1.2 +- 0.1
   */
  static float[] series(int tau, int points, Philox random) {
    double[] history = new double[SUB_STEPS * tau];
    for (int i = 0; i < history.length; i++) {
      history[i] = 1.2 + 0.2 * (random.nextDouble() - 0.5);
    }
    double x = 1.2;
    int cell = 0;
    float[] series = new float[points];
    for (int t = -WASH_OUT; t < points; t++) {
      for (int sub = 0; sub < SUB_STEPS; sub++) {
        cell = cell + 1 == history.length ? 0 : cell + 1;
        double delayed = history[cell];
        history[cell] = x;
        double squared = delayed * delayed;
        double fourth = squared * squared;
        x += STEP * (0.2 * delayed / (1 + fourth * fourth * squared) - 0.1 * x);
      }
      if (t >= 0) {
        series[t] = (float) StrictMath.tanh(x - 1);
      }
    }
    return series;
  }
}
