package org.neuropil.task;

import org.neuropil.matrix.Philox;

/**
 * One trial of a cognitive task: what is shown and what shall be answered. Inputs are fixation (0),
 * ring 1 (1 - 32), ring 2 (33 - 64) and the rule (65 - 84); outputs are fixation (0) and a ring (1
 * - 32). Node k of a ring prefers the angle 2 pi k / 32.
 */
final class CognitiveTrial {
  static final int RING = 32;
  static final int RULE = 1 + 2 * RING;
  static final int INPUTS = RULE + CognitiveRule.values().length;
  static final int OUTPUTS = 1 + RING;

  private static final double WIDTH = Math.PI / 8;
  private static final double[] COHERENCES = {.01, .02, .04, .08};
  private static final double[] DELAYED_COHERENCES = {.08, .16, .32};

  private final CognitiveRule rule;
  private final CognitiveTimes times;
  private final float[] first = new float[2 * RING];
  private final float[] second = new float[2 * RING];
  private boolean responds = true;
  private double answer;

  private CognitiveTrial(CognitiveRule rule, CognitiveTimes times) {
    this.rule = rule;
    this.times = times;
  }

  /** Draws angles, strengths and matches of a trial. */
  static CognitiveTrial draw(CognitiveRule rule, CognitiveTimes times, Philox random) {
    CognitiveTrial trial = new CognitiveTrial(rule, times);
    switch (rule.family()) {
      case GO, REACT, DELAY_GO -> trial.drawGo(random);
      case DECISION -> trial.drawDecision(random, COHERENCES);
      case DELAY_DECISION -> trial.drawDecision(random, DELAYED_COHERENCES);
      case MATCH -> trial.drawMatch(random);
      case CATEGORY -> trial.drawCategory(random);
    }
    return trial;
  }

  private void drawGo(Philox random) {
    double angle = 2 * Math.PI * random.nextDouble();
    stimulus(first, times.ring1(), angle, 1);
    answer = rule.kind() == CognitiveRule.Kind.ANTI ? angle + Math.PI : angle;
  }

  private void drawDecision(Philox random, double[] coherences) {
    double angle1 = 2 * Math.PI * random.nextDouble();
    double apart = Math.PI * (0.5 + random.nextDouble());
    double angle2 = angle1 + sign(random) * apart;
    // Strengths of the two angles on the two rings.
    double[] one = strengths(random, coherences);
    double[] other = new double[2];
    int counts = 0;
    switch (rule.kind()) {
      case RING_1 -> {}
      case RING_2 -> {
        other = one;
        one = new double[2];
        counts = 1;
      }
      case CONTEXT_1, CONTEXT_2 -> {
        other = strengths(random, coherences);
        counts = rule.kind() == CognitiveRule.Kind.CONTEXT_1 ? 0 : 1;
      }
      case BOTH -> {
        double[] whole = one;
        one = new double[2];
        for (int s = 0; s < 2; s++) {
          double difference = whole[s] * (0.2 + 0.6 * random.nextDouble()) * sign(random);
          one[s] = whole[s] + difference / 2;
          other[s] = whole[s] - difference / 2;
        }
        counts = 2;
      }
      default -> throw new IllegalStateException(rule.name());
    }
    stimulus(first, 0, angle1, one[0]);
    stimulus(first, 1, angle1, other[0]);
    stimulus(second, 0, angle2, one[1]);
    stimulus(second, 1, angle2, other[1]);
    double difference =
        switch (counts) {
          case 0 -> one[0] - one[1];
          case 1 -> other[0] - other[1];
          default -> one[0] + other[0] - one[1] - other[1];
        };
    answer = difference > 0 ? angle1 : angle2;
  }

  /** A strength for each of two angles: mean plus and minus coherence, in random order. */
  private static double[] strengths(Philox random, double[] coherences) {
    double mean = 0.8 + 0.4 * random.nextDouble();
    double away = coherences[random.nextInt(coherences.length)] * sign(random);
    return new double[] {mean + away, mean - away};
  }

  private void drawMatch(Philox random) {
    double sample = 2 * Math.PI * random.nextDouble();
    boolean match = random.nextInt(2) == 0;
    double apart = Math.PI / 9 * (1 + 16 * random.nextDouble()) * sign(random);
    sampleAndProbe(sample, match ? sample : sample + apart, match);
  }

