package org.neuropil.task;

/**
 * Works out from the inputs of a cognitive trial without noise what shall be answered, by rules
 * written down a second time: the reader of {@link CognitiveTrial}'s tests.
 */
final class CognitiveObserver {
  final int rule;
  final int on1;
  final int off1;
  final int on2;
  final int off2;
  private final int fixationOff;
  private final int steps;

  /** Rings 1 and 2 while the first and while the second stimulus is shown. */
  private final double[][] first;

  private final double[][] second;

  CognitiveObserver(float[] inputs) {
    steps = inputs.length / 85;
    int active = -1;
    for (int r = 0; r < 20; r++) {
      if (inputs[65 + r] != 0) {
        active = active < 0 ? r : 99;
      }
    }
    rule = active;
    int[] edges = new int[4];
    int found = 0;
    boolean before = false;
    int off = steps;
    for (int t = 0; t < steps; t++) {
      double sum = 0;
      for (int k = 1; k < 65; k++) {
        sum += inputs[85 * t + k];
      }
      boolean shown = sum > 1e-6;
      if (shown != before) {
        edges[found++] = t;
      }
      before = shown;
      if (inputs[85 * t] != 1 && off == steps) {
        off = t;
      }
      for (int r = 0; r < 20; r++) {
        if (inputs[85 * t + 65 + r] != (r == rule ? 1 : 0)) {
          throw new AssertionError("rule unit " + r + " at step " + t);
        }
      }
      if (inputs[85 * t] != (t < off ? 1 : 0)) {
        throw new AssertionError("fixation at step " + t);
      }
    }
    if (before) {
      edges[found++] = steps;
    }
    fixationOff = off;
    on1 = edges[0];
    off1 = edges[1];
    on2 = found == 4 ? edges[2] : edges[0];
    off2 = found == 4 ? edges[3] : edges[1];
    first = rings(inputs, on1, off1);
    second = rings(inputs, on2, off2);
  }

  /** The rings, which must not change in the span. */
  private static double[][] rings(float[] inputs, int on, int off) {
    double[][] rings = new double[2][32];
    for (int t = on; t < off; t++) {
      for (int k = 0; k < 64; k++) {
        double value = inputs[85 * t + 1 + k];
        if (t > on && value != rings[k / 32][k % 32]) {
          throw new AssertionError("stimulus changes at step " + t);
        }
        rings[k / 32][k % 32] = value;
      }
    }
    return rings;
  }

  private String name() {
    return CognitiveRule.names().get(rule);
  }

  int go() {
    if (name().startsWith("react")) {
      return on1;
    }
    return name().startsWith("dms") || name().startsWith("dmc") ? on2 : fixationOff;
  }

  int ring1() {
    return sum(first[0]) > 0 ? 0 : 1;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private static double[] both(double[][] rings) {
    double[] sum = new double[32];
    for (int k = 0; k < 32; k++) {
      sum[k] = rings[0][k] + rings[1][k];
    }
    return sum;
  }

  boolean responds() {
    if (!name().startsWith("dms") && !name().startsWith("dmc")) {
      return true;
    }
    double sample = direction(both(first));
    double probe = direction(both(second));
    boolean match =
        name().startsWith("dmc")
            ? (sample < Math.PI) == (probe < Math.PI)
            : Math.abs(Math.sin((sample - probe) / 2)) < 1e-5;
    return match != name().endsWith("nogo");
  }

  double answer() {
    if (name().endsWith("anti")) {
      return (direction(both(first)) + Math.PI) % (2 * Math.PI);
    }
    if (name().startsWith("dms") || name().startsWith("dmc")) {
      return direction(both(second));
    }
    if (name().contains("dm")) {
      double[] strengths = strengths();
      return angles()[strengths[0] > strengths[1] ? 0 : 1];
    }
    return direction(both(first));
  }

  /** The ring or the sum of rings that counts in a decision. */
  private double[] relevant(double[][] rings) {
    String name = name();
    boolean other = name.startsWith("context") || !name.startsWith("multi");
    if (!other) {
      return both(rings);
    }
    int ring = name.endsWith("1") ? 0 : 1;
    if (!name.startsWith("context") && sum(rings[1 - ring]) != 0) {
      throw new AssertionError("something on the ring that is not used");
    }
    if (name.startsWith("context") && sum(rings[1 - ring]) == 0) {
      throw new AssertionError("nothing on the distracting ring");
    }
    return rings[ring];
  }

  /** The two strengths of a decision: areas where they are apart in time, else peaks. */
  double[] strengths() {
    if (on1 != on2) {
      double unit = 0;
      for (int k = 0; k < 32; k++) {
        unit += tuned(0, k);
      }
      return new double[] {sum(relevant(first)) / unit, sum(relevant(second)) / unit};
    }
    double[][] peaks = peaks(relevant(first));
    return new double[] {peaks[0][1], peaks[1][1]};
  }

  double[] angles() {
    if (on1 != on2) {
      return new double[] {direction(relevant(first)), direction(relevant(second))};
    }
    double[][] peaks = peaks(relevant(first));
    return new double[] {peaks[0][0], peaks[1][0]};
  }

  /** Angle and strength of two far bumps: the logarithm of a bump is a parabola. */
  private static double[][] peaks(double[] ring) {
    int[] at = {0, -1};
    for (int k = 0; k < 32; k++) {
      at[0] = ring[k] > ring[at[0]] ? k : at[0];
    }
    for (int k = 0; k < 32; k++) {
      int apart = Math.min(Math.floorMod(k - at[0], 32), Math.floorMod(at[0] - k, 32));
      if (apart > 4 && (at[1] < 0 || ring[k] > ring[at[1]])) {
        at[1] = k;
      }
    }
    double[][] peaks = new double[2][];
    for (int p = 0; p < 2; p++) {
      double left = Math.log(ring[Math.floorMod(at[p] - 1, 32)]);
      double top = Math.log(ring[at[p]]);
      double right = Math.log(ring[(at[p] + 1) % 32]);
      double shift = (left - right) / (2 * (left - 2 * top + right));
      double height = Math.exp(top - (left - right) * shift / 4);
      peaks[p] =
          new double[] {
            Math.floorMod(at[p], 32) * Math.PI / 16 + shift * Math.PI / 16, height / 0.8
          };
      peaks[p][0] = (peaks[p][0] + 2 * Math.PI) % (2 * Math.PI);
    }
    return peaks;
  }

  /** Direction of the population vector, 0 to 2 pi. */
  static double direction(double[] ring) {
    double sines = 0;
    double cosines = 0;
    for (int k = 0; k < 32; k++) {
      sines += ring[k] * Math.sin(Math.PI * k / 16);
      cosines += ring[k] * Math.cos(Math.PI * k / 16);
    }
    double angle = Math.atan2(sines, cosines);
    return angle < 0 ? angle + 2 * Math.PI : angle;
  }

  static double direction(float[] ring) {
    double[] values = new double[32];
    for (int k = 0; k < 32; k++) {
      values[k] = ring[k];
    }
    return direction(values);
  }

  /** 0.8 exp(-(8 d / pi)^2 / 2) with the distance d of node k's angle 2 pi k / 32. */
  static double tuned(double angle, int k) {
    double turns = (angle - 2 * Math.PI * k / 32) / (2 * Math.PI);
    double d = 2 * Math.PI * Math.abs(turns - Math.rint(turns));
    return 0.8 * Math.exp(-0.5 * (8 * d / Math.PI) * (8 * d / Math.PI));
  }
}
