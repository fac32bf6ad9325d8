package org.neuropil.cli.sweep.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.analysis.statistics.Histogram;
import org.neuropil.analysis.statistics.MutualInformation;
import org.neuropil.analysis.statistics.NodePairs;
import org.neuropil.analysis.statistics.PairCorrelations;
import org.neuropil.analysis.statistics.PairInformation;
import org.neuropil.analysis.statistics.Responses;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.engine.RunNetwork;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.matrix.io.ArrayFile;

/**
 * Hidden outputs to the whole test set, before and after training: how many are not 0, how large
 * they are, and how much random pairs of nodes share (Fruengel and Oberlaender 2025, Fig. 5A-C and
 * S5).
 */
final class RepresentationsMeasure implements Measure {
  /** Edges of the histogram of mutual information, in nats. */
  private static final double[] INFORMATION_EDGES = Histogram.linearEdges(0, 1, 100);

  private static final double[] R_EDGES = Histogram.linearEdges(-1, 1, 100);

  @Override
  public String name() {
    return "representations";
  }

  @Override
  public String description() {
    return "activity of the hidden layer, mutual information and correlation of its nodes";
  }

  @Override
  public List<Option> options() {
    return List.of(
        new Option("pairs", 10_000L),
        new Option("seed", 1L),
        new Option("before", true),
        new Option("npy", false));
  }

  /** The outputs, half as much for work on pairs, and the weights as they come from their file. */
  @Override
  public long heapBytes(ResolvedConfig config) {
    return RunNetwork.outputBytes(config) * 3 / 2 + RunNetwork.fileBytes(config);
  }

  @Override
  public void measure(MeasureContext context) {
    context.put("size_edges", Activity.edges());
    context.put("information_edges", INFORMATION_EDGES);
    context.put("r_edges", R_EDGES);
    if (context.flag("before")) {
      try (RunNetwork network = RunNetwork.initial(context.config(), context.run())) {
        describe(context, "before_", network);
      }
    }
    try (RunNetwork network = RunNetwork.trained(context.config(), context.weights())) {
      describe(context, "after_", network);
    }
  }

  private static void describe(MeasureContext context, String when, RunNetwork network) {
    float[][] outputs = network.hiddenOutputs();
    Activity activity = Activity.of(outputs);
    context.put(when + "nonzero_mean", activity.nonzeroMean());
    context.put(when + "nonzero_sd", activity.nonzeroSd());
    context.put(when + "mean_size", activity.meanSize());
    context.put(when + "silent_nodes", activity.silentNodes());
    context.put(when + "not_finite", activity.notFinite());
    context.put(when + "sizes", Lists.of(activity.sizes().counts()));
    int count = Math.toIntExact(context.integer("pairs"));
    if (count > 0) {
      Responses responses = Responses.of(outputs);
      NodePairs pairs = NodePairs.random(outputs.length, count, context.integer("seed"));
      if (activity.notFinite() == 0) {
        putInformation(context, when, responses, pairs);
      }
      putCorrelations(context, when, responses, pairs);
    }
    if (context.flag("npy")) {
      Path file = context.folder().resolve("hidden-" + when.replace("_", "") + ".npy");
      try {
        Files.createDirectories(context.folder());
      } catch (IOException e) {
        throw IoErrors.writing(file, e);
      }
      ArrayFile.writeRows(file, outputs);
    }
  }

  private static void putInformation(
      MeasureContext context, String when, Responses responses, NodePairs pairs) {
    double[] nats =
        PairInformation.of(
            responses,
            pairs,
            MutualInformation.NEIGHBOURS,
            context.integer("seed"),
            context.threads());
    context.put(when + "information_mean", Descriptive.mean(nats));
    context.put(when + "information_sd", Descriptive.sd(nats));
    context.put(
        when + "information_histogram", Lists.of(Histogram.of(INFORMATION_EDGES, nats).counts()));
    if (when.startsWith("after")) {
      // Kept one by one for the test of Fig. 5C.
      context.put(when + "information", nats);
    }
  }

  private static void putCorrelations(
      MeasureContext context, String when, Responses responses, NodePairs pairs) {
    PairCorrelations r = PairCorrelations.of(responses, pairs, context.threads());
    double[] defined = r.defined();
    context.put(when + "r_mean", defined.length == 0 ? Double.NaN : Descriptive.mean(defined));
    context.put(when + "r_sd", defined.length < 2 ? Double.NaN : Descriptive.sd(defined));
    context.put(when + "r_constant_pairs", r.constantPairs());
    context.put(when + "r_undefined_pairs", r.undefinedPairs());
    context.put(when + "r_histogram", Lists.of(Histogram.of(R_EDGES, defined).counts()));
  }
}
