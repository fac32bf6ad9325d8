package org.neuropil.compute.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.SparsityPattern;

/** What is special about sparse products: no steps, all steps, new values, many nodes, NaN. */
final class ProductEdgeChecks {
  /** Beyond what 16 bits of column number hold. */
  private static final int MANY = 65_600;

  private ProductEdgeChecks() {}

  static List<Check> all(PlanKind plan) {
    String name = plan.name().toLowerCase(Locale.ROOT);
    return List.of(
        new Check("gradient", name + ", no steps", (t, seed) -> count(plan, 0, t, seed)),
        new Check("gradient", name + ", all steps", (t, seed) -> count(plan, 4, t, seed)),
        new Check("gradient", name + ", one step in all", (t, s) -> oneStep(plan, t, s)),
        new Check("update", name + ", new values", (t, seed) -> newValues(plan, t, seed)),
        new Check("update", name + ", two products", (t, seed) -> twoProducts(plan, t, seed)),
        new Check("product", name + ", what it says of itself", (t, seed) -> says(plan, t, seed)),
        new Check("product", name + ", many columns", (t, seed) -> many(plan, 3, MANY, t, seed)),
        new Check("product", name + ", many rows", (t, seed) -> many(plan, MANY, 3, t, seed)),
        new Check("forward", name + ", NaN shows", (t, seed) -> notANumber(plan, t, seed)),
        new Check("backward", name + ", NaN in h", (t, seed) -> hiddenNaN(plan, t, seed)));
  }

  private static void count(PlanKind plan, int count, Tested tested, long seed) {
    String what = "gradient " + plan + " 19 x 33, count " + count;
    try (Trial trial = new Trial(tested, seed, what)) {
      SparsityPattern pattern = Patterns.withGaps(19, 33, 0.4, trial.random);
      new ProductCase(pattern, plan, 4, 17, 17, false, Activation.IDENTITY).gradient(trial, count);
    }
  }

  private static void oneStep(PlanKind plan, Tested tested, long seed) {
    try (Trial trial = new Trial(tested, seed, "gradient " + plan + " 33 x 19, 1 step")) {
      SparsityPattern pattern = Patterns.withGaps(33, 19, 0.4, trial.random);
      new ProductCase(pattern, plan, 1, 17, 9, false, Activation.IDENTITY).gradient(trial, 1);
    }
  }

  /** Both directions follow the values of the last update. */
  private static void newValues(PlanKind plan, Tested tested, long seed) {
    for (double density : new double[] {0.3, 1}) {
      String what = "update " + plan + " 31 x 31, density " + density;
      try (Trial trial = new Trial(tested, seed, what)) {
        SparsityPattern pattern = Patterns.random(31, 31, density, trial.random);
        Vec w = trial.vector("w", pattern.nonzeros());
        Trial.Products product = trial.product(pattern, plan, 3, 5, w);
        for (int round = 0; round < 3; round++) {
          w.write(trial.numbers(w.size));
          trial.update(product, w);
          oneForwardOneBack(trial, product, 31, 5);
        }
      }
    }
  }

  private static void twoProducts(PlanKind plan, Tested tested, long seed) {
    try (Trial trial = new Trial(tested, seed, "two products " + plan + " 31 x 31")) {
      SparsityPattern one = Patterns.random(31, 31, 0.3, trial.random);
      SparsityPattern two = Patterns.random(31, 31, 0.5, trial.random);
      Trial.Products first = trial.product(one, plan, 3, 5, trial.vector("w1", one.nonzeros()));
      Trial.Products second = trial.product(two, plan, 3, 9, trial.vector("w2", two.nonzeros()));
      oneForwardOneBack(trial, first, 31, 5);
      oneForwardOneBack(trial, second, 31, 9);
      oneForwardOneBack(trial, first, 31, 5);
    }
  }

