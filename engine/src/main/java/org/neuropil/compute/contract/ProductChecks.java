package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.neuropil.compute.Activation;
import org.neuropil.compute.PlanKind;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/** The sparse products over ragged sizes, shapes of the pattern, and all options. */
final class ProductChecks {
  /** Around the widths of vectors, warps, tiles and panels. */
  static final int[] NODES = {1, 2, 3, 5, 17, 31, 33, 63, 65, 100, 129, 257};

  static final int[] BATCHES = {1, 3, 16, 17, 33, 100, 113};
  private static final int[][] SHAPES = {
    {1, 40}, {40, 1}, {3, 129}, {129, 3}, {33, 65}, {65, 33}, {17, 260}, {260, 17}, {100, 101}
  };
  private static final Activation[] PHIS = Activation.values();

  private ProductChecks() {}

  static List<Check> all(PlanKind plan) {
    String planName = plan.name().toLowerCase(Locale.ROOT);
    List<Check> checks = new ArrayList<>();
    for (ProductCase.Operation operation : ProductCase.Operation.values()) {
      for (int k = 0; k < NODES.length; k++) {
        int index = k;
        int n = NODES[k];
        checks.add(
            new Check(
                operation.word(),
                planName + ", " + n + " nodes",
                (tested, seed) -> sizes(operation, plan, n, n, index, tested, seed)));
      }
      for (int k = 0; k < SHAPES.length; k++) {
        int index = k;
        int[] shape = SHAPES[k];
        checks.add(
            new Check(
                operation.word(),
                planName + ", " + shape[0] + " x " + shape[1],
                (tested, seed) -> sizes(operation, plan, shape[0], shape[1], index, tested, seed)));
      }
      checks.add(
          new Check(
              operation.word(),
              planName + ", all options",
              (tested, seed) -> options(operation, plan, tested, seed)));
      checks.add(
          new Check(
              operation.word(),
              planName + ", shapes of the pattern",
              (tested, seed) -> shapes(operation, plan, tested, seed)));
    }
    return checks;
  }

  /**
   * Four trials whose batches, options and densities rotate with the size, so that all pairs of
   * them meet somewhere.
   */
  private static void sizes(
      ProductCase.Operation operation,
      PlanKind plan,
      int rows,
      int cols,
      int index,
      Tested tested,
      long seed) {
    Philox random = Trial.random(seed, operation + " " + rows + " " + cols);
    double[] densities = {0.3, 8.0 / cols, 0.05, 1};
    for (int j = 0; j < densities.length; j++) {
      int batch = BATCHES[(index + 2 * j) % BATCHES.length];
      SparsityPattern pattern =
          densities[j] == 1
              ? SparsityPattern.full(rows, cols)
              : Patterns.withGaps(rows, cols, densities[j], random);
      new ProductCase(
              pattern,
              plan,
              2 + j,
              batch,
              j % 2 == 0 ? batch : 1 + random.nextInt(batch),
              (index + j) % 3 != 0,
              PHIS[(index + j) % PHIS.length])
          .run(operation, tested, seed);
    }
  }

  /** Every activation with and without accumulation, with columns around the widths of vectors. */
  private static void options(
      ProductCase.Operation operation, PlanKind plan, Tested tested, long seed) {
    Philox random = Trial.random(seed, "options " + operation);
    SparsityPattern pattern = Patterns.withGaps(33, 33, 0.25, random);
    int batch = 19;
    for (Activation phi : PHIS) {
      for (boolean accumulate : new boolean[] {false, true}) {
        if (accumulate && operation != ProductCase.Operation.FORWARD) {
          continue;
        }
        for (int columns : new int[] {1, 2, 3, 7, 8, 9, 15, 16, 17, 18, 19}) {
          new ProductCase(pattern, plan, 3, batch, columns, accumulate, phi)
              .run(operation, tested, seed);
        }
      }
    }
  }

  private static void shapes(
      ProductCase.Operation operation, PlanKind plan, Tested tested, long seed) {
    List<SparsityPattern> patterns =
        List.of(
            Patterns.of(1, 1, (i, j) -> false),
            Patterns.of(40, 40, (i, j) -> false),
            Patterns.of(7, 19, (i, j) -> false),
            Patterns.of(40, 40, (i, j) -> i == 39 && j == 39),
            Patterns.of(40, 40, (i, j) -> i == 0 && j == 39),
            Patterns.of(40, 40, (i, j) -> i == 39 && j == 0),
            Patterns.of(66, 66, (i, j) -> i == j),
            Patterns.of(66, 66, (i, j) -> i == 0 || j == 0),
            Patterns.of(66, 66, (i, j) -> i == 65 || j == 65),
            Patterns.of(66, 66, (i, j) -> j == 40),
            Patterns.of(66, 66, (i, j) -> i == 40),
            Patterns.of(66, 66, (i, j) -> i > j),
            Patterns.of(66, 66, (i, j) -> (i + j) % 2 == 0),
            SparsityPattern.full(37, 53));
    for (SparsityPattern pattern : patterns) {
      for (boolean accumulate : new boolean[] {false, true}) {
        new ProductCase(pattern, plan, 3, 17, 15, accumulate, Activation.TANH)
            .run(operation, tested, seed);
      }
    }
  }
}
