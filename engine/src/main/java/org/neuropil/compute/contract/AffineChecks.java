package org.neuropil.compute.contract;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Buffer;
import org.neuropil.matrix.Philox;

/** The dense products with their biases, and sums over samples. */
final class AffineChecks {
  /** Number of steps in the sequences of each trial. */
  private static final int STEPS = 5;

  private record Sizes(int out, int in, int batch, int columns, int count) {
    String describe(String operation) {
      return operation
          + " "
          + out
          + " x "
          + in
          + ", batch "
          + batch
          + ", columns "
          + columns
          + ", count "
          + count;
    }
  }

  @FunctionalInterface
  private interface Body {
    void run(Sizes sizes, Tested tested, long seed);
  }

  private AffineChecks() {}

  static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    add(checks, "affine", AffineChecks::affine);
    add(checks, "affineGradient", AffineChecks::affineGradient);
    add(checks, "affineBackward", AffineChecks::affineBackward);
    add(checks, "affineBackwardSteps", AffineChecks::affineBackwardSteps);
    add(checks, "biasGradient", AffineChecks::biasGradient);
    add(checks, "fillBias", AffineChecks::fillBias);
    return checks;
  }

  private static void add(List<Check> checks, String operation, Body body) {
    int[] outs = ProductChecks.NODES;
    int[] ins = {28, 1, 33, 10, 2, 257, 5, 17, 3, 64, 100, 31};
    for (int k = 0; k < outs.length; k++) {
      int index = k;
      checks.add(
          new Check(
              operation,
              outs[k] + " x " + ins[k],
              (tested, seed) -> {
                Philox random = Trial.random(seed, operation + index);
                for (int j = 0; j < 4; j++) {
                  int batch = ProductChecks.BATCHES[(index + 2 * j) % ProductChecks.BATCHES.length];
                  int columns = j % 2 == 0 ? batch : 1 + random.nextInt(batch);
                  body.run(
                      new Sizes(outs[index], ins[index], batch, columns, (index + j) % 4),
                      tested,
                      seed);
                }
              }));
    }
  }

  private static void affine(Sizes z, Tested tested, long seed) {
    for (int biases = 0; biases <= 2; biases++) {
      try (Trial trial = new Trial(tested, seed, z.describe("affine") + ", biases " + biases)) {
        Vec w = trial.vector("w", z.out * z.in);
        Vec[] bias = biases(trial, biases, z.out);
        Seq x = trial.sequence("x", z.in, STEPS, z.batch, z.columns);
        Seq y = trial.sequence("y", z.out, STEPS, z.batch, z.columns);
        int from = trial.random.nextInt(STEPS - z.count + 1);
        int to = trial.random.nextInt(STEPS - z.count + 1);
        for (int s = 0; s < z.count; s++) {
          y.spoil(to + s);
        }
        trial.run(side ->
            side.backend()
                .affine(
                    w.on(side),
                    x.on(side),
                    from,
                    y.on(side),
                    to,
                    z.count,
                    z.columns,
                    on(side, bias)));
        trial.expect(y, to, z.count, z.columns, z.in + biases);
        trial.expectRestUnchanged();
      }
    }
  }

  private static void affineGradient(Sizes z, Tested tested, long seed) {
    try (Trial trial = new Trial(tested, seed, z.describe("affineGradient"))) {
      Seq d = trial.sequence("d", z.out, STEPS, z.batch, z.columns);
      Seq x = trial.sequence("x", z.in, STEPS, z.batch, z.columns);
      Vec g = trial.spoiled("gw", z.out * z.in);
      int dStep = trial.random.nextInt(STEPS - z.count + 1);
      int xStep = trial.random.nextInt(STEPS - z.count + 1);
      trial.run(side ->
          side.backend()
              .affineGradient(
                  d.on(side), dStep, x.on(side), xStep, z.count, z.columns, g.on(side)));
      trial.expect(g, (double) z.count * z.columns);
      trial.expectRestUnchanged();
    }
  }

  /** From {@code out} nodes of d back to {@code in} nodes, for every activation. */
  private static void affineBackward(Sizes z, Tested tested, long seed) {
    for (Activation phi : Activation.values()) {
      try (Trial trial = new Trial(tested, seed, z.describe("affineBackward") + ", " + phi)) {
        Vec w = trial.vector("w", z.out * z.in);
        Seq d = trial.sequence("d", z.out, STEPS, z.batch, z.columns);
        Seq h = trial.sequence("h", z.in, STEPS, z.batch, z.columns);
        Seq out = trial.sequence("out", z.in, STEPS, z.batch, z.columns);
        int dStep = trial.random.nextInt(STEPS);
        int outStep = trial.random.nextInt(STEPS);
        int hStep = trial.random.nextInt(STEPS);
        out.spoil(outStep);
        trial.run(side ->
            side.backend()
                .affineBackward(
                    w.on(side),
                    d.on(side),
                    dStep,
                    out.on(side),
                    outStep,
                    side.phi(phi),
                    h.on(side),
                    hStep,
                    z.columns));
        trial.expect(out, outStep, 1, z.columns, z.out);
        trial.expectRestUnchanged();
      }
    }
  }

  /** From {@code out} nodes of d back to {@code in} nodes, at several steps. */
  private static void affineBackwardSteps(Sizes z, Tested tested, long seed) {
    try (Trial trial = new Trial(tested, seed, z.describe("affineBackwardSteps"))) {
      Vec w = trial.vector("w", z.out * z.in);
      Seq d = trial.sequence("d", z.out, STEPS, z.batch, z.columns);
      Seq out = trial.sequence("out", z.in, STEPS, z.batch, z.columns);
      int from = trial.random.nextInt(STEPS - z.count + 1);
      int to = trial.random.nextInt(STEPS - z.count + 1);
      for (int s = 0; s < z.count; s++) {
        out.spoil(to + s);
      }
      trial.run(side ->
          side.backend()
              .affineBackward(w.on(side), d.on(side), from, out.on(side), to, z.count, z.columns));
      trial.expect(out, to, z.count, z.columns, z.out);
      trial.expectRestUnchanged();
    }
  }

  private static void biasGradient(Sizes z, Tested tested, long seed) {
    try (Trial trial = new Trial(tested, seed, z.describe("biasGradient"))) {
      Seq d = trial.sequence("d", z.out, STEPS, z.batch, z.columns);
      Vec g = trial.spoiled("g", z.out);
      int dStep = trial.random.nextInt(STEPS - z.count + 1);
      trial.run(
          side -> side.backend().biasGradient(d.on(side), dStep, z.count, z.columns, g.on(side)));
      trial.expect(g, (double) z.count * z.columns);
      trial.expectRestUnchanged();
    }
  }

  private static void fillBias(Sizes z, Tested tested, long seed) {
    for (int biases = 0; biases <= 2; biases++) {
      try (Trial trial = new Trial(tested, seed, z.describe("fillBias") + ", biases " + biases)) {
        Vec[] bias = biases(trial, biases, z.out);
        Seq y = trial.sequence("y", z.out, STEPS, z.batch, z.columns);
        int step = trial.random.nextInt(STEPS);
        y.spoil(step);
        trial.run(side -> side.backend().fillBias(y.on(side), step, z.columns, on(side, bias)));
        trial.expect(y, step, 1, z.columns, biases);
        trial.expectRestUnchanged();
      }
    }
  }

  private static Vec[] biases(Trial trial, int count, int size) {
    Vec[] biases = new Vec[count];
    for (int k = 0; k < count; k++) {
      biases[k] = trial.vector("bias " + k, size);
    }
    return biases;
  }

  private static Buffer[] on(Side side, Vec[] vectors) {
    Buffer[] buffers = new Buffer[vectors.length];
    for (int k = 0; k < buffers.length; k++) {
      buffers[k] = vectors[k].on(side);
    }
    return buffers;
  }
}
