package org.neuropil.sparsify;

import java.util.Arrays;

/**
 * The rules on dense row-major matrices, with everything sorted, zeros and all: the control of the
 * sparse ones. Each answers which entries stay.
 */
final class DenseRules {
  private DenseRules() {}

  static float[] sortedMagnitudes(float[] dense) {
    float[] sorted = new float[dense.length];
    for (int k = 0; k < dense.length; k++) {
      sorted[k] = Math.abs(dense[k]);
    }
    Arrays.sort(sorted);
    return sorted;
  }

  /** Pruning I after epoch e, with e0 = 1; null where nothing happens. */
  static boolean[] pruningOne(float[] dense, double p, int epochs, int f, int epoch) {
    int half = (int) Math.rint(0.5 * epochs);
    if (epoch <= 1 || epoch >= half) {
      return all(dense.length);
    }
    double q = sortedMagnitudes(dense)[(int) ((1 - p) * dense.length)];
    int start = f;
    int ramp = f * (int) Math.rint(0.25 * epochs);
    int end = f * half;
    int cur = epoch * f;
    double theta = 2 * q * f / (2 * (ramp - start) + 3 * (end - ramp));
    double phi = 1.5 * theta;
    double eps =
        cur < ramp
            ? theta * (cur - start + 1) / f
            : (theta * (ramp - start + 1) + phi * (cur - ramp + 1)) / f;
    boolean[] stays = new boolean[dense.length];
    for (int k = 0; k < dense.length; k++) {
      stays[k] = Math.abs(dense[k]) > eps;
    }
    return stays;
  }

  /** Pruning II after epoch e, with gamma 3. */
  static boolean[] pruningTwo(
      float[] dense, double p, int epochs, int e0, int epoch, boolean exclusive) {
    int t = epoch - e0;
    int duration = (int) Math.rint(0.5 * epochs) - e0;
    if (t < 0 || t > duration || exclusive && (t == 0 || t == duration)) {
      return all(dense.length);
    }
    double d = p + (1 - p) * Math.pow(1 - (double) t / duration, 3);
    float limit = sortedMagnitudes(dense)[(int) ((1 - d) * dense.length)];
    boolean[] stays = new boolean[dense.length];
    for (int k = 0; k < dense.length; k++) {
      stays[k] = Math.abs(dense[k]) > limit;
    }
    return stays;
  }

  /** What SET leaves of a matrix with at least one zero. */
  static boolean[] setCore(float[] dense, double zeta) {
    float[] sorted = dense.clone();
    for (int k = 0; k < sorted.length; k++) {
      sorted[k] += 0f; // Of the two zeros the positive one; sorting tells them apart.
    }
    Arrays.sort(sorted);
    int z0 = 0;
    while (sorted[z0] < 0) {
      z0++;
    }
    int z1 = z0;
    while (z1 < sorted.length && sorted[z1] == 0) {
      z1++;
    }
    int n = sorted.length;
    float lower = sorted[(int) ((1 - zeta) * z0)];
    float upper = sorted[Math.min(n - 1, (int) (z1 + zeta * (n - z1)))];
    boolean[] stays = new boolean[n];
    for (int k = 0; k < n; k++) {
      stays[k] = dense[k] > upper || dense[k] < lower;
    }
    return stays;
  }

  private static boolean[] all(int count) {
    boolean[] stays = new boolean[count];
    Arrays.fill(stays, true);
    return stays;
  }
}
