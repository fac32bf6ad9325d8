package org.neuropil.network;

import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Backend.Term;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Sequence;

/**
 * The leaky cell (Zhang et al. 2023, CT-RNN; Yang et al. 2019 with one sub-step): dh/dt = -h/tau +
 * phi(W h + a_t) in k Euler sub-steps a data step,
 *
 * <pre>
 * y_(m+1) = keep y_m + dt f_m,   f_m = phi(W y_m + a_t),   keep = 1 - dt/tau
 * d_m = dt g_(m+1) o phi'(f_m),  g_m = keep g_(m+1) + W^T d_m,  g = dLoss/dy
 * </pre>
 *
 * <p>Sub-steps m count through all data steps; h_t is y at the end of data step t.
 */
final class EulerCell implements RecurrentCell {
  private final Backend backend;
  private final Activation phi;
  private final boolean everyStep;
  private final int subSteps;
  private final double dt;
  private final double keep;
  private final Sequence h;
  private final Sequence f;
  private final Sequence d;

  /** With one sub-step y_m is h_(m-1), which then serves for both. */
  private final Sequence y;

  /** With one sub-step the input term is written where f_m will be. */
  private final Sequence a;

  /** With one sub-step d itself. */
  private final Sequence da;

  /** dLoss/dh: one slice a data step, or one for all where only the last step is read out. */
  private final Sequence g;

  private final Sequence back;

  EulerCell(
      Backend backend,
      int nodes,
      Activation phi,
      Dynamics dynamics,
      boolean everyStep,
      int steps,
      int batch) {
    int evaluations = evaluations(dynamics, steps);
    boolean single = dynamics.subSteps() == 1;
    this.backend = backend;
    this.phi = phi;
    this.everyStep = everyStep;
    this.subSteps = dynamics.subSteps();
    this.dt = dynamics.dt();
    this.keep = 1 - dynamics.dt() / dynamics.tau();
    this.h = backend.sequence("hidden", nodes, steps, batch);
    this.f = backend.sequence("hidden.rate", nodes, evaluations, batch);
    this.d = backend.sequence("hidden.rate.grad", nodes, evaluations, batch);
    this.y = single ? h : backend.sequence("hidden.points", nodes, evaluations, batch);
    this.a = single ? f : backend.sequence("hidden.input", nodes, steps, batch);
    this.da = single ? d : backend.sequence("hidden.input.grad", nodes, steps, batch);
    this.g = backend.sequence("hidden.grad", nodes, everyStep ? steps : 1, batch);
    this.back = backend.sequence("hidden.back", nodes, 1, batch);
  }

  /** Evaluations of f in all data steps. */
  static int evaluations(Dynamics dynamics, int steps) {
    return Math.multiplyExact(steps, dynamics.subSteps());
  }

  @Override
  public Sequence inputTerm() {
    return a;
  }

  @Override
  public Sequence hidden() {
    return h;
  }

  @Override
  public Sequence outputGradient() {
    return g;
  }

  @Override
  public int outputSlot(int t) {
    return everyStep ? t : 0;
  }

  @Override
  public Activation outputDerivative() {
    return Activation.IDENTITY;
  }

  @Override
  public Sequence inputGradient() {
    return da;
  }

  @Override
  public void forward(HiddenProduct w, int t, int columns) {
    for (int s = 0; s < subSteps; s++) {
      int m = t * subSteps + s;
      if (a != f) {
        copy(f, m, a, t, columns);
      }
      boolean end = s == subSteps - 1;
      Sequence next = end ? h : y;
      int to = end ? t : m + 1;
      if (m == 0) {
        // y_0 = 0: neither the product nor the leak gives anything.
        backend.activate(f, 0, phi, columns);
        linear(next, to, columns, new Term(dt, f, 0));
      } else {
        w.forward(y, point(m), f, m, true, phi, columns);
        linear(next, to, columns, new Term(keep, y, point(m)), new Term(dt, f, m));
      }
    }
    int following = (t + 1) * subSteps;
    if (y != h && following < y.steps()) {
      copy(y, following, h, t, columns);
    }
  }

  @Override
  public void backward(HiddenProduct w, int t, boolean last, int columns) {
    int at = outputSlot(t);
    for (int s = subSteps - 1; s >= 0; s--) {
      int m = t * subSteps + s;
      backend.combine(d, m, columns, phi, f, m, new Term(dt, g, at));
      if (m == 0) {
        break;
      }
      w.backward(d, m, back, 0, Activation.IDENTITY, f, m, columns);
      Term leak = new Term(keep, g, at);
      Term through = new Term(1, back, 0);
      if (s == 0 && everyStep) {
        linear(g, at - 1, columns, leak, through, new Term(1, g, at - 1));
      } else {
        linear(g, at, columns, leak, through);
      }
    }
    if (da != d) {
      Sums.slices(backend, d, t * subSteps, subSteps, da, t, columns);
    }
  }

  @Override
  public void weightGradient(HiddenProduct w, int steps, int columns, Buffer gradient) {
    w.gradient(d, 1, y, point(1), steps * subSteps - 1, columns, gradient);
  }

  /** The slice of y that holds y_m. */
  private int point(int m) {
    return y == h ? m - 1 : m;
  }

  private void copy(Sequence to, int toStep, Sequence from, int fromStep, int columns) {
    linear(to, toStep, columns, new Term(1, from, fromStep));
  }

  private void linear(Sequence to, int step, int columns, Term... terms) {
    backend.combine(to, step, columns, Activation.IDENTITY, null, 0, terms);
  }
}
