package org.neuropil.cli.sweep.measure;

import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.engine.RunNetwork;
import org.neuropil.train.Evaluation;

/**
 * Accuracy on the test set where a share of the hidden outputs is silenced, freshly for every node
 * and sample and without rescaling (Fruengel and Oberlaender 2025, Fig. 5D-E). The noise comes from
 * the run's seed and has the same numbers for every share, so that curves are smooth.
 */
final class NoiseMeasure implements Measure {
  private static final int SHARES = 10;

  @Override
  public String name() {
    return "noise";
  }

  @Override
  public String description() {
    return "accuracy with 0, 10 .. 90 % of the hidden outputs silenced";
  }

  @Override
  public long heapBytes(ResolvedConfig config, MeasureSpec spec) {
    return RunNetwork.fileBytes(config);
  }

  @Override
  public void measure(MeasureContext context) {
    double[] dropped = new double[SHARES];
    double[] accuracy = new double[SHARES];
    try (RunNetwork network = RunNetwork.trained(context.config(), context.weights())) {
      for (int k = 0; k < SHARES; k++) {
        dropped[k] = k / (double) SHARES;
        Evaluation evaluation = network.evaluate(dropped[k], context.config().seed());
        accuracy[k] = evaluation.accuracy();
        context.put("accuracy_" + 10 * k, accuracy[k]);
        context.put("loss_" + 10 * k, evaluation.meanLoss());
      }
    }
    context.put("dropped", dropped);
    context.put("accuracy", accuracy);
  }
}
