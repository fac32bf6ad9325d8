package org.neuropil.train;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.neuropil.compute.Activation;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.Backends;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.network.BatchShape;
import org.neuropil.network.DaleSpec;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.network.Parameter;

/**
 * Times one training step of the recurrent network and its parts, on random inputs of MNIST's
 * shape: forward, backward, update.
 *
 * <p>Usage: {@code StepBench [hidden=2000] [density=0.1] [batch=100] [steps=28] [inputs=28]
 * [threads=0] [repeats=15] [plan=auto] [backend=cpu] [gain=1]}
 *
 * <p>The gain is the root of the mean summed square of a node's incoming weights: about 1 within
 * the first batches of a training. 0 gives the initial weights of the paper, whose gradients die
 * out within a few steps.
 */
public final class StepBench {
  /**
   * Median times in milliseconds.
   *
   * @param plan the plan that was used
   * @param nonzeros hidden-to-hidden connections
   * @param bytes memory of weights, gradients, moments, pattern and plan
   * @param forward the forward pass
   * @param backward loss and all gradients
   * @param update Adam on every parameter
   * @param step the whole step
   */
  public record Timing(
      PlanKind plan,
      long nonzeros,
      long bytes,
      double forward,
      double backward,
      double update,
      double step) {}

  private StepBench() {}

  /** Prints one line. */
  public static void main(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      options.put(parts[0], parts[1]);
    }
    int hidden = Integer.parseInt(options.getOrDefault("hidden", "2000"));
    double density = Double.parseDouble(options.getOrDefault("density", "0.1"));
    int batch = Integer.parseInt(options.getOrDefault("batch", "100"));
    int steps = Integer.parseInt(options.getOrDefault("steps", "28"));
    int inputs = Integer.parseInt(options.getOrDefault("inputs", "28"));
    int threads = Integer.parseInt(options.getOrDefault("threads", "0"));
    int repeats = Integer.parseInt(options.getOrDefault("repeats", "15"));
    PlanKind plan = PlanKind.valueOf(options.getOrDefault("plan", "auto").toUpperCase(Locale.ROOT));
    try (Backend backend =
        Backends.open(
            options.getOrDefault("backend", "cpu"),
            new BackendOptions(threads, Precision.FP32, 0))) {
      Timing t =
          time(
              backend,
              hidden,
              density,
              batch,
              steps,
              inputs,
              plan,
              repeats,
              Double.parseDouble(options.getOrDefault("gain", "1")));
      double flops = 6.0 * t.nonzeros * batch * (steps - 1);
      System.out.printf(
          Locale.ROOT,
          "N=%d p=%.3g B=%d T=%d plan=%s nnz=%d forward=%.2f backward=%.2f update=%.2f step=%.2f ms parameters=%.0f MB (%.1f GFLOP/s of hidden products) on %s%n",
          hidden,
          density,
          batch,
          steps,
          t.plan,
          t.nonzeros,
          t.forward,
          t.backward,
          t.update,
          t.step,
          t.bytes / 1e6,
          flops / t.step / 1e6,
          backend.info().device());
    }
  }

  /** Times {@code repeats} steps after a warm-up. */
  public static Timing time(
      Backend backend,
      int hidden,
      double density,
      int batch,
      int steps,
      int inputs,
      PlanKind plan,
      int repeats,
      double gain) {
    NetworkSpec spec =
        NetworkSpec.classifier(
            NetworkSpec.Cell.RNN,
            inputs,
            hidden,
            10,
            density,
            Activation.RELU,
            gain > 0 ? gain * Math.sqrt(3 / (density * hidden)) : NetworkSpec.DEFAULT_WEIGHT_LIMIT,
            DaleSpec.off());
    SparsityPattern pattern = Networks.mask(spec, 1);
    Network network = Networks.create(backend, spec, pattern, plan, steps, batch);
    Networks.initialise(backend, network, 1);
    Philox random = new Philox(1, Philox.Purpose.TEST, 0);
    float[] x = new float[steps * inputs * batch];
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.max(0f, random.nextSymmetric(1f));
    }
    int[] labels = new int[batch];
    for (int k = 0; k < batch; k++) {
      labels[k] = random.nextInt(10);
    }
    network.inputs().write(0, steps, batch, x);
    Objects.requireNonNull(network.labels()).write(labels, 1, batch);
    Metrics metrics = backend.metrics("bench");
    double[][] times = new double[4][repeats];
    int warmUp = Math.max(3, repeats / 2);
    for (int r = -warmUp; r < repeats; r++) {
      long t0 = System.nanoTime();
      network.forward(BatchShape.of(batch, network.steps()));
      backend.synchronize();
      long t1 = System.nanoTime();
      network.backward(BatchShape.of(batch, network.steps()), metrics);
      backend.synchronize();
      long t2 = System.nanoTime();
      // A tiny rate: the weights hardly move, so that every repeat does the same work.
      AdamStep adam = new AdamStep(r + warmUp + 1L, 1e-9, 0.9, 0.999, 1e-8);
      for (Parameter parameter : network.parameters()) {
        parameter.update(backend, adam);
      }
      backend.synchronize();
      long t3 = System.nanoTime();
      if (r >= 0) {
        times[0][r] = (t1 - t0) / 1e6;
        times[1][r] = (t2 - t1) / 1e6;
        times[2][r] = (t3 - t2) / 1e6;
        times[3][r] = (t3 - t0) / 1e6;
      }
    }
    for (double[] t : times) {
      Arrays.sort(t);
    }
    int m = repeats / 2;
    var product = network.hiddenToHidden().product();
    return new Timing(
        product == null ? PlanKind.AUTO : product.plan(),
        pattern.nonzeros(),
        bytes(network),
        times[0][m],
        times[1][m],
        times[2][m],
        times[3][m]);
  }

  private static long bytes(Network network) {
    long bytes = 0;
    for (Parameter parameter : network.parameters()) {
      bytes += 16L * parameter.value().size();
    }
    SparsityPattern pattern = network.pattern();
    bytes += 4L * (pattern.rows() + 1) + (pattern.isFull() ? 0 : 4L * pattern.nonzeros());
    var product = network.hiddenToHidden().product();
    return bytes + (product == null ? 0 : product.planBytes());
  }
}
