package org.neuropil.train;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.compute.AdamStep;
import org.neuropil.compute.Backend;
import org.neuropil.compute.Metrics;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.compute.contract.Deviation;
import org.neuropil.network.BatchShape;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.network.Parameter;
import org.neuropil.task.BatchPlan;
import org.neuropil.task.Batches;
import org.neuropil.task.Sequences;

/**
 * What a few optimiser steps did, to be held against the same steps on another back end.
 *
 * @param losses mean loss of the batch of each step, before its update
 * @param start all weights before the first step, one array a parameter
 * @param end all weights after the last step
 */
public record TrainingTrace(double[] losses, List<float[]> start, List<float[]> end) {
  /**
   * Trains a fresh network from the weights of the seed, with Adam's defaults and samples in the
   * order of the seed: the steps that a training takes. What it makes belongs to the back end until
   * that is closed.
   *
   * @param steps optimiser steps; the samples start over where they end
   * @param batch samples of a step
   */
  public static TrainingTrace of(
      Backend backend,
      NetworkSpec spec,
      PlanKind plan,
      Sequences samples,
      int steps,
      int batch,
      long seed) {
    Network network =
        Networks.create(backend, spec, Networks.mask(spec, seed), plan, samples.steps(), batch);
    Networks.initialise(backend, network, seed);
    List<float[]> start = weights(network);
    BatchFeed feed = new BatchFeed(network, samples.target());
    Batches batches = new BatchPlan(batch, steps, true, false, seed).epoch(samples, 0);
    TrainSettings.Adam adam = TrainSettings.defaults(1, batch, seed).adam();
    double[] losses = new double[steps];
    try (Metrics metrics = backend.metrics("trace")) {
      for (int step = 0; step < steps; step++) {
        BatchShape shape = feed.load(batches, step);
        metrics.reset();
        AdamStep update = adam.step(step + 1L, step + 1L);
        backend.batch(() -> {
          network.forward(shape);
          network.backward(shape, metrics);
          for (Parameter parameter : network.parameters()) {
            parameter.update(backend, update);
          }
        });
        losses[step] = metrics.read().meanLoss();
      }
    }
    return new TrainingTrace(losses, start, weights(network));
  }

  private static List<float[]> weights(Network network) {
    List<float[]> weights = new ArrayList<>();
    for (Parameter parameter : network.parameters()) {
      weights.add(parameter.value().toArray());
    }
    return weights;
  }

  /**
   * The loss that is furthest from that of the control, as part of the latter.
   *
   * <p>Allowed are 1e-5 in fp32. Factors rounded to 11 significant bits (tf32) or 8 (bf16) change
   * such losses by up to 1.2e-5 and 6.5e-5, as measured by rounding the factors on the CPU
   * (networks of 96 nodes, sparse and dense, 20 steps, six seeds); as tensor cores may cut where
   * this rounded, 1e-4 and 3e-4 are allowed.
   */
  public Deviation loss(TrainingTrace control, Precision precision) {
    double largest = 0;
    for (int s = 0; s < losses.length; s++) {
      largest = larger(largest, Math.abs(losses[s] / control.losses[s] - 1));
    }
    return new Deviation(
        largest,
        switch (precision) {
          case FP32 -> 1e-5;
          case TF32 -> 1e-4;
          case BF16 -> 3e-4;
        });
  }

  /**
   * How far the weights are from those of the control after the last step: in fp32 the largest
   * difference of one weight, of which 5e-6 are allowed. Adam divides each gradient by its own
   * size: where rounding turns the sign of a small gradient, that weight goes the other way at full
   * speed, and the largest difference says nothing. Thus in tf32 and bf16 this is the Euclidean
   * distance of a parameter to that of the control, as part of the way that the control went, for
   * the parameter where it is largest. Measured as for the {@link #loss}, it came to 0.10 and 0.19;
   * 0.3 and 0.5 are allowed. A parameter that stays behind is 1 away.
   */
  public Deviation weights(TrainingTrace control, Precision precision) {
    return switch (precision) {
      case FP32 -> new Deviation(largestDifference(control), 5e-6);
      case TF32 -> new Deviation(distance(control), 0.3);
      case BF16 -> new Deviation(distance(control), 0.5);
    };
  }

  private double largestDifference(TrainingTrace control) {
    double largest = 0;
    for (int p = 0; p < end.size(); p++) {
      for (int e = 0; e < end.get(p).length; e++) {
        largest = larger(largest, Math.abs((double) end.get(p)[e] - control.end.get(p)[e]));
      }
    }
    return largest;
  }

  private double distance(TrainingTrace control) {
    double largest = 0;
    for (int p = 0; p < end.size(); p++) {
      double apart = 0;
      double way = 0;
      for (int e = 0; e < end.get(p).length; e++) {
        apart += Math.pow((double) end.get(p)[e] - control.end.get(p)[e], 2);
        way += Math.pow((double) control.end.get(p)[e] - control.start.get(p)[e], 2);
      }
      if (apart != 0) {
        largest = larger(largest, Math.sqrt(apart / way));
      }
    }
    return largest;
  }

  /** The larger of the two; infinite where one is NaN, which is no agreement. */
  private static double larger(double a, double b) {
    return Double.isNaN(b) ? Double.POSITIVE_INFINITY : Math.max(a, b);
  }
}
