package org.neuropil.network;

import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Backend.Term;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Sequence;

/**
 * The neural ordinary differential equation dh/dt = phi(W h + a_t) in k sub-steps of the classical
 * Runge-Kutta method a data step (Zhang et al. 2023). With f_r = phi(W y_r + a_t):
 *
 * <pre>
 * y_1 = h,  y_2 = h + dt/2 f_1,  y_3 = h + dt/2 f_2,  y_4 = h + dt f_3
 * h' = h + dt/6 (f_1 + 2 f_2 + 2 f_3 + f_4)
 * </pre>
 *
 * <p>and back, with g = dLoss/dh' and p_r = W^T d_r = dLoss/dy_r:
 *
 * <pre>
 * d_4 = (dt/6 g) o phi'(f_4),             d_3 = (dt/3 g + dt p_4) o phi'(f_3)
 * d_2 = (dt/3 g + dt/2 p_3) o phi'(f_2),  d_1 = (dt/6 g + dt/2 p_2) o phi'(f_1)
 * dLoss/dh = g + p_1 + p_2 + p_3 + p_4
 * </pre>
 *
 * <p>Evaluation r of sub-step s of data step t is slice 4 (t k + s) + r - 1.
 */
final class RungeKuttaCell implements RecurrentCell {
  private static final int STAGES = 4;

  private final Backend backend;
  private final Activation phi;
  private final boolean everyStep;
  private final int subSteps;
  private final double dt;
  private final Sequence h;
  private final Sequence a;
  private final Sequence y;
  private final Sequence f;
  private final Sequence d;
  private final Sequence da;

  /** dLoss/dh: one slice a data step, or one for all where only the last step is read out. */
  private final Sequence g;

  /** p_1 to p_4. */
  private final Sequence p;

  RungeKuttaCell(
      Backend backend,
      int nodes,
      Activation phi,
      Dynamics dynamics,
      boolean everyStep,
      int steps,
      int batch) {
    int evaluations = evaluations(dynamics, steps);
    this.backend = backend;
    this.phi = phi;
    this.everyStep = everyStep;
    this.subSteps = dynamics.subSteps();
    this.dt = dynamics.dt();
    this.h = backend.sequence("hidden", nodes, steps, batch);
    this.a = backend.sequence("hidden.input", nodes, steps, batch);
    this.y = backend.sequence("hidden.points", nodes, evaluations, batch);
    this.f = backend.sequence("hidden.rate", nodes, evaluations, batch);
    this.d = backend.sequence("hidden.rate.grad", nodes, evaluations, batch);
    this.da = backend.sequence("hidden.input.grad", nodes, steps, batch);
    this.g = backend.sequence("hidden.grad", nodes, everyStep ? steps : 1, batch);
    this.p = backend.sequence("hidden.back", nodes, STAGES, batch);
  }

  /** Evaluations of f in all data steps. */
  static int evaluations(Dynamics dynamics, int steps) {
    return Math.multiplyExact(steps, STAGES * dynamics.subSteps());
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
      int m = STAGES * (t * subSteps + s);
      // y_1 of the very first sub-step is never written: it stays zero.
      Term start = new Term(1, y, m);
      evaluate(w, t, m, columns);
      linear(y, m + 1, columns, start, new Term(dt / 2, f, m));
      evaluate(w, t, m + 1, columns);
      linear(y, m + 2, columns, start, new Term(dt / 2, f, m + 1));
      evaluate(w, t, m + 2, columns);
      linear(y, m + 3, columns, start, new Term(dt, f, m + 2));
      evaluate(w, t, m + 3, columns);
      boolean end = s == subSteps - 1;
      linear(
          end ? h : y,
          end ? t : m + STAGES,
          columns,
          start,
          new Term(dt / 6, f, m),
          new Term(dt / 3, f, m + 1),
          new Term(dt / 3, f, m + 2),
          new Term(dt / 6, f, m + 3));
    }
    int following = STAGES * (t + 1) * subSteps;
    if (following < y.steps()) {
      linear(y, following, columns, new Term(1, h, t));
    }
  }

  /** f_m = phi(W y_m + a_t). */
  private void evaluate(HiddenProduct w, int t, int m, int columns) {
    linear(f, m, columns, new Term(1, a, t));
    if (m == 0) {
      backend.activate(f, 0, phi, columns);
    } else {
      w.forward(y, m, f, m, true, phi, columns);
    }
  }

  @Override
  public void backward(HiddenProduct w, int t, boolean last, int columns) {
    int at = outputSlot(t);
    for (int s = subSteps - 1; s >= 0; s--) {
      int m = STAGES * (t * subSteps + s);
      stage(m + 3, columns, new Term(dt / 6, g, at));
      through(w, m, 3, columns);
      stage(m + 2, columns, new Term(dt / 3, g, at), new Term(dt, p, 3));
      through(w, m, 2, columns);
      stage(m + 1, columns, new Term(dt / 3, g, at), new Term(dt / 2, p, 2));
      through(w, m, 1, columns);
      stage(m, columns, new Term(dt / 6, g, at), new Term(dt / 2, p, 1));
      if (m == 0) {
        break;
      }
      through(w, m, 0, columns);
      boolean leaves = s == 0 && everyStep;
      Term[] terms = new Term[leaves ? 6 : 5];
      terms[0] = new Term(1, g, at);
      for (int r = 0; r < STAGES; r++) {
        terms[r + 1] = new Term(1, p, r);
      }
      if (leaves) {
        terms[5] = new Term(1, g, at - 1);
      }
      linear(g, leaves ? at - 1 : at, columns, terms);
    }
    Sums.slices(backend, d, STAGES * t * subSteps, STAGES * subSteps, da, t, columns);
  }

  @Override
  public void weightGradient(HiddenProduct w, int steps, int columns, Buffer gradient) {
    w.gradient(d, 1, y, 1, STAGES * steps * subSteps - 1, columns, gradient);
  }

  /** d_m = (sum of the terms) o phi'(f_m). */
  private void stage(int m, int columns, Term... terms) {
    backend.combine(d, m, columns, phi, f, m, terms);
  }

  /** p_(r+1) = W^T d of that stage. */
  private void through(HiddenProduct w, int m, int r, int columns) {
    w.backward(d, m + r, p, r, Activation.IDENTITY, f, m + r, columns);
  }

  private void linear(Sequence to, int step, int columns, Term... terms) {
    backend.combine(to, step, columns, Activation.IDENTITY, null, 0, terms);
  }
}
