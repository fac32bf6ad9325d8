package org.neuropil.compute.contract;

import java.util.List;
import org.neuropil.compute.Conductances.Membrane;
import org.neuropil.compute.Conductances.Slice;
import org.neuropil.matrix.Philox;

/** The state steps of liquid time-constant networks and the map of their inputs. */
final class MembraneChecks {
  private MembraneChecks() {}

  @FunctionalInterface
  private interface Body {
    void run(Trial trial, int nodes, int batch, int columns, boolean option);
  }

  static List<Check> all() {
    return List.of(
        check("membraneStep", MembraneChecks::step),
        check("membraneStepBackward", MembraneChecks::stepBackward),
        check("scaleNodes", MembraneChecks::scale),
        check("scaleNodesGradient", MembraneChecks::scaleGradient));
  }

  private static Check check(String category, Body body) {
    return new Check(
        category,
        "ragged sizes",
        (tested, seed) -> {
          Philox random = Trial.random(seed, category);
          for (int k = 0; k < ProductChecks.NODES.length; k++) {
            int nodes = ProductChecks.NODES[k];
            int batch = ProductChecks.BATCHES[k % ProductChecks.BATCHES.length];
            int columns = k % 3 == 0 ? batch : 1 + random.nextInt(batch);
            boolean option = k % 2 == 0;
            String what =
                category
                    + " "
                    + nodes
                    + " nodes, batch "
                    + batch
                    + ", columns "
                    + columns
                    + ", option "
                    + option;
            try (Trial trial = new Trial(tested, seed, what)) {
              body.run(trial, nodes, batch, columns, option);
              trial.expectRestUnchanged();
            }
          }
        });
  }

  /** Values from 0.1 to 1.1, for conductances and capacities. */
  private static float[] positive(Trial trial, int count) {
    float[] values = trial.numbers(count);
    for (int i = 0; i < count; i++) {
      values[i] = 0.1f + Math.abs(values[i]);
    }
    return values;
  }

  private static Seq conductances(Trial trial, String name, int nodes, int batch, int columns) {
    Seq sequence = trial.sequence(name, nodes, 2, batch, columns);
    sequence.write(0, 2, columns, positive(trial, 2 * nodes * columns));
    return sequence;
  }

  private static Membrane on(Side side, List<Vec> vectors) {
    return new Membrane(vectors.get(0).on(side), vectors.get(1).on(side), vectors.get(2).on(side));
  }

  private static List<Vec> membrane(Trial trial, int nodes) {
    return List.of(
        trial.vector("cm", positive(trial, nodes)),
        trial.vector("gl", positive(trial, nodes)),
        trial.vector("vl", nodes));
  }

  private static void step(Trial trial, int nodes, int batch, int columns, boolean sameSequence) {
    List<Vec> membrane = membrane(trial, nodes);
    Seq v = trial.sequence("v", nodes, 3, batch, columns);
    Seq next = sameSequence ? v : trial.sequence("next", nodes, 3, batch, columns);
    Seq num = trial.sequence("num", nodes, 2, batch, columns);
    Seq inNum = trial.sequence("inNum", nodes, 2, batch, columns);
    Seq den = conductances(trial, "den", nodes, batch, columns);
    Seq inDen = conductances(trial, "inDen", nodes, batch, columns);
    next.spoil(2);
    trial.run(side -> {
      if (side.number() != Side.MAGNITUDE) {
        side.backend()
            .conductances()
            .step(
                on(side, membrane),
                new Slice(next.on(side), 2),
                new Slice(v.on(side), 1),
                new Slice(num.on(side), 1),
                new Slice(den.on(side), 0),
                new Slice(inNum.on(side), 0),
                new Slice(inDen.on(side), 1),
                columns);
        return;
      }
      double[][] bounds = new double[nodes][columns];
      for (int j = 0; j < nodes; j++) {
        double cm = membrane.get(0).control(j);
        double gl = membrane.get(1).control(j);
        for (int k = 0; k < columns; k++) {
          double below = cm + gl + den.control(0, j, k) + inDen.control(1, j, k);
          bounds[j][k] =
              (cm * Math.abs(v.control(1, j, k))
                      + gl * Math.abs(membrane.get(2).control(j))
                      + Math.abs(num.control(1, j, k))
                      + Math.abs(inNum.control(0, j, k)))
                  / below;
        }
      }
      next.bound(2, columns, bounds);
    });
    trial.expect(next, 2, 1, columns, 8);
  }

