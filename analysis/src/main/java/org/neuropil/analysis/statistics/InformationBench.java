package org.neuropil.analysis.statistics;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.Philox.Purpose;

/**
 * Times mutual information on made-up nodes.
 *
 * <pre>java org.neuropil.analysis.statistics.InformationBench SAMPLES PAIRS THREADS REPEATS
 *     [KIND]</pre>
 *
 * <p>For each kind of outputs it prints the median wall and CPU milliseconds a pair, sorting of the
 * nodes included, the mean estimate, and the same for Pearson's correlation. There are as many
 * nodes as pairs. Without a kind of {@link Kind} all are timed.
 */
public final class InformationBench {
  private static final long SEED = 20_26;

  private InformationBench() {}

  /** See the class. */
  public static void main(String[] args) {
    if (args.length < 4) {
      System.err.println("usage: InformationBench SAMPLES PAIRS THREADS REPEATS [KIND]");
      System.exit(2);
    }
    int samples = Integer.parseInt(args[0]);
    int pairs = Integer.parseInt(args[1]);
    int threads = Integer.parseInt(args[2]);
    int repeats = Integer.parseInt(args[3]);
    // As many nodes as pairs, as in 10,000 random pairs of 10,000 nodes.
    NodePairs drawn = NodePairs.random(pairs, pairs, SEED);
    Kind[] kinds =
        args.length > 4
            ? new Kind[] {Kind.valueOf(args[4].toUpperCase(Locale.ROOT))}
            : Kind.values();
    for (Kind kind : kinds) {
      Responses responses = responses(kind, pairs, samples);
      time(
          kind + " information",
          pairs,
          repeats,
          () -> PairInformation.of(responses, drawn, MutualInformation.NEIGHBOURS, SEED, threads));
      time(
          kind + " correlation",
          pairs,
          repeats,
          () -> PairCorrelations.of(responses, drawn, threads).defined());
    }
  }

  private static void time(String what, int pairs, int repeats, Supplier<double[]> task) {
    double[] wall = new double[repeats];
    double[] cpu = new double[repeats];
    double mean = 0;
    for (int r = 0; r < repeats; r++) {
      double before = cpuSeconds();
      long start = System.nanoTime();
      mean = Descriptive.mean(task.get());
      wall[r] = (System.nanoTime() - start) * 1e-6 / pairs;
      cpu[r] = (cpuSeconds() - before) * 1e3 / pairs;
    }
    System.out.printf(
        Locale.ROOT,
        "%-24s median of %d: %.3f ms a pair (CPU %.3f), mean %.4f%n",
        what.toLowerCase(Locale.ROOT),
        repeats,
        median(wall),
        median(cpu),
        mean);
  }

  /** What the outputs are like. */
  enum Kind {
    /** Independent normals. */
    NORMAL,
    /** All nodes share a normal: correlation 0.9. */
    CORRELATED,
    /** Independent, positive 12 % of the time and 0 else. */
    SILENT_88,
    /** Positive half of the time. */
    SILENT_50,
    /** One of 16 values, the same for many samples. */
    STEPS,
    /** Cauchy: a few values far from all others. */
    HEAVY_TAILS
  }

  static Responses responses(Kind kind, int nodes, int samples) {
    float[] common = new float[samples];
    Philox shared = new Philox(SEED, Purpose.TEST, -1);
    for (int s = 0; s < samples; s++) {
      common[s] = (float) shared.nextGaussian();
    }
    float[][] outputs = new float[nodes][samples];
    for (int node = 0; node < nodes; node++) {
      Philox random = new Philox(SEED, Purpose.TEST, node);
      for (int s = 0; s < samples; s++) {
        double z = random.nextGaussian();
        outputs[node][s] =
            (float)
                switch (kind) {
                  case NORMAL -> z;
                  case CORRELATED -> Math.sqrt(0.9) * common[s] + Math.sqrt(0.1) * z;
                  case SILENT_88 -> Math.max(0, z - 1.1749868);
                  case SILENT_50 -> Math.max(0, z);
                  case STEPS -> Math.floor(4 * z) / 4;
                  case HEAVY_TAILS -> z / random.nextGaussian();
                };
      }
    }
    return Responses.of(outputs);
  }

  private static double cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
