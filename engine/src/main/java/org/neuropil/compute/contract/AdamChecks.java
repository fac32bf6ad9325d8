package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.PlanKind;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * Adam against a scalar in double, with its own copy of the formula. In every step the value is
 * rounded once, by at most half a unit in its last place, and the change, of the size of lr where
 * gradients keep their scale, is off by some units of its own: {@value #UNIT} lr. Both add up over
 * the steps.
 */
final class AdamChecks {
  private static final double UNIT = 1e-6;
  private static final double LR = 0.01;

  private AdamChecks() {}

  /**
   * What an update is asked for.
   *
   * @param clip of each element of the gradient
   * @param before epsilon beside the root that is not corrected yet
   * @param emptied step after which the second moments and their count begin anew; 0 = never
   */
  private record Form(String name, double clip, boolean before, int emptied) {
    static final Form PLAIN = new Form("", Double.POSITIVE_INFINITY, false, 0);

    AdamStep step(int step) {
      return new AdamStep(step, LR, 0.9, 0.999, 1e-8, clip, before, second(step));
    }

    int second(int step) {
      return emptied > 0 && step > emptied ? step - emptied : step;
    }
  }

  private static final List<Form> FORMS =
      List.of(
          new Form(", clipped", 0.4, false, 0),
          new Form(", epsilon before correction", Double.POSITIVE_INFINITY, true, 0),
          new Form(", clipped, epsilon before correction", 0.4, true, 0),
          new Form(", second moments emptied", Double.POSITIVE_INFINITY, false, 95),
          new Form(", second moments emptied, epsilon before", Double.POSITIVE_INFINITY, true, 95));

  static List<Check> dense() {
    List<Check> checks = new ArrayList<>();
    for (int size : new int[] {1, 2, 5, 17, 100, 1025}) {
      checks.add(
          new Check(
              "adam",
              size + " values, 100 steps",
              (tested, seed) -> train(null, size, 1, 100, Form.PLAIN, false, tested, seed)));
    }
    checks.add(
        new Check(
            "adam",
            "70000 values, 3 steps",
            (tested, seed) -> train(null, 70_000, 1, 3, Form.PLAIN, false, tested, seed)));
    for (Form form : FORMS) {
      for (int size : new int[] {5, 100}) {
        checks.add(
            new Check(
                "adam",
                size + " values, 100 steps" + form.name,
                (tested, seed) -> train(null, size, 1, 100, form, false, tested, seed)));
      }
    }
    checks.add(new Check("adam", "NaN shows", AdamChecks::notANumber));
    checks.add(new Check("adam", "NaN shows through a clip", AdamChecks::clippedNotANumber));
    return checks;
  }

  static List<Check> sparse(PlanKind plan) {
    String name = plan.name().toLowerCase(Locale.ROOT);
    List<Check> checks = new ArrayList<>();
    for (boolean clamp : new boolean[] {false, true}) {
      for (int[] shape : new int[][] {{1, 1}, {5, 3}, {33, 65}, {65, 33}, {100, 100}}) {
        checks.add(
            new Check(
                clamp ? "clamp" : "adamSparse",
                name + ", " + shape[0] + " x " + shape[1] + ", 100 steps",
                (t, seed) -> train(plan, shape[0], shape[1], 100, Form.PLAIN, clamp, t, seed)));
      }
      for (Form form : FORMS) {
        checks.add(
            new Check(
                clamp ? "clamp" : "adamSparse",
                name + ", 33 x 65, 100 steps" + form.name,
                (t, seed) -> train(plan, 33, 65, 100, form, clamp, t, seed)));
      }
      checks.add(
          new Check(
              clamp ? "clamp" : "adamSparse",
              name + ", 300 x 301, 3 steps",
              (t, seed) -> train(plan, 300, 301, 3, Form.PLAIN, clamp, t, seed)));
    }
    checks.add(
        new Check("clamp", name + ", zero is left again", (t, seed) -> zeroIsLeft(plan, t, seed)));
    return checks;
  }

  /** A product's values on a random pattern; without a plan, a dense vector of {@code rows}. */
  private static void train(
      @Nullable PlanKind plan,
      int rows,
      int cols,
      int steps,
      Form form,
      boolean clamp,
      Tested tested,
      long seed) {
    String what =
        "adam "
            + (plan == null ? "dense " : plan + " ")
            + rows
            + " x "
            + cols
            + (clamp ? ", clamp" : "")
            + form.name;
    Philox random = Trial.random(seed, what);
    SparsityPattern pattern =
        plan == null
            ? SparsityPattern.full(1, rows)
            : rows * cols == 1
                ? SparsityPattern.full(1, 1)
                : Patterns.withGaps(rows, cols, rows < 300 ? 0.3 : 0.7, random);
    int size = pattern.nonzeros();
    float[] signs = new float[pattern.cols()];
    for (int j = 0; j < signs.length; j++) {
      signs[j] = random.nextInt(3) == 0 ? -1f : 1f;
    }
    double[] scales = new double[size];
    float[] start = new float[size];
    for (int e = 0; e < size; e++) {
      start[e] = random.nextSymmetric(0.1f);
      // Gradients from far above to far below epsilon, and some that are always zero.
      scales[e] = random.nextInt(10) == 0 ? 0 : Math.pow(10, -12 * random.nextUnit());
    }
    Scalar[] control = new Scalar[size];
    for (int e = 0; e < size; e++) {
      control[e] = new Scalar(start[e]);
    }
    Backend backend = tested.backend();
    try (Buffer w = backend.buffer("w", size);
        Buffer g = backend.buffer("g", size);
        Buffer m = backend.buffer("m", size);
        Buffer v = backend.buffer("v", size);
        Buffer sign = backend.buffer("signs", signs.length);
        HiddenProduct product =
            backend.product("W", pattern, plan == null ? PlanKind.AUTO : plan, 2, 3)) {
      w.write(start);
      sign.write(signs);
      float[] gradient = new float[size];
      for (int s = 1; s <= steps; s++) {
        for (int e = 0; e < size; e++) {
          gradient[e] = (float) (scales[e] * (random.nextGaussian() + 0.3));
        }
        g.write(gradient);
        AdamStep step = form.step(s);
        if (form.emptied > 0 && s == form.emptied + 1) {
          v.zero();
        }
        if (plan == null) {
          backend.adam(w, g, m, v, step);
        } else {
          product.adam(w, g, m, v, step, clamp ? sign : null);
        }
        for (int e = 0; e < size; e++) {
          control[e].update(gradient[e], form, s, clamp ? signs[pattern.column(e)] : 0);
        }
        if (s == 1 || s == steps) {
          compare(what + ", step " + s, control, s, w, m, v, tested, seed);
          unchanged(what + ", step " + s, gradient, g, tested, seed);
        }
      }
      if (clamp) {
        exactlyClamped(what, pattern, signs, w, seed);
      }
    }
  }

  /** One weight, in double. */
  private static final class Scalar {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private double value;
    private double first;
    private double second;
    private double largest;
    private double largestGradient;

    Scalar(double value) {
      this.value = value;
      this.largest = Math.abs(value);
    }

    void update(double raw, Form form, int step, double sign) {
      double gradient = Math.abs(raw) > form.clip ? Math.signum(raw) * form.clip : raw;
      if (form.emptied > 0 && step == form.emptied + 1) {
        second = 0;
      }
      first = BETA1 * first + (1 - BETA1) * gradient;
      second = BETA2 * second + (1 - BETA2) * gradient * gradient;
      double correction1 = 1 - Math.pow(BETA1, step);
      double correction2 = 1 - Math.pow(BETA2, form.second(step));
      if (form.before) {
        value -= LR * Math.sqrt(correction2) / correction1 * first / (Math.sqrt(second) + 1e-8);
      } else {
        value -= LR * (first / correction1) / (Math.sqrt(second / correction2) + 1e-8);
      }
      largest = Math.max(largest, Math.abs(value));
      largestGradient = Math.max(largestGradient, Math.abs(gradient));
      if (value * sign < 0) {
        value = 0;
      }
    }
  }

  /** The contract lets moments below 2^-100 count as zero; a few such steps may add up. */
  private static final double FADED = 4 * 0x1p-100;

  private static void compare(
      String what,
      Scalar[] control,
      int steps,
      Buffer w,
      Buffer m,
      Buffer v,
      Tested tested,
      long seed) {
    float[] values = w.toArray();
    float[] first = m.toArray();
    float[] second = v.toArray();
    for (int e = 0; e < control.length; e++) {
      Scalar c = control[e];
      double half = 0.5 * Math.ulp((float) c.largest);
      check(what, "w", e, c.value, values[e], steps * (half + UNIT * LR), tested, seed);
      check(what, "m", e, c.first, first[e], UNIT * c.largestGradient + FADED, tested, seed);
      double square = c.largestGradient * c.largestGradient;
      check(
          what,
          "v",
          e,
          c.second,
          second[e],
          UNIT * Math.min(square, 2 * c.second) * 10 + FADED,
          tested,
          seed);
    }
  }

  private static void check(
      String what,
      String name,
      int e,
      double expected,
      double found,
      double tolerance,
      Tested tested,
      long seed) {
    if (!tested.agree(found, expected, tolerance)) {
      throw Trial.violation(what, name + " at " + e, expected, found, tolerance, seed);
    }
  }

  private static void unchanged(String what, float[] expected, Buffer b, Tested tested, long seed) {
    float[] found = b.toArray();
    for (int e = 0; e < found.length; e++) {
      check(what, b.name(), e, expected[e], found[e], 0, tested, seed);
    }
  }

  private static void exactlyClamped(
      String what, SparsityPattern pattern, float[] signs, Buffer w, long seed) {
    float[] found = w.toArray();
    for (int e = 0; e < found.length; e++) {
      if (found[e] * signs[pattern.column(e)] < 0) {
        throw Trial.violation(
            what,
            "w at " + e + " of source sign " + signs[pattern.column(e)],
            0,
            found[e],
            0,
            seed);
      }
    }
  }

  /**
   * Values that the clamp set to 0, or that began there, grow again when the gradient pushes them
   * to the permitted side, and stay 0 when it pushes to the other.
   */
  private static void zeroIsLeft(PlanKind plan, Tested tested, long seed) {
    Backend backend = tested.backend();
    SparsityPattern pattern = SparsityPattern.full(3, 4);
    float[] signs = {1, 1, -1, -1};
    float[] push = {1, -1, 1, -1};
    float[] gradient = new float[12];
    for (int e = 0; e < 12; e++) {
      gradient[e] = push[e % 4];
    }
    try (Buffer w = backend.buffer("w", 12);
        Buffer g = backend.buffer("g", 12);
        Buffer m = backend.buffer("m", 12);
        Buffer v = backend.buffer("v", 12);
        Buffer sign = backend.buffer("signs", 4);
        HiddenProduct product = backend.product("W", pattern, plan, 2, 3)) {
      sign.write(signs);
      g.write(gradient);
      product.adam(w, g, m, v, new AdamStep(1, LR, 0.9, 0.999, 1e-8), sign);
      for (int e = 0; e < 12; e++) {
        double expected = push[e % 4] == signs[e % 4] ? 0 : -LR * push[e % 4];
        check(
            "clamp " + plan + " 3 x 4 from zero",
            "w",
            e,
            expected,
            w.get(e),
            UNIT * LR,
            tested,
            seed);
      }
    }
  }

  private static void notANumber(Tested tested, long seed) {
    Backend backend = tested.backend();
    try (Buffer w = backend.buffer("w", 20);
        Buffer g = backend.buffer("g", 20);
        Buffer m = backend.buffer("m", 20);
        Buffer v = backend.buffer("v", 20)) {
      g.set(7, Double.NaN);
      g.set(19, Double.POSITIVE_INFINITY);
      backend.adam(w, g, m, v, new AdamStep(1, LR, 0.9, 0.999, 1e-8));
      float[] found = w.toArray();
      for (int e = 0; e < 20; e++) {
        double expected = e == 7 || e == 19 ? Double.NaN : 0;
        check("adam with NaN and infinite gradient", "w", e, expected, found[e], 0, tested, seed);
      }
    }
  }

  /** A clip cuts what is infinite and lets NaN through. */
  private static void clippedNotANumber(Tested tested, long seed) {
    Backend backend = tested.backend();
    try (Buffer w = backend.buffer("w", 20);
        Buffer g = backend.buffer("g", 20);
        Buffer m = backend.buffer("m", 20);
        Buffer v = backend.buffer("v", 20)) {
      for (int e = 0; e < 20; e++) {
        g.set(e, List.of(Double.NaN, 1e30, Double.NEGATIVE_INFINITY, -3.0, 0.0).get(e % 5));
      }
      backend.adam(w, g, m, v, new AdamStep(1, LR, 0.9, 0.999, 1e-8, 1, false));
      double[] moments = {Double.NaN, 0.1, -0.1, -0.1, 0};
      for (int e = 0; e < 20; e++) {
        double moment = moments[e % 5];
        String what = "adam, clipped, with NaN and infinite gradient";
        check(what, "m", e, moment, m.get(e), UNIT, tested, seed);
        double change = Double.isNaN(moment) ? moment : -LR * Math.signum(moment);
        check(what, "w", e, change, w.get(e), UNIT * LR, tested, seed);
      }
    }
  }
}
