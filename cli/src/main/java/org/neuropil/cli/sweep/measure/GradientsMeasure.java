package org.neuropil.cli.sweep.measure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.neuropil.analysis.statistics.Histogram;
import org.neuropil.cli.run.GradientsCsv;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.error.UserError;

/**
 * Sizes of the recurrent gradients during training, by epoch, from what {@code record-gradients}
 * recorded (Fruengel and Oberlaender 2025, Fig. 3B and 6).
 */
final class GradientsMeasure implements Measure {
  /** Epochs whose histograms are kept: of all recorded steps together, and of the first of them. */
  private static final Set<Integer> SHOWN = Set.of(1, 2, 5, 10, 20, 40);

  @Override
  public String name() {
    return "gradients";
  }

  @Override
  public String description() {
    return "sizes of recurrent gradients during training, by epoch";
  }

  @Override
  public void measure(MeasureContext context) {
    Path file = RunDirectory.gradientsOf(context.run());
    Map<Integer, List<GradientsCsv.Row>> byEpoch = new TreeMap<>();
    for (GradientsCsv.Row row : GradientsCsv.rows(file)) {
      byEpoch.computeIfAbsent(row.epoch(), epoch -> new ArrayList<>()).add(row);
    }
    if (byEpoch.isEmpty()) {
      throw UserError.usage(
          "measure gradients needs recorded gradients, and " + file.getFileName() + " has none",
          "set record-gradients, such as to 1");
    }
    List<List<GradientsCsv.Row>> epochs = new ArrayList<>(byEpoch.values());
    context.put("first_mean_connections", connections(epochs.getFirst()));
    context.put("first_mean_places", places(epochs.getFirst()));
    context.put("last_mean_connections", connections(epochs.getLast()));
    context.put("last_mean_places", places(epochs.getLast()));
    context.put(
        "not_finite",
        epochs.stream().flatMap(List::stream).mapToLong(GradientsCsv.Row::notFinite).sum());
    GradientsCsv.Broken end = epochs.getLast().getLast().broken();
    context.put("last_weights_not_finite", end.weights());
    context.put("last_first_moments_not_finite", end.first());
    context.put("last_second_moments_not_finite", end.second());
    context.put("epochs", Lists.of(byEpoch.keySet()));
    context.put(
        "mean_connections", epochs.stream().mapToDouble(GradientsMeasure::connections).toArray());
    context.put("mean_places", epochs.stream().mapToDouble(GradientsMeasure::places).toArray());
    context.put("log_edges", GradientsCsv.logEdges());
    byEpoch.forEach((epoch, rows) -> {
      if (SHOWN.contains(epoch)) {
        Histogram all =
            rows.stream().map(GradientsCsv.Row::sizes).reduce(Histogram::plus).orElseThrow();
        context.put("log_sizes_" + epoch, Lists.of(all.counts()));
        context.put("log_sizes_batch_" + epoch, Lists.of(rows.getFirst().sizes().counts()));
      }
    });
  }

  private static double connections(List<GradientsCsv.Row> rows) {
    return mean(rows, GradientsCsv.Row::meanConnections);
  }

  private static double places(List<GradientsCsv.Row> rows) {
    return mean(rows, GradientsCsv.Row::meanPlaces);
  }

  /** Over the recorded steps of an epoch; those without any finite gradient are left out. */
  private static double mean(
      List<GradientsCsv.Row> rows, ToDoubleFunction<GradientsCsv.Row> figure) {
    return rows.stream().mapToDouble(figure).filter(Double::isFinite).average().orElse(Double.NaN);
  }
}
