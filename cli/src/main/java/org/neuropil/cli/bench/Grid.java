package org.neuropil.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.neuropil.compute.BackendOptions;
import org.neuropil.compute.BackendProvider;
import org.neuropil.compute.PlanKind;
import org.neuropil.compute.Precision;
import org.neuropil.error.UserError;

/** Which settings are measured. */
public final class Grid {
  private static final List<Integer> GPU_NODES = List.of(1000, 5000, 20_000);
  private static final List<Integer> GPU_NODES_QUICK = List.of(1000, 20_000);
  private static final List<Double> GPU_DENSITIES = List.of(0.01, 0.05, 0.1, 1.0);
  private static final List<Double> GPU_DENSITIES_QUICK = List.of(0.01, 0.1);
  private static final List<Integer> CPU_NODES = List.of(500, 2000);
  private static final List<Integer> CPU_NODES_QUICK = List.of(500);
  private static final List<Double> CPU_DENSITIES = List.of(0.01, 0.1, 1.0);
  private static final List<Double> CPU_DENSITIES_QUICK = List.of(0.1);
  private static final int MOST_NODES = 1_000_000;

  private Grid() {}

  /**
   * What the user asked for.
   *
   * @param nodes numbers separated by commas; null for the default
   * @param densities numbers separated by commas; null for the default
   * @param plans empty for all
   * @param precisions empty for all
   * @param quick fewer of those that are not given
   */
  public record Asked(
      @Nullable String nodes,
      @Nullable String densities,
      List<PlanKind> plans,
      List<Precision> precisions,
      boolean quick) {
    /**
     * Checks the lists.
     *
     * @throws UserError usage, naming the word that is no such number
     */
    public void check() {
      nodeList(this, List.of());
      densityList(this, List.of());
    }
  }

  /**
   * All settings, those of the same network one after the other.
   *
   * @throws UserError environment, if the back end does not have a precision that was asked for
   */
  public static List<Setting> of(Asked asked, BackendProvider provider, BackendOptions options) {
    boolean cpu = provider.name().equals("cpu");
    List<PlanKind> plans = asked.plans;
    if (plans.isEmpty()) {
      plans =
          cpu
              ? List.of(PlanKind.TILED, PlanKind.DENSE)
              : List.of(PlanKind.TILED, PlanKind.DENSE, PlanKind.LIBRARY);
    }
    List<Precision> precisions = precisions(asked, provider, options);
    List<Setting> settings = new ArrayList<>();
    for (int nodes : nodeList(asked, defaultNodes(cpu, asked.quick))) {
      for (double density : densityList(asked, defaultDensities(cpu, asked.quick))) {
        for (PlanKind plan : plans) {
          for (Precision precision : precisions) {
            settings.add(new Setting(nodes, density, plan, precision));
          }
        }
      }
    }
    return settings;
  }

  private static List<Integer> defaultNodes(boolean cpu, boolean quick) {
    return cpu ? (quick ? CPU_NODES_QUICK : CPU_NODES) : (quick ? GPU_NODES_QUICK : GPU_NODES);
  }

  private static List<Double> defaultDensities(boolean cpu, boolean quick) {
    return cpu
        ? (quick ? CPU_DENSITIES_QUICK : CPU_DENSITIES)
        : (quick ? GPU_DENSITIES_QUICK : GPU_DENSITIES);
  }

  private static List<Precision> precisions(
      Asked asked, BackendProvider provider, BackendOptions options) {
    List<Precision> found = new ArrayList<>();
    List<Precision> wanted =
        asked.precisions.isEmpty() ? List.of(Precision.values()) : asked.precisions;
    for (Precision precision : wanted) {
      var refusal =
          provider.refusal(new BackendOptions(options.threads(), precision, options.device()));
      if (refusal.isEmpty()) {
        found.add(precision);
      } else if (!asked.precisions.isEmpty()) {
        throw UserError.environment(
            "back end " + provider.name() + " cannot be used: " + refusal.get(),
            "leave --precisions away to measure all that there are");
      }
    }
    return found;
  }

  private static List<Integer> nodeList(Asked asked, List<Integer> otherwise) {
    return list(
        "--nodes",
        asked.nodes,
        "integers in [2, " + MOST_NODES + "]",
        otherwise,
        word -> {
          int n = Integer.parseInt(word);
          return n >= 2 && n <= MOST_NODES ? n : null;
        });
  }

  private static List<Double> densityList(Asked asked, List<Double> otherwise) {
    return list(
        "--densities",
        asked.densities,
        "numbers above 0 and at most 1",
        otherwise,
        word -> {
          double p = Double.parseDouble(word);
          return p > 0 && p <= 1 ? p : null;
        });
  }

  private static <T> List<T> list(
      String option,
      @Nullable String text,
      String expected,
      List<T> otherwise,
      Function<String, @Nullable T> parse) {
    if (text == null) {
      return otherwise;
    }
    List<T> found = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      T value;
      try {
        value = parse.apply(word.strip());
      } catch (NumberFormatException e) {
        value = null;
      }
      if (value == null) {
        throw UserError.usage(
            option + " takes " + expected + " separated by commas, found '" + word.strip() + "'",
            "see 'neuropil bench --help'");
      }
      found.add(value);
    }
    return found;
  }
}
