package org.neuropil.analysis.motif;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.matrix.Philox;
import org.neuropil.matrix.io.CsrArrays;

/**
 * Times the census on a random graph.
 *
 * <pre>java --add-modules jdk.incubator.vector org.neuropil.analysis.motif.CensusBench
 *     NODES DENSITY THREADS REPEATS [planes|marker|scalar]</pre>
 *
 * <p>It prints the median wall and CPU seconds of all feed-forward loops by type, and of the whole
 * census: induced loops, the classes of eta, cycles and the sixteen triad classes. The last
 * argument forces the way to count; that is how the crossover in {@link MotifCounter} was found.
 */
public final class CensusBench {
  private static final long SEED = 20_26;

  private CensusBench() {}

  /** See the class. */
  public static void main(String[] args) {
    if (args.length < 4) {
      System.err.println("usage: CensusBench NODES DENSITY THREADS REPEATS [planes|marker|scalar]");
      System.exit(2);
    }
    int nodes = Integer.parseInt(args[0]);
    double density = Double.parseDouble(args[1]);
    int threads = Integer.parseInt(args[2]);
    int repeats = Integer.parseInt(args[3]);
    String way = args.length > 4 ? args[4] : "auto";
    long start = System.nanoTime();
    SignedDigraph graph = SignedDigraph.fromCsr(random(nodes, density), false);
    System.out.printf(Locale.ROOT, "%s in %.3f s%n", graph, (System.nanoTime() - start) / 1e9);
    MotifCounter counter =
        way.equals("scalar")
            ? new MotifCounter(threads, new ScalarBitCounter())
            : new MotifCounter(threads);
    double work = 1e12;
    double[] loops = new double[repeats];
    double[] all = new double[repeats];
    double[] loopsCpu = new double[repeats];
    double[] allCpu = new double[repeats];
    LoopCounts types = new LoopCounts(new long[8]);
    MotifCensus census = counter.count(SignedDigraph.of(0, new int[0], new int[0], new byte[0]));
    for (int r = 0; r < repeats; r++) {
      double c0 = cpuSeconds();
      long t0 = System.nanoTime();
      types =
          way.equals("auto")
              ? counter.countLoops(graph)
              : counter.countLoops(graph, !way.equals("marker"), work);
      double c1 = cpuSeconds();
      long t1 = System.nanoTime();
      census =
          way.equals("auto")
              ? counter.count(graph)
              : counter.count(graph, !way.equals("marker"), work);
      loops[r] = (t1 - t0) / 1e9;
      all[r] = (System.nanoTime() - t1) / 1e9;
      loopsCpu[r] = c1 - c0;
      allCpu[r] = cpuSeconds() - c1;
    }
    System.out.println("all " + types);
    System.out.println("induced " + census.induced());
    System.out.printf(
        Locale.ROOT,
        "%s, %d threads, median of %d: loops %.6f s (CPU %.6f), whole census %.6f s (CPU %.6f)%n",
        way,
        threads,
        repeats,
        median(loops),
        median(loopsCpu),
        median(all),
        median(allCpu));
  }

  /** CPU time of this process: on a machine that others use too, the steadier figure. */
  private static double cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  private static double median(double[] seconds) {
    Arrays.sort(seconds);
    return seconds[seconds.length / 2];
  }

  /** Every connection with the same probability and either sign, as weights +1 and -1. */
  static CsrArrays random(int nodes, double density) {
    double scale = density < 1 ? 1 / Math.log1p(-density) : 0;
    int[] offsets = new int[nodes + 1];
    // The stream is read twice, first to count, since arrays of this size are not to be copied.
    Philox random = new Philox(SEED, Philox.Purpose.TEST, 0);
    for (int row = 0; row < nodes; row++) {
      int edges = offsets[row];
      for (double column = gap(random, scale); column < nodes; column += 1 + gap(random, scale)) {
        edges++;
      }
      offsets[row + 1] = edges;
    }
    int[] columns = new int[offsets[nodes]];
    float[] values = new float[offsets[nodes]];
    random.seek(0);
    Philox signs = new Philox(SEED, Philox.Purpose.TEST, 1);
    int e = 0;
    for (int row = 0; row < nodes; row++) {
      for (double column = gap(random, scale); column < nodes; column += 1 + gap(random, scale)) {
        columns[e] = (int) column;
        values[e++] = signs.nextInt() < 0 ? -1 : 1;
      }
    }
    return new CsrArrays(nodes, nodes, offsets, columns, values);
  }

  /** Absent connections before the next present one: geometric. */
  private static double gap(Philox random, double scale) {
    return Math.floor(Math.log1p(-random.nextUnit()) * scale);
  }
}
