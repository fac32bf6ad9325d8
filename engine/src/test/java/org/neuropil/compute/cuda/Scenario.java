package org.neuropil.compute.cuda;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Buffer;
import org.neuropil.compute.HiddenProduct;
import org.neuropil.compute.Indices;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Sequence;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;

/**
 * Some training steps of a small network, which touch every operation of the contract, with two
 * sizes of batches by turns: a graph of each can be made and replayed.
 */
final class Scenario {
  private static final int NODES = 70;
  private static final int INPUTS = 6;
  private static final int CLASSES = 4;
  private static final int TOKENS = 5;
  private static final int STEPS = 3;
  private static final int BATCH = 40;

  private Scenario() {}

  /** Everything a host can see afterwards, flattened. */
  static double[] run(CudaBackend backend, PlanKind kind, double density) {
    SparsityPattern pattern = SparsityPattern.bernoulli(NODES, NODES, density, 5, 0);
    int nnz = pattern.nonzeros();
    List<Buffer> w = parameter(backend, "w", nnz, Philox.Purpose.RECURRENT_WEIGHTS);
    List<Buffer> u = parameter(backend, "u", NODES * INPUTS, Philox.Purpose.INPUT_WEIGHTS);
    List<Buffer> b = parameter(backend, "b", NODES, Philox.Purpose.HIDDEN_BIAS);
    List<Buffer> v = parameter(backend, "v", CLASSES * NODES, Philox.Purpose.READOUT);
    List<Buffer> c = parameter(backend, "c", CLASSES, Philox.Purpose.READOUT);
    Buffer signs = backend.buffer("signs", NODES);
    float[] signValues = new float[NODES];
    for (int j = 0; j < NODES; j++) {
      signValues[j] = j % 5 == 0 ? -1 : 1;
    }
    signs.write(signValues);
    Sequence x = backend.sequence("x", INPUTS, STEPS, BATCH);
    Sequence h = backend.sequence("h", NODES, STEPS + 1, BATCH);
    Sequence d = backend.sequence("d", NODES, STEPS, BATCH);
    Sequence z = backend.sequence("z", CLASSES, 1, BATCH);
    Sequence dz = backend.sequence("dz", CLASSES, 1, BATCH);
    Indices labels = backend.indices("labels", 1, BATCH);
    Metrics metrics = backend.metrics("metrics");
    List<Buffer> table = parameter(backend, "table", TOKENS * INPUTS, Philox.Purpose.TEST);
    Indices tokens = backend.indices("tokens", STEPS, BATCH);
    HiddenProduct product = backend.product("W", pattern, kind, STEPS, BATCH);
    product.update(w.get(0));
    Activation phi = Activation.TANH;
    for (int step = 1; step <= 6; step++) {
      int columns = step % 2 == 1 ? BATCH : BATCH - 7;
      Philox random = new Philox(step, Philox.Purpose.TEST, 0);
      float[] input = new float[STEPS * INPUTS * columns];
      for (int e = 0; e < input.length; e++) {
        input[e] = random.nextSymmetric(1);
      }
      int[] classes = new int[columns];
      for (int k = 0; k < columns; k++) {
        classes[k] = random.nextInt(CLASSES);
      }
      x.write(0, STEPS, columns, input);
      labels.write(classes, 1, columns);
      AdamStep adam = new AdamStep(step, 1e-3, 0.9, 0.999, 1e-8);
      backend.batch(() -> {
        backend.affine(u.get(0), x, 0, h, 1, STEPS, columns, b.get(0), b.get(0));
        backend.activate(h, 1, phi, columns);
        for (int t = 2; t <= STEPS; t++) {
          product.forward(h, t - 1, h, t, true, phi, columns);
        }
        backend.dropNodes(h, STEPS, columns, 0.1, 3, 1000L);
        backend.affine(v.get(0), h, STEPS, z, 0, 1, columns, c.get(0));
        backend.softmaxCrossEntropy(z, 1, labels, columns, 1.0 / columns, false, dz, metrics);
        backend.affineGradient(dz, 0, h, STEPS, 1, columns, v.get(1));
        backend.biasGradient(dz, 0, 1, columns, c.get(1));
        backend.affineBackward(v.get(0), dz, 0, d, STEPS - 1, phi, h, STEPS, columns);
        for (int t = STEPS - 1; t >= 1; t--) {
          product.backward(d, t, d, t - 1, phi, h, t, columns);
        }
        product.gradient(d, 1, h, 1, STEPS - 1, columns, w.get(1));
        backend.affineGradient(d, 0, x, 0, STEPS, columns, u.get(1));
        backend.biasGradient(d, 0, STEPS, columns, b.get(1));
        product.adam(w.get(0), w.get(1), w.get(2), w.get(3), adam, signs);
        for (List<Buffer> p : List.of(u, b, v, c)) {
          backend.adam(p.get(0), p.get(1), p.get(2), p.get(3), adam);
        }
        product.update(w.get(0));
      });
      int[] numbers = new int[STEPS * columns];
      for (int e = 0; e < numbers.length; e++) {
        numbers[e] = random.nextInt(TOKENS);
      }
      tokens.write(numbers, STEPS, columns);
      long noise = 400L * step;
      backend.batch(() -> embedding(backend, columns, table, tokens, x, u.get(0), metrics, noise));
      AdamStep clipped = new AdamStep(step, 1e-3, 0.9, 0.999, 1e-8, 0.01, true);
      backend.adam(table.get(0), table.get(1), table.get(2), table.get(3), clipped);
      backend.clamp(table.get(0), -0.15f, 0.15f);
    }
    return outcome(backend, List.of(w, u, b, v, c, table), h, metrics);
  }

