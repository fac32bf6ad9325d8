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
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.engine.RunNetwork;
import org.neuropil.cli.run.IoErrors;
import org.neuropil.error.UserError;

/**
 * Hidden outputs to the whole test set, before and after training: how many are not 0, how large
 * they are, and how much random pairs of nodes share (Fruengel and Oberlaender 2025, Fig. 5A-C and
 * S5).
 */
final class RepresentationsMeasure implements Measure {
  /** Edges of the histogram of mutual information, in nats. */
  private static final double[] INFORMATION_EDGES = Histogram.linearEdges(0, 1, 100);

  private static final double[] R_EDGES = Histogram.linearEdges(-1, 1, 100);

  private static final int MOST_PAIRS = 10_000_000;

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
        new Option("after", true),
        new Option("information", true),
        new Option("npy", false),
        new Option("memory-mb", 1024L));
  }

  /** The outputs, half as much for work on pairs, and the weights as they come from their file. */
  @Override
  public long heapBytes(ResolvedConfig config, MeasureSpec spec) {
    long outputs =
        Math.min(RunNetwork.outputBytes(config), limit(spec.options().path("memory-mb").asLong()));
    return outputs * 3 / 2 + RunNetwork.fileBytes(config);
  }

  private static long limit(long megabytes) {
    return Math.clamp(megabytes, 0, Integer.MAX_VALUE) * 1_000_000;
  }

  @Override
  public void measure(MeasureContext context) {
    context.put("size_edges", Activity.edges());
    if (context.flag("information")) {
      context.put("information_edges", INFORMATION_EDGES);
    }
    context.put("r_edges", R_EDGES);
    if (context.flag("before")) {
      try (RunNetwork network = RunNetwork.initial(context.config(), context.run())) {
        describe(context, "before_", network);
      }
    }
    if (context.flag("after")) {
      try (RunNetwork network = RunNetwork.trained(context.config(), context.weights())) {
        describe(context, "after_", network);
      }
    }
  }

  private static void describe(MeasureContext context, String when, RunNetwork network) {
    HiddenOutputs outputs = new HiddenOutputs(network, limit(context.integer("memory-mb")));
    Activity activity = outputs.activity();
    context.put(when + "nonzero_mean", activity.nonzeroMean());
    context.put(when + "nonzero_sd", activity.nonzeroSd());
    context.put(when + "mean_size", activity.meanSize());
    context.put(when + "silent_nodes", activity.silentNodes());
    context.put(when + "not_finite", activity.notFinite());
    context.put(when + "sizes", Lists.of(activity.sizes().counts()));
    int count = pairs(context);
    if (count > 0) {
      NodePairs pairs = NodePairs.random(network.nodes(), count, context.integer("seed"));
      boolean information = context.flag("information") && activity.notFinite() == 0;
      putPairs(context, when, outputs, pairs, information);
    }
    if (context.flag("npy")) {
      write(context, when, outputs, (long) network.nodes() * network.samples() * Float.BYTES);
    }
  }

  private static int pairs(MeasureContext context) {
    long pairs = context.integer("pairs");
    if (pairs < 0 || pairs > MOST_PAIRS) {
      throw UserError.usage(
          "measure representations has " + pairs + " pairs", "give 0 to " + MOST_PAIRS);
    }
    return (int) pairs;
  }

  private static void write(
      MeasureContext context, String when, HiddenOutputs outputs, long bytes) {
    Path file = context.folder().resolve("hidden-" + when.replace("_", "") + ".npy");
    long room;
    try {
      Files.createDirectories(context.folder());
      room = Files.getFileStore(context.folder()).getUsableSpace();
    } catch (IOException e) {
      throw IoErrors.writing(file, e);
    }
    if (room < bytes) {
      throw UserError.environment(
          "%s takes %d MB, and its disk has room for %d MB"
              .formatted(file, bytes / 1_000_000, room / 1_000_000),
          "make room, or leave npy away");
    }
    outputs.write(file);
  }

  private static void putPairs(
      MeasureContext context,
      String when,
      HiddenOutputs outputs,
      NodePairs pairs,
      boolean information) {
    double[] nats = new double[information ? pairs.count() : 0];
    double[] r = new double[pairs.count()];
    int[] leftOut = new int[2];
    outputs.forPairs(
        pairs,
        (first, some, responses) -> {
          if (information) {
            double[] own =
                PairInformation.of(
                    responses,
                    some,
                    MutualInformation.NEIGHBOURS,
                    context.integer("seed"),
                    context.threads());
            System.arraycopy(own, 0, nats, first, own.length);
          }
          PairCorrelations own = PairCorrelations.of(responses, some, context.threads());
          System.arraycopy(own.all(), 0, r, first, some.count());
          leftOut[0] += own.constantPairs();
          leftOut[1] += own.undefinedPairs();
        });
    if (information) {
      putInformation(context, when, nats);
    }
    putCorrelations(context, when, new PairCorrelations(r, leftOut[0], leftOut[1]));
  }

  private static void putInformation(MeasureContext context, String when, double[] nats) {
    context.put(when + "information_mean", Descriptive.mean(nats));
    context.put(when + "information_sd", Descriptive.sd(nats));
    context.put(
        when + "information_histogram", Lists.of(Histogram.of(INFORMATION_EDGES, nats).counts()));
    if (when.startsWith("after")) {
      // Kept one by one for the test of Fig. 5C.
      context.put(when + "information", nats);
    }
  }

  private static void putCorrelations(MeasureContext context, String when, PairCorrelations r) {
    double[] defined = r.defined();
    context.put(when + "r_mean", defined.length == 0 ? Double.NaN : Descriptive.mean(defined));
    context.put(when + "r_sd", defined.length < 2 ? Double.NaN : Descriptive.sd(defined));
    context.put(when + "r_constant_pairs", r.constantPairs());
    context.put(when + "r_undefined_pairs", r.undefinedPairs());
    context.put(when + "r_histogram", Lists.of(Histogram.of(R_EDGES, defined).counts()));
  }
}
