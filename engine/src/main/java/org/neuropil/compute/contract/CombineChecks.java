package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.Philox;

/** Linear combinations with an activation's slope, also into one of their own terms. */
final class CombineChecks {
  private static final int STEPS = 4;
  private static final int MOST = 6;

  private CombineChecks() {}

  static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    for (Activation phi : Activation.values()) {
      for (int terms = 1; terms <= MOST; terms++) {
        int count = terms;
        checks.add(
            new Check(
                "combine",
                phi + ", " + terms + " terms",
                (tested, seed) -> ragged(phi, count, tested, seed)));
      }
    }
    checks.add(new Check("combine", "NaN shows", CombineChecks::notANumber));
    return checks;
  }

  private static void ragged(Activation phi, int terms, Tested tested, long seed) {
    Philox random = Trial.random(seed, "combine " + phi + terms);
    for (int k = 0; k < ProductChecks.NODES.length; k++) {
      int nodes = ProductChecks.NODES[k];
      int batch = ProductChecks.BATCHES[(k + terms) % ProductChecks.BATCHES.length];
      int columns = k % 3 == 0 ? batch : 1 + random.nextInt(batch);
      // In turn: a fresh slice, or the k-th term's own.
      int own = k % (terms + 1) - 1;
      combine(phi, terms, nodes, batch, columns, own, tested, seed);
    }
  }

  private static void combine(
      Activation phi,
      int terms,
      int nodes,
      int batch,
      int columns,
      int own,
      Tested tested,
      long seed) {
    String what =
        "combine "
            + terms
            + " terms, "
            + phi
            + ", "
            + nodes
            + " nodes, batch "
            + batch
            + ", columns "
            + columns
            + (own < 0 ? "" : ", into term " + own);
    try (Trial trial = new Trial(tested, seed, what)) {
      Seq x = trial.sequence("x", nodes, STEPS, batch, columns);
      Seq y = trial.sequence("y", nodes, STEPS, batch, columns);
      Seq h = trial.sequence("h", nodes, STEPS, batch, columns);
      int outStep = trial.random.nextInt(STEPS);
      int hStep = trial.random.nextInt(STEPS);
      double[] factors = new double[terms];
      int[] steps = new int[terms];
      for (int k = 0; k < terms; k++) {
        factors[k] = 3 * trial.random.nextDouble() - 1.5;
        // The terms of y beside the target, where that is spoilt.
        steps[k] = (outStep + 1 + trial.random.nextInt(STEPS - 1)) % STEPS;
      }
      if (own < 0) {
        y.spoil(outStep);
      }
      trial.run(side -> {
        Backend.Term[] list = new Backend.Term[terms];
        for (int k = 0; k < terms; k++) {
          double factor = side.number() == Side.MAGNITUDE ? Math.abs(factors[k]) : factors[k];
          Sequence source = (k == own || k % 2 == 1 ? y : x).on(side);
          list[k] = new Backend.Term(factor, source, k == own ? outStep : steps[k]);
        }
        side.backend()
            .combine(
                y.on(side),
                outStep,
                columns,
                side.phi(phi),
                phi == Activation.IDENTITY ? null : h.on(side),
                hStep,
                list);
      });
      trial.expect(y, outStep, 1, columns, terms);
      trial.expectRestUnchanged();
    }
  }

  private static void notANumber(Tested tested, long seed) {
    Backend backend = tested.backend();
    try (Sequence x = backend.sequence("x", 1, 2, 3)) {
      x.write(0, 1, 3, new float[] {Float.NaN, Float.POSITIVE_INFINITY, 1f});
      backend.combine(
          x,
          1,
          3,
          Activation.IDENTITY,
          null,
          0,
          new Backend.Term(1, x, 0),
          new Backend.Term(-1, x, 0));
      double[] expected = {Double.NaN, Double.NaN, 0};
      for (int k = 0; k < 3; k++) {
        if (!Tolerance.agree(x.get(1, 0, k), expected[k], 0)) {
          throw Trial.violation(
              "combine x - x of NaN, infinity and 1",
              "sample " + k,
              expected[k],
              x.get(1, 0, k),
              0,
              seed);
        }
      }
    }
  }
}
