package org.neuropil.network;

import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Backend.Term;
import org.neuropil.compute.Sequence;

/** Sums over the slices of a sequence. */
final class Sums {
  /** What {@link Backend#combine} takes at once. */
  private static final int TERMS = 6;

  private Sums() {}

  /** {@code to[toStep] = sum over s in [0, count) of x[from+s]}, in that order. */
  static void slices(
      Backend backend, Sequence x, int from, int count, Sequence to, int toStep, int columns) {
    int done = 0;
    while (done < count) {
      int carried = done == 0 ? 0 : 1;
      int taken = Math.min(TERMS - carried, count - done);
      Term[] terms = new Term[carried + taken];
      if (carried == 1) {
        terms[0] = new Term(1, to, toStep);
      }
      for (int s = 0; s < taken; s++) {
        terms[carried + s] = new Term(1, x, from + done + s);
      }
      backend.combine(to, toStep, columns, Activation.IDENTITY, null, 0, terms);
      done += taken;
    }
  }
}
