package org.neuropil.train;

import java.util.Arrays;

/** Times of training steps in milliseconds. */
final class StepTimes {
  private float[] millis = new float[1024];
  private int count;

  void add(double time) {
    if (count == millis.length) {
      millis = Arrays.copyOf(millis, 2 * count);
    }
    millis[count++] = (float) time;
  }

  /** The median; NaN where there is none. */
  double median() {
    if (count == 0) {
      return Double.NaN;
    }
    float[] sorted = Arrays.copyOf(millis, count);
    Arrays.sort(sorted);
    return count % 2 == 1 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
  }
}
