package org.neuropil.task;

import org.neuropil.matrix.Philox;

/**
 * What the trials of a block share: times in steps of 20 ms, and in some families the rings.
 *
 * @param on1 first step with the first stimulus
 * @param off1 first step without it
 * @param on2 first step with the second stimulus; same as {@code on1} where there is one only
 * @param off2 first step without it
 * @param go first step of the response
 * @param end steps of the trial
 * @param ring1 0 or 1, the ring of the first stimulus in the go and match families
 * @param ring2 0 or 1, the ring of the second
 */
record CognitiveTimes(int on1, int off1, int on2, int off2, int go, int end, int ring1, int ring2) {

  /** Draws the times of a block. Every span in ms is divided by 20 and truncated on its own. */
  static CognitiveTimes draw(CognitiveRule.Family family, Philox random) {
    int response = steps(500);
    int ring1 = random.nextInt(2);
    int ring2 = random.nextInt(2);
    switch (family) {
      case GO -> {
        int on = uniform(random, 300, 700);
        int go = on + uniform(random, 500, 1500);
        int end = go + response;
        return new CognitiveTimes(on, end, on, end, go, end, ring1, ring2);
      }
      case REACT -> {
        int on = uniform(random, 500, 2500);
        int end = on + response;
        return new CognitiveTimes(on, end, on, end, on, end, ring1, ring2);
      }
      case DELAY_GO -> {
        int on = choice(random, 300, 500, 700);
        int off = on + choice(random, 200, 400, 600);
        int go = off + choice(random, 200, 400, 800, 1600);
        return new CognitiveTimes(on, off, on, off, go, go + response, ring1, ring2);
      }
      case DECISION -> {
        int on = uniform(random, 100, 400);
        int go = on + choice(random, 400, 800, 1600);
        return new CognitiveTimes(on, go, on, go, go, go + response, ring1, ring2);
      }
      case DELAY_DECISION -> {
        int on1 = choice(random, 200, 400, 600);
        int off1 = on1 + choice(random, 200, 400, 600);
        int on2 = off1 + choice(random, 200, 400, 800, 1600);
        int off2 = on2 + choice(random, 200, 400, 600);
        int go = off2 + uniform(random, 100, 300);
        return new CognitiveTimes(on1, off1, on2, off2, go, go + response, ring1, ring2);
      }
      case MATCH, CATEGORY -> {
        int on1 = choice(random, 200, 400, 600);
        int off1 = on1 + choice(random, 200, 400, 600);
        int on2 = off1 + choice(random, 200, 400, 800, 1600);
        int span = family == CognitiveRule.Family.MATCH ? response : choice(random, 200, 400, 600);
        return new CognitiveTimes(on1, off1, on2, on2 + span, on2, on2 + span, ring1, ring2);
      }
    }
    throw new IllegalArgumentException(family.name());
  }

  private static int steps(double milliseconds) {
    return (int) (milliseconds / CognitiveRule.STEP_MS);
  }

  private static int uniform(Philox random, double from, double to) {
    return steps(from + (to - from) * random.nextDouble());
  }

  private static int choice(Philox random, int... milliseconds) {
    return steps(milliseconds[random.nextInt(milliseconds.length)]);
  }
}