  private void drawCategory(Philox random) {
    int sample = random.nextInt(10);
    int probe = random.nextInt(10);
    sampleAndProbe(tenths(sample), tenths(probe), sample < 5 == probe < 5);
  }

  /** The angles 0.1 pi, 0.3 pi, .. 1.9 pi; the first five are below pi. */
  private static double tenths(int number) {
    return Math.PI * (1 + 2 * number) / 10;
  }

  private void sampleAndProbe(double sample, double probe, boolean match) {
    stimulus(first, times.ring1(), sample, 1);
    stimulus(second, times.ring2(), probe, 1);
    responds = match == (rule.kind() == CognitiveRule.Kind.GO_ON_MATCH);
    answer = probe;
  }

  private static int sign(Philox random) {
    return random.nextInt(2) == 0 ? 1 : -1;
  }

  private static void stimulus(float[] rings, int ring, double angle, double strength) {
    if (strength == 0) {
      return;
    }
    for (int k = 0; k < RING; k++) {
      rings[ring * RING + k] += (float) (strength * bump(angle, k));
    }
  }

  /** {@code 0.8 exp(-(d / (pi / 8))^2 / 2)} with d the distance of node k's angle. */
  private static double bump(double angle, int k) {
    double d = distance(angle, 2 * Math.PI * k / RING) / WIDTH;
    return 0.8 * Math.exp(-d * d / 2);
  }

  /** Distance of two angles on the circle, 0 to pi. */
  static double distance(double a, double b) {
    double d = Math.abs(a - b) % (2 * Math.PI);
    return Math.min(d, 2 * Math.PI - d);
  }

  /** Writes the inputs without noise; see {@link Sequences#read}. */
  void read(float[] out, int offset, int stride) {
    boolean goesOff =
        switch (rule.family()) {
          case REACT, MATCH, CATEGORY -> false;
          default -> true;
        };
    int to = offset;
    for (int t = 0; t < times.end(); t++) {
      out[to] = goesOff && t >= times.go() ? 0 : 1;
      to += stride;
      boolean one = t >= times.on1() && t < times.off1();
      boolean two = t >= times.on2() && t < times.off2();
      for (int k = 0; k < 2 * RING; k++, to += stride) {
        out[to] = (one ? first[k] : 0) + (two ? second[k] : 0);
      }
      for (int r = 0; r < INPUTS - RULE; r++, to += stride) {
        out[to] = r == rule.ordinal() ? 1 : 0;
      }
    }
  }

  /**
   * Writes targets and weights; see {@link Sequences#readTargets}. The weight is 1 from 100 ms to
   * the response, 0 for its first 100 ms, then 5, and twice that on the fixation output.
   */
  void readTargets(float[] out, float[] weights, int offset, int stride) {
    float[] ring = new float[RING];
    for (int k = 0; k < RING; k++) {
      ring[k] = (float) (0.05 + bump(answer, k));
    }
    int grace = 100 / CognitiveRule.STEP_MS;
    int to = offset;
    for (int t = 0; t < times.end(); t++) {
      boolean responding = responds && t >= times.go();
      float weight = 0;
      if (t >= times.go() + grace) {
        weight = 5;
      } else if (t >= grace && t < times.go()) {
        weight = 1;
      }
      out[to] = responding ? 0.05f : 0.8f;
      weights[to] = 2 * weight;
      to += stride;
      for (int k = 0; k < RING; k++, to += stride) {
        out[to] = responding ? ring[k] : 0.05f;
        weights[to] = weight;
      }
    }
  }

  /**
   * Whether the outputs of the last step are right: fixation above 0.5 where no response is asked
   * for, else at most 0.5 and the population vector of the ring within 0.2 pi of the answer.
   */
  boolean isCorrect(float[] outputs) {
    boolean fixating = outputs[0] > 0.5f;
    if (!responds) {
      return fixating;
    }
    double sines = 0;
    double cosines = 0;
    for (int k = 0; k < RING; k++) {
      double angle = 2 * Math.PI * k / RING;
      sines += outputs[1 + k] * Math.sin(angle);
      cosines += outputs[1 + k] * Math.cos(angle);
    }
    // The comparison is also false where an output is not a number.
    return outputs[0] <= 0.5f && distance(Math.atan2(sines, cosines), answer) < 0.2 * Math.PI;
  }

  CognitiveTimes times() {
    return times;
  }

  boolean responds() {
    return responds;
  }

  /** The angle of the response, not reduced to one turn. */
  double answer() {
    return answer;
  }
}