  private static void stepBackward(
      Trial trial, int nodes, int batch, int columns, boolean accumulate) {
    List<Vec> membrane = membrane(trial, nodes);
    List<Vec> gradients =
        List.of(
            trial.vector("gCapacitance", nodes),
            trial.vector("gLeak", nodes),
            trial.vector("gRest", nodes));
    Seq v = trial.sequence("v", nodes, 3, batch, columns);
    Seq dNext = trial.sequence("dNext", nodes, 2, batch, columns);
    Seq den = conductances(trial, "den", nodes, batch, columns);
    Seq inDen = conductances(trial, "inDen", nodes, batch, columns);
    Seq dv = trial.sequence("dv", nodes, 2, batch, columns);
    Seq dNum = trial.sequence("dNum", nodes, 2, batch, columns).spoil(0);
    Seq dDen = trial.sequence("dDen", nodes, 2, batch, columns).spoil(1);
    if (!accumulate) {
      dv.spoil(1);
    }
    trial.run(side -> {
      if (side.number() != Side.MAGNITUDE) {
        side.backend()
            .conductances()
            .stepBackward(
                on(side, membrane),
                new Slice(dNext.on(side), 1),
                new Slice(v.on(side), 2),
                new Slice(v.on(side), 1),
                new Slice(den.on(side), 0),
                new Slice(inDen.on(side), 1),
                new Slice(dv.on(side), 1),
                accumulate,
                new Slice(dNum.on(side), 0),
                new Slice(dDen.on(side), 1),
                columns,
                on(side, gradients));
        return;
      }
      double[][] nums = new double[nodes][columns];
      double[][] dens = new double[nodes][columns];
      double[][] states = new double[nodes][columns];
      double[][] sums = new double[3][nodes];
      for (int j = 0; j < nodes; j++) {
        double cm = membrane.get(0).control(j);
        double gl = membrane.get(1).control(j);
        for (int g = 0; g < 3; g++) {
          sums[g][j] = gradients.get(g).magnitude(j);
        }
        for (int k = 0; k < columns; k++) {
          double below = cm + gl + den.control(0, j, k) + inDen.control(1, j, k);
          double q = Math.abs(dNext.control(1, j, k)) / below;
          double after = Math.abs(v.control(2, j, k));
          nums[j][k] = q;
          dens[j][k] = q * after;
          states[j][k] = (accumulate ? dv.magnitude(1, j, k) : 0) + cm * q;
          sums[0][j] += q * (Math.abs(v.control(1, j, k)) + after);
          sums[1][j] += q * (Math.abs(membrane.get(2).control(j)) + after);
          sums[2][j] += q * gl;
        }
      }
      dNum.bound(0, columns, nums);
      dDen.bound(1, columns, dens);
      dv.bound(1, columns, states);
      for (int g = 0; g < 3; g++) {
        gradients.get(g).bound(sums[g]);
      }
    });
    trial.expect(dNum, 0, 1, columns, 8);
    trial.expect(dDen, 1, 1, columns, 8);
    trial.expect(dv, 1, 1, columns, 8);
    gradients.forEach(g -> trial.expect(g, columns + 8.0));
  }

  private static void scale(Trial trial, int nodes, int batch, int columns, boolean shifted) {
    Vec factor = trial.vector("factor", nodes);
    Vec shift = trial.vector("shift", nodes);
    Seq x = trial.sequence("x", nodes, 4, batch, columns);
    // Without a summand in place, as gradients pass.
    Seq y = shifted ? trial.sequence("y", nodes, 3, batch, columns) : x;
    if (shifted) {
      y.spoil(1).spoil(2);
    }
    int from = shifted ? 2 : 1;
    trial.run(side ->
        side.backend()
            .conductances()
            .scale(
                factor.on(side),
                shifted ? shift.on(side) : null,
                x.on(side),
                from,
                y.on(side),
                1,
                2,
                columns));
    trial.expect(y, 1, 2, columns, 2);
  }

  private static void scaleGradient(
      Trial trial, int nodes, int batch, int columns, boolean several) {
    Seq d = trial.sequence("d", nodes, 4, batch, columns);
    Seq x = trial.sequence("x", nodes, 5, batch, columns);
    Vec g = trial.spoiled("g", nodes);
    int count = several ? 3 : 1;
    trial.run(side ->
        side.backend()
            .conductances()
            .scaleGradient(d.on(side), 1, x.on(side), 2, count, columns, g.on(side)));
    trial.expect(g, (double) count * columns);
  }
}