  private static void oneForwardOneBack(Trial trial, Trial.Products product, int nodes, int batch) {
    Seq h = trial.sequence("h", nodes, 3, batch, batch);
    trial.run(side ->
        product
            .on(side)
            .forward(h.on(side), 0, h.on(side), 1, false, side.phi(Activation.TANH), batch));
    trial.expect(h, 1, 1, batch, nodes);
    trial.expectRestUnchanged();
    h.write(0, 3, batch, trial.numbers(3 * nodes * batch));
    Seq d = trial.sequence("d", nodes, 3, batch, batch);
    trial.run(side ->
        product
            .on(side)
            .backward(
                d.on(side), 2, d.on(side), 1, side.phi(Activation.RELU), h.on(side), 1, batch));
    trial.expect(d, 1, 1, batch, nodes);
    trial.expectRestUnchanged();
    // The tested side may differ from the control in the last bits: level them for the next round.
    h.write(0, 3, batch, trial.numbers(3 * nodes * batch));
    d.write(0, 3, batch, trial.numbers(3 * nodes * batch));
  }

  private static void says(PlanKind plan, Tested tested, long seed) {
    SparsityPattern pattern = Patterns.random(20, 30, 0.2, Trial.random(seed, "says"));
    try (HiddenProduct product = tested.backend().product("W", pattern, plan, 3, 4)) {
      String problem = null;
      if (!product.pattern().equals(pattern)) {
        problem = "pattern() is " + product.pattern();
      } else if (plan == PlanKind.AUTO ? product.plan() == PlanKind.AUTO : product.plan() != plan) {
        problem = "plan() is " + product.plan();
      } else if (product.planBytes() < 0) {
        problem = "planBytes() is " + product.planBytes();
      }
      if (problem != null) {
        throw new ContractViolation("product " + plan + " " + pattern + ": " + problem);
      }
    }
  }

  private static void many(PlanKind plan, int rows, int cols, Tested tested, long seed) {
    SparsityPattern pattern = Patterns.random(rows, cols, 0.05, Trial.random(seed, "many " + rows));
    ProductCase trial = new ProductCase(pattern, plan, 2, 3, 2, true, Activation.RELU);
    for (ProductCase.Operation operation : ProductCase.Operation.values()) {
      trial.run(operation, tested, seed);
    }
  }

  /**
   * A network that has diverged must not look healthy: NaN in an activation reaches, through every
   * activation function, each node that it is connected to, in its own sample only.
   */
  private static void notANumber(PlanKind plan, Tested tested, long seed) {
    for (Activation phi : Activation.values()) {
      try (Trial trial = new Trial(tested, seed, "forward " + plan + " 19 x 19 with NaN, " + phi)) {
        SparsityPattern pattern = SparsityPattern.full(19, 19);
        Vec w = trial.vector("w", pattern.nonzeros());
        Trial.Products product = trial.product(pattern, plan, 2, 9, w);
        Seq h = trial.sequence("h", 19, 2, 9, 9);
        float[] values = trial.numbers(19 * 9);
        values[7 * 9 + 4] = Float.NaN;
        h.write(0, 1, 9, values);
        trial.run(
            side -> product.on(side).forward(h.on(side), 0, h.on(side), 1, true, side.phi(phi), 9));
        trial.expect(h, 1, 1, 9, 20);
        trial.expectRestUnchanged();
      }
    }
  }

  /** The derivative of the ReLU is 1 where h > 0 and else 0; NaN is not above 0. */
  private static void hiddenNaN(PlanKind plan, Tested tested, long seed) {
    SparsityPattern pattern = SparsityPattern.full(5, 5);
    Backend backend = tested.backend();
    float[] ones = new float[25];
    Arrays.fill(ones, 1f);
    float[] values = ones.clone();
    values[12] = Float.NaN;
    values[13] = 0f;
    values[14] = -0f;
    float[] found = new float[25];
    try (Buffer w = backend.buffer("w", 25);
        Sequence d = backend.sequence("d", 5, 2, 5);
        Sequence h = backend.sequence("h", 5, 1, 5);
        HiddenProduct product = backend.product("W", pattern, plan, 2, 5)) {
      w.write(ones);
      product.update(w);
      d.write(0, 1, 5, ones);
      h.write(0, 1, 5, values);
      product.backward(d, 0, d, 1, Activation.RELU, h, 0, 5);
      d.read(1, 5, found);
    }
    for (int k = 0; k < 25; k++) {
      double expected = k >= 12 && k <= 14 ? 0 : 5;
      if (found[k] != expected) {
        throw Trial.violation(
            "backward " + plan + " 5 x 5, RELU, h " + values[k],
            "out node " + k / 5 + " sample " + k % 5,
            expected,
            found[k],
            0,
            seed);
      }
    }
  }
}
