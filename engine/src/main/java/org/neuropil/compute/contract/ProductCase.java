package org.neuropil.compute.contract;

import java.util.Locale;
import org.neuropil.compute.Activation;
import org.neuropil.compute.PlanKind;
import org.neuropil.matrix.SparsityPattern;

/**
 * Sizes and options of one trial of a sparse product, and the three products on it.
 *
 * @param steps slices of the sequences, at least 2
 * @param columns active samples
 * @param accumulate whether the forward product adds to what is there
 */
record ProductCase(
    SparsityPattern pattern,
    PlanKind plan,
    int steps,
    int batch,
    int columns,
    boolean accumulate,
    Activation phi) {

  /** The operations of a product. */
  enum Operation {
    FORWARD,
    BACKWARD,
    GRADIENT;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  void run(Operation operation, Tested tested, long seed) {
    switch (operation) {
      case FORWARD -> forward(tested, seed);
      case BACKWARD -> backward(tested, seed);
      case GRADIENT -> gradient(tested, seed);
    }
  }

  private String describe(String operation) {
    return operation
        + " "
        + plan
        + " "
        + pattern
        + ", batch "
        + batch
        + ", columns "
        + columns
        + ", steps "
        + steps
        + (accumulate ? ", accumulate, " : ", ")
        + phi;
  }

  /** On a square pattern within one sequence, from one step to another. */
  private void forward(Tested tested, long seed) {
    try (Trial trial = new Trial(tested, seed, describe("forward"))) {
      Vec w = trial.vector("w", pattern.nonzeros());
      Trial.Products product = trial.product(pattern, plan, steps, batch, w);
      Seq h = trial.sequence("h", pattern.cols(), steps, batch, columns);
      boolean inPlace = pattern.rows() == pattern.cols();
      Seq out = inPlace ? h : trial.sequence("out", pattern.rows(), steps, batch, columns);
      int from = trial.random.nextInt(steps);
      int to = (from + 1 + trial.random.nextInt(steps - 1)) % steps;
      if (!accumulate) {
        out.spoil(to);
      }
      trial.run(side ->
          product
              .on(side)
              .forward(h.on(side), from, out.on(side), to, accumulate, side.phi(phi), columns));
      trial.expect(out, to, 1, columns, Patterns.longestRow(pattern) + 1.0);
      trial.expectRestUnchanged();
    }
  }

  private void backward(Tested tested, long seed) {
    try (Trial trial = new Trial(tested, seed, describe("backward"))) {
      Vec w = trial.vector("w", pattern.nonzeros());
      Trial.Products product = trial.product(pattern, plan, steps, batch, w);
      Seq d = trial.sequence("d", pattern.rows(), steps, batch, columns);
      Seq h = trial.sequence("h", pattern.cols(), steps, batch, columns);
      boolean inPlace = pattern.rows() == pattern.cols();
      Seq out = inPlace ? d : trial.sequence("out", pattern.cols(), steps, batch, columns);
      int from = trial.random.nextInt(steps);
      int to = (from + 1 + trial.random.nextInt(steps - 1)) % steps;
      int hStep = trial.random.nextInt(steps);
      out.spoil(to);
      trial.run(side ->
          product
              .on(side)
              .backward(
                  d.on(side), from, out.on(side), to, side.phi(phi), h.on(side), hStep, columns));
      trial.expect(out, to, 1, columns, Patterns.longestColumn(pattern) + 1.0);
      trial.expectRestUnchanged();
    }
  }

  /** Over a random range of steps, at other offsets in d than in h. */
  private void gradient(Tested tested, long seed) {
    try (Trial trial = new Trial(tested, seed, describe("gradient"))) {
      gradient(trial, trial.random.nextInt(steps) + 1);
    }
  }

  /** The gradient over {@code count} steps. */
  void gradient(Trial trial, int count) {
    Vec w = trial.vector("w", pattern.nonzeros());
    Trial.Products product = trial.product(pattern, plan, steps, batch, w);
    Seq d = trial.sequence("d", pattern.rows(), steps, batch, columns);
    Seq h = trial.sequence("h", pattern.cols(), steps, batch, columns);
    int dFrom = trial.random.nextInt(steps - count + 1);
    int hFrom = trial.random.nextInt(steps - count + 1);
    Vec g = trial.spoiled("g", pattern.nonzeros());
    trial.run(side ->
        product
            .on(side)
            .gradient(d.on(side), dFrom, h.on(side), hFrom, count, columns, g.on(side)));
    trial.expect(g, (double) count * columns);
    trial.expectRestUnchanged();
  }
}
