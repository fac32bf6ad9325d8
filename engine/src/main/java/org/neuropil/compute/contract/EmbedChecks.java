package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.List;

/** Rows of a table by token, and the gradient of the table. */
final class EmbedChecks {
  private static final int STEPS = 4;
  private static final int[] ROWS = {1, 2, 7, 40, 1000};

  @FunctionalInterface
  private interface Body {
    void run(int rows, int nodes, int batch, int index, Tested tested, long seed);
  }

  private EmbedChecks() {}

  static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    for (int rows : ROWS) {
      checks.add(check("embed", rows, EmbedChecks::embed));
      checks.add(check("embedGradient", rows, EmbedChecks::gradient));
    }
    return checks;
  }

  private static Check check(String operation, int rows, Body body) {
    return new Check(
        operation,
        rows + " rows",
        (tested, seed) -> {
          int[] nodes = {1, 3, 17, 50, 65};
          for (int k = 0; k < nodes.length; k++) {
            int batch = ProductChecks.BATCHES[(k + rows) % ProductChecks.BATCHES.length];
            body.run(rows, nodes[k], batch, k, tested, seed);
          }
        });
  }

  private static String describe(String what, int rows, int nodes, int batch, int index) {
    return what + " " + rows + " x " + nodes + ", batch " + batch + ", case " + index;
  }

  private static void embed(int rows, int nodes, int batch, int index, Tested tested, long seed) {
    try (Trial trial = new Trial(tested, seed, describe("embed", rows, nodes, batch, index))) {
      int columns = index % 2 == 0 ? batch : 1 + trial.random.nextInt(batch);
      int count = 1 + index % STEPS;
      Vec table = trial.vector("table", rows * nodes);
      Trial.Numbers tokens = trial.indices("tokens", STEPS, batch, count, columns, rows);
      Seq x = trial.sequence("x", nodes, STEPS, batch, columns);
      for (int s = 0; s < count; s++) {
        x.spoil(s);
      }
      trial.run(side ->
          side.backend().embed(table.on(side), tokens.on(side), x.on(side), count, columns));
      trial.expect(x, 0, count, columns, 1);
      trial.expectRestUnchanged();
    }
  }

  private static void gradient(
      int rows, int nodes, int batch, int index, Tested tested, long seed) {
    try (Trial trial =
        new Trial(tested, seed, describe("embedGradient", rows, nodes, batch, index))) {
      int columns = index % 2 == 0 ? batch : 1 + trial.random.nextInt(batch);
      int count = 1 + index % STEPS;
      Trial.Numbers tokens = trial.indices("tokens", STEPS, batch, count, columns, rows);
      Seq dx = trial.sequence("dx", nodes, STEPS, batch, columns);
      Vec table = trial.spoiled("table.grad", rows * nodes);
      trial.run(side ->
          side.backend()
              .embedGradient(tokens.on(side), dx.on(side), count, columns, table.on(side)));
      trial.expect(table, (double) count * columns);
      trial.expectRestUnchanged();
    }
  }
}