  /** Tokens in, a loss at every step out; the operations of further cells in between. */
  private static void embedding(
      CudaBackend backend,
      int columns,
      List<Buffer> table,
      Indices tokens,
      Sequence x,
      Buffer u,
      Metrics metrics,
      long noise) {
    try (Sequence y = backend.sequence("y", NODES, STEPS, BATCH);
        Sequence dy = backend.sequence("dy", NODES, STEPS, BATCH);
        Sequence dx = backend.sequence("dx", INPUTS, STEPS, BATCH);
        Sequence dz = backend.sequence("dz", INPUTS, STEPS, BATCH)) {
      backend.embed(table.get(0), tokens, x, STEPS, columns);
      backend.addNoise(x, 1, STEPS - 1, columns, 0.05, 3, noise);
      backend.activate(x, 0, Activation.SOFTPLUS, columns);
      backend.affine(u, x, 0, y, 0, STEPS, columns);
      backend.softmaxCrossEntropy(y, STEPS, tokens, columns, 0.1, true, dy, metrics);
      backend.affineBackward(u, dy, 0, dx, 0, STEPS, columns);
      Backend.Term[] terms = {new Backend.Term(0.5, dx, 0), new Backend.Term(-2, dx, 1)};
      backend.combine(dx, 0, columns, Activation.SOFTPLUS, x, 0, terms);
      backend.squaredError(x, STEPS, true, dx, null, columns, 0.01, dz, metrics);
      backend.combine(dx, 2, columns, Activation.IDENTITY, null, 0, new Backend.Term(3, dz, 2));
      backend.embedGradient(tokens, dx, STEPS, columns, table.get(1));
    }
  }

  private static List<Buffer> parameter(
      CudaBackend backend, String name, int size, Philox.Purpose purpose) {
    List<Buffer> buffers = new ArrayList<>();
    for (String role : List.of("", " gradient", " m", " v")) {
      buffers.add(backend.buffer(name + role, size));
    }
    backend.fillSymmetric(buffers.get(0), 0.2f, 17, purpose, 0);
    return buffers;
  }

  private static double[] outcome(
      CudaBackend backend, List<List<Buffer>> parameters, Sequence h, Metrics metrics) {
    List<Double> values = new ArrayList<>();
    for (List<Buffer> p : parameters) {
      // Gradients are compared, not the moments: they say the same.
      for (Buffer buffer : p.subList(0, 2)) {
        for (float value : buffer.toArray()) {
          values.add((double) value);
        }
      }
    }
    Buffer weights = parameters.get(0).get(0);
    values.add(backend.meanAbs(weights));
    values.add((double) backend.countNonFinite(weights));
    float[] last = new float[NODES * (BATCH - 7)];
    h.read(STEPS, BATCH - 7, last);
    for (float value : last) {
      values.add((double) value);
    }
    Metrics.Totals totals = metrics.read();
    values.add((double) totals.samples());
    values.add((double) totals.correct());
    values.add(totals.lossSum());
    values.add((double) totals.nanCount());
    backend.synchronize();
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
