package org.neuropil.cli.bench;

import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * Times the products of the hidden layer one by one, on random activations of which half are 0 and
 * on random errors.
 *
 * <p>Numbers stay of ordinary size however often the work is repeated: the way back starts from the
 * same errors each time, with weights that keep their size (uniform with variance 1 a row), and the
 * way forward adds to what is there, with weights a thousandth of that.
 *
 * @param plan the plan that was used
 * @param forward milliseconds of one product W h
 * @param backward milliseconds of one product W^T d
 * @param gradient milliseconds of the weight gradient over all steps
 * @param update milliseconds of Adam and what the plan does after it
 */
record ProductTimes(
    PlanKind plan, double forward, double backward, double gradient, double update) {
  private static final double SMALL = 1e-3;
  private static final long SEED = 1;

  static ProductTimes measure(
      Backend backend, SparsityPattern pattern, PlanKind kind, Batch batch, Effort effort) {
    int nodes = pattern.rows();
    int steps = batch.steps();
    int columns = batch.size();
    double limit = limit(pattern);
    Timer timer = new Timer(backend, effort);
    try (Buffer w = backend.buffer("w", pattern.nonzeros());
        Buffer g = backend.buffer("g", pattern.nonzeros());
        Buffer m = backend.buffer("m", pattern.nonzeros());
        Buffer v = backend.buffer("v", pattern.nonzeros());
        Sequence h = backend.sequence("h", nodes, steps, columns);
        Sequence d = backend.sequence("d", nodes, steps, columns);
        HiddenProduct product = backend.product("W", pattern, kind, steps, columns)) {
      fill(h, d, columns);
      weights(backend, product, w, limit);
      double backward =
          timer.millis(() ->
              backend.batch(() -> {
                for (int t = steps - 1; t > 0; t--) {
                  product.backward(d, t, d, t - 1, Activation.RELU, h, t - 1, columns);
                }
              }));
      double gradient = timer.millis(() -> product.gradient(d, 1, h, 0, steps - 1, columns, g));
      weights(backend, product, w, SMALL * limit);
      double forward =
          timer.millis(() ->
              backend.batch(() -> {
                for (int t = 1; t < steps; t++) {
                  product.forward(h, t - 1, h, t, true, Activation.RELU, columns);
                }
              }));
      // A tiny rate: the weights hardly move, so that every repeat does the same work.
      AdamStep adam = new AdamStep(10, 1e-9, 0.9, 0.999, 1e-8);
      double update =
          timer.millis(() -> {
            product.adam(w, g, m, v, adam, null);
            product.update(w);
          });
      return new ProductTimes(
          product.plan(), forward / (steps - 1), backward / (steps - 1), gradient, update);
    }
  }

  /** Weights uniform on (-limit, limit) have a summed variance of 1 a row. */
  static double limit(SparsityPattern pattern) {
    return Math.sqrt(3.0 * pattern.rows() / Math.max(1, pattern.nonzeros()));
  }

  private static void weights(Backend backend, HiddenProduct product, Buffer w, double limit) {
    backend.fillSymmetric(w, (float) limit, SEED, Philox.Purpose.TEST, 0);
    product.update(w);
  }

  private static void fill(Sequence h, Sequence d, int columns) {
    Philox random = new Philox(SEED, Philox.Purpose.TEST, 1);
    float[] errors = new float[h.nodes() * columns];
    float[] outputs = new float[errors.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = random.nextSymmetric(1f);
      outputs[i] = Math.max(0f, random.nextSymmetric(1f));
    }
    for (int t = 0; t < h.steps(); t++) {
      h.write(t, 1, columns, outputs);
      d.write(t, 1, columns, errors);
    }
  }
}
