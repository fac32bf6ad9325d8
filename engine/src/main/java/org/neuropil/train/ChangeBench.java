package org.neuropil.train;

import java.util.Arrays;
import java.util.Locale;
import org.neuropil.compute.Activation;
import org.neuropil.compute.Backend;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.Backends;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.network.DaleSpec;
import org.neuropil.network.Network;
import org.neuropil.network.NetworkSpec;
import org.neuropil.network.Networks;
import org.neuropil.sparsify.PatternChange;
import org.neuropil.sparsify.Sparsifier;
import org.neuropil.sparsify.Sparsifiers;
import org.neuropil.sparsify.SparsifySpec;

/**
 * Times what SET does to a network after an epoch: choosing the connections, and rebuilding the
 * network on them. To be held against an epoch of training, which {@code neuropil bench} times.
 *
 * <p>Usage: {@code ChangeBench [hidden=2000] [density=0.05] [threads=0] [repeats=30]}
 */
public final class ChangeBench {
  private ChangeBench() {}

  /** Prints medians in milliseconds. */
  public static void main(String[] args) {
    int hidden = (int) option(args, "hidden", 2000);
    double density = option(args, "density", 0.05);
    int threads = (int) option(args, "threads", 0);
    int repeats = (int) option(args, "repeats", 30);
    SparsifySpec rules = SparsifySpec.defaults(SparsifySpec.Kind.SET, density, 10 * repeats, 50, 1);
    Sparsifier rule = Sparsifiers.create(rules, (i, j) -> 1);
    NetworkSpec spec =
        NetworkSpec.classifier(
            NetworkSpec.Cell.RNN, 28, hidden, 10, density, Activation.TANH, 0.1, DaleSpec.off());
    try (Backend backend = Backends.open("cpu", new BackendOptions(threads, Precision.FP32, 0))) {
      SparsityPattern pattern = Sparsifiers.initialPattern(rules, hidden, hidden);
      Network network = Networks.create(backend, spec, pattern, PlanKind.AUTO, 28, 128);
      Networks.initialise(backend, network, 1);
      ConnectionChanges changes = new ConnectionChanges(network, rule, null);
      changes.start(TrainState.start());
      double[] choice = new double[repeats];
      double[] rebuild = new double[repeats];
      // Twice as many rounds as are counted: the first are for the compiler.
      for (int round = 0; round < 2 * repeats; round++) {
        long begin = System.nanoTime();
        PatternChange change = changes.wanted(round);
        long chosen = System.nanoTime();
        if (change == null) {
          throw new IllegalStateException("SET changes connections after every epoch");
        }
        changes.apply(change, round + 1);
        backend.synchronize();
        if (round >= repeats) {
          choice[round - repeats] = (chosen - begin) / 1e6;
          rebuild[round - repeats] = (System.nanoTime() - chosen) / 1e6;
        }
        // Connections that were added at zero would be the next to go.
        Networks.initialise(backend, network, round + 2L);
      }
      System.out.printf(
          Locale.ROOT,
          "N=%d p=%.3g connections=%d choose=%.2f rebuild=%.2f together=%.2f ms on %s%n",
          hidden,
          density,
          network.pattern().nonzeros(),
          median(choice),
          median(rebuild),
          median(choice) + median(rebuild),
          backend.info().device());
    }
  }

  private static double option(String[] args, String name, double otherwise) {
    return Arrays.stream(args)
        .filter(arg -> arg.startsWith(name + "="))
        .mapToDouble(arg -> Double.parseDouble(arg.substring(name.length() + 1)))
        .findFirst()
        .orElse(otherwise);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
