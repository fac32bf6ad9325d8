package org.neuropil.cli.bench;

import java.util.Objects;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.network.BatchShape;
import org.neuropil.network.DaleSpec;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.network.Parameter;

/**
 * Times whole training steps of the recurrent network on one random batch that lies on the device:
 * forward, loss, backward, update of every parameter.
 *
 * @param batch milliseconds of a step as training asks for it
 * @param loose milliseconds of the same call by call; NaN on a back end without graphs
 */
record BatchTimes(double batch, double loose) {
  private static final long SEED = 1;

  /** The network that is timed. */
  static NetworkSpec spec(int nodes, double density) {
    return NetworkSpec.classifier(
        NetworkSpec.Cell.RNN,
        Batch.INPUTS,
        nodes,
        Batch.CLASSES,
        density,
        Activation.RELU,
        NetworkSpec.DEFAULT_WEIGHT_LIMIT,
        DaleSpec.off());
  }

  static BatchTimes measure(
      Backend backend,
      SparsityPattern pattern,
      double density,
      PlanKind plan,
      Batch batch,
      Effort effort) {
    Network network =
        Networks.create(
            backend, spec(pattern.rows(), density), pattern, plan, batch.steps(), batch.size());
    initialise(backend, network);
    fill(network, batch);
    BatchShape shape = BatchShape.of(batch.size(), batch.steps());
    // A tiny rate: the weights hardly move, so that every repeat does the same work.
    AdamStep adam = new AdamStep(10, 1e-9, 0.9, 0.999, 1e-8);
    Timer timer = new Timer(backend, effort);
    try (Metrics metrics = backend.metrics("bench")) {
      Runnable step =
          () -> {
            network.forward(shape);
            network.backward(shape, metrics);
            for (Parameter parameter : network.parameters()) {
              parameter.update(backend, adam);
            }
          };
      double whole = timer.millis(() -> backend.batch(step));
      boolean graphs = !backend.info().name().equals("cpu");
      return new BatchTimes(whole, graphs ? timer.millis(step) : Double.NaN);
    }
  }

  /** On the device: nothing is drawn on the host, where hundreds of millions would take long. */
  private static void initialise(Backend backend, Network network) {
    int index = 0;
    for (Parameter parameter : network.parameters()) {
      double limit =
          parameter == network.hiddenToHidden()
              ? ProductTimes.limit(network.pattern())
              : 1 / Math.sqrt(network.spec().hidden());
      backend.fillSymmetric(parameter.value(), (float) limit, SEED, Philox.Purpose.TEST, index++);
      parameter.valuesChanged();
    }
  }

  /** Four fifths of the inputs are blank, as in images of digits. */
  private static void fill(Network network, Batch batch) {
    Philox random = new Philox(SEED, Philox.Purpose.TEST, 0);
    float[] x = new float[batch.steps() * Batch.INPUTS * batch.size()];
    for (int i = 0; i < x.length; i++) {
      float value = random.nextFloat();
      x[i] = random.nextInt(5) == 0 ? value : 0f;
    }
    int[] labels = new int[batch.size()];
    for (int k = 0; k < labels.length; k++) {
      labels[k] = random.nextInt(Batch.CLASSES);
    }
    network.inputs().write(0, batch.steps(), batch.size(), x);
    Objects.requireNonNull(network.labels()).write(labels, 1, batch.size());
  }
}
