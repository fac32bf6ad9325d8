package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.compute.ConductanceProduct;
import org.neuropil.compute.ConductanceProduct.Synapses;
import org.neuropil.compute.Conductances.Slice;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * The sums over conductances and their gradients, over ragged sizes and shapes of the pattern. The
 * rounding of an argument z makes its sigmoid wrong by about |z| units, so a term counts 1 + |z|
 * times in the bound.
 */
final class ConductanceChecks {
  private static final int[][] SHAPES = {{1, 40}, {40, 1}, {3, 129}, {65, 33}, {100, 101}};

  private ConductanceChecks() {}

  static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    for (boolean backward : new boolean[] {false, true}) {
      String category = backward ? "conductanceBackward" : "conductance";
      for (int k = 0; k < ProductChecks.NODES.length; k++) {
        int index = k;
        int n = ProductChecks.NODES[k];
        checks.add(
            new Check(
                category,
                n + " nodes",
                (tested, seed) -> sizes(backward, n, n, index, tested, seed)));
      }
      for (int k = 0; k < SHAPES.length; k++) {
        int index = k;
        int[] shape = SHAPES[k];
        checks.add(
            new Check(
                category,
                shape[0] + " x " + shape[1],
                (tested, seed) -> sizes(backward, shape[0], shape[1], index, tested, seed)));
      }
      checks.add(
          new Check(
              category, "shapes of the pattern", (tested, seed) -> shapes(backward, tested, seed)));
    }
    return checks;
  }

  private static void sizes(
      boolean backward, int rows, int cols, int index, Tested tested, long seed) {
    Philox random = Trial.random(seed, "conductance " + rows + " " + cols);
    double[] densities = {0.3, 1};
    for (int j = 0; j < densities.length; j++) {
      int batch = ProductChecks.BATCHES[(index + 2 * j) % ProductChecks.BATCHES.length];
      SparsityPattern pattern =
          densities[j] == 1
              ? SparsityPattern.full(rows, cols)
              : Patterns.withGaps(rows, cols, densities[j], random);
      int columns = j % 2 == 0 ? batch : 1 + random.nextInt(batch);
      run(backward, pattern, batch, columns, (index + j) % 2 == 0, tested, seed);
    }
  }

  private static void shapes(boolean backward, Tested tested, long seed) {
    List<SparsityPattern> patterns =
        List.of(
            Patterns.of(1, 1, (i, j) -> false),
            Patterns.of(40, 17, (i, j) -> false),
            Patterns.of(40, 40, (i, j) -> i == 39 && j == 0),
            Patterns.of(66, 66, (i, j) -> i == 0 || j == 0),
            Patterns.of(66, 66, (i, j) -> i == 65 || j == 65),
            Patterns.of(66, 66, (i, j) -> i > j));
    for (SparsityPattern pattern : patterns) {
      for (int columns : new int[] {1, 7, 16, 17}) {
        run(backward, pattern, 17, columns, columns % 2 == 0, tested, seed);
      }
    }
  }

  private static void run(
      boolean backward,
      SparsityPattern pattern,
      int batch,
      int columns,
      boolean accumulate,
      Tested tested,
      long seed) {
    String what =
        (backward ? "conductanceBackward " : "conductance ")
            + pattern
            + ", batch "
            + batch
            + ", columns "
            + columns
            + (accumulate ? ", accumulate" : "");
    try (Trial trial = new Trial(tested, seed, what)) {
      Case c = new Case(trial, pattern, batch, columns, accumulate);
      if (backward) {
        c.backward();
      } else {
        c.forward();
      }
    }
  }

  /** One pattern with its parameters on all sides. */
  private static final class Case {
    private final Trial trial;
    private final SparsityPattern pattern;
    private final int batch;
    private final int columns;
    private final boolean accumulate;
    private final Vec weight;
    private final Vec reversal;
    private final Vec midpoint;
    private final Vec slope;
    private final Seq x;

    Case(Trial trial, SparsityPattern pattern, int batch, int columns, boolean accumulate) {
      this.trial = trial;
      this.pattern = pattern;
      this.batch = batch;
      this.columns = columns;
      this.accumulate = accumulate;
      int size = pattern.nonzeros();
      float[] weights = trial.numbers(size);
      float[] slopes = trial.numbers(size);
      for (int e = 0; e < size; e++) {
        weights[e] = Math.abs(weights[e]);
        // Some so steep that the limit of the argument is passed.
        slopes[e] *= trial.random.nextInt(16) == 0 ? 300 : 8;
      }
      weight = trial.vector("weight", weights);
      reversal = trial.vector("reversal", size);
      midpoint = trial.vector("midpoint", size);
      slope = trial.vector("slope", slopes);
      x = trial.sequence("x", pattern.cols(), 3, batch, columns);
    }

    private static Synapses on(Side side, Vec weight, Vec reversal, Vec midpoint, Vec slope) {
      return new Synapses(weight.on(side), reversal.on(side), midpoint.on(side), slope.on(side));
    }

    private Synapses synapses(Side side) {
      return on(side, weight, reversal, midpoint, slope);
    }

    private ConductanceProduct product(Side side) {
      return side.backend().conductances().product("synapses", pattern, batch);
    }

    void forward() {
      Seq num = trial.sequence("num", pattern.rows(), 3, batch, columns).spoil(2);
      Seq den = trial.sequence("den", pattern.rows(), 2, batch, columns).spoil(0);
      trial.run(side -> {
        if (side.number() == Side.MAGNITUDE) {
          forwardBounds(num, den);
          return;
        }
        try (ConductanceProduct product = product(side)) {
          product.forward(
              synapses(side),
              new Slice(x.on(side), 1),
              new Slice(num.on(side), 2),
              new Slice(den.on(side), 0),
              columns);
        }
      });
      double terms = Patterns.longestRow(pattern);
      trial.expect(num, 2, 1, columns, terms);
      trial.expect(den, 0, 1, columns, terms);
      trial.expectRestUnchanged();
    }

    private void forwardBounds(Seq num, Seq den) {
      double[][] nums = new double[pattern.rows()][columns];
      double[][] dens = new double[pattern.rows()][columns];
      each((j, i, e, k) -> {
        double z = slope.control(e) * (x.control(1, i, k) - midpoint.control(e));
        double bound = weight.control(e) * sigmoid(z) * (1 + Math.abs(z));
        dens[j][k] += bound;
        nums[j][k] += bound * Math.abs(reversal.control(e));
      });
      num.bound(2, columns, nums);
      den.bound(0, columns, dens);
    }

    void backward() {
      Seq dNum = trial.sequence("dNum", pattern.rows(), 2, batch, columns);
      Seq dDen = trial.sequence("dDen", pattern.rows(), 3, batch, columns);
      Seq dx = trial.sequence("dx", pattern.cols(), 2, batch, columns);
      if (!accumulate) {
        dx.spoil(0);
      }
      int size = pattern.nonzeros();
      List<Vec> gradients = new ArrayList<>();
      for (String name : List.of("gWeight", "gReversal", "gMidpoint", "gSlope")) {
        gradients.add(trial.vector(name, size));
      }
      trial.run(side -> {
        if (side.number() == Side.MAGNITUDE) {
          backwardBounds(dNum, dDen, dx, gradients);
          return;
        }
        try (ConductanceProduct product = product(side)) {
          product.backward(
              synapses(side),
              new Slice(x.on(side), 1),
              new Slice(dNum.on(side), 1),
              new Slice(dDen.on(side), 2),
              new Slice(dx.on(side), 0),
              accumulate,
              columns,
              on(side, gradients.get(0), gradients.get(1), gradients.get(2), gradients.get(3)));
        }
      });
      trial.expect(dx, 0, 1, columns, Patterns.longestColumn(pattern) + 1.0);
      gradients.forEach(g -> trial.expect(g, columns + 1.0));
      trial.expectRestUnchanged();
    }

    private void backwardBounds(Seq dNum, Seq dDen, Seq dx, List<Vec> gradients) {
      double[][] states = new double[pattern.cols()][columns];
      for (int i = 0; accumulate && i < states.length; i++) {
        for (int k = 0; k < columns; k++) {
          states[i][k] = dx.magnitude(0, i, k);
        }
      }
      double[][] sums = new double[4][pattern.nonzeros()];
      for (int g = 0; g < 4; g++) {
        for (int e = 0; e < sums[g].length; e++) {
          sums[g][e] = gradients.get(g).magnitude(e);
        }
      }
      each((j, i, e, k) -> {
        double above = Math.abs(x.control(1, i, k) - midpoint.control(e));
        double z = slope.control(e) * (x.control(1, i, k) - midpoint.control(e));
        double num = Math.abs(dNum.control(1, j, k));
        double c = Math.abs(dDen.control(2, j, k)) + Math.abs(reversal.control(e)) * num;
        double open = sigmoid(z) * (1 + Math.abs(z));
        double steep = weight.control(e) * open * sigmoid(-z) * c;
        states[i][k] += Math.abs(slope.control(e)) * steep;
        sums[0][e] += open * c;
        sums[1][e] += weight.control(e) * open * num;
        sums[2][e] += Math.abs(slope.control(e)) * steep;
        sums[3][e] += above * steep;
      });
      dx.bound(0, columns, states);
      for (int g = 0; g < 4; g++) {
        gradients.get(g).bound(sums[g]);
      }
    }

    @FunctionalInterface
    private interface Term {
      void of(int receiver, int sender, int connection, int column);
    }

    private void each(Term term) {
      for (int j = 0; j < pattern.rows(); j++) {
        for (int e = pattern.rowStart(j); e < pattern.rowStart(j + 1); e++) {
          for (int k = 0; k < columns; k++) {
            term.of(j, pattern.column(e), e, k);
          }
        }
      }
    }
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }
}
