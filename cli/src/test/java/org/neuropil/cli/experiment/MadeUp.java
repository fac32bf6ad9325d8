package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.plan.SweepFile;

/** Tables as an experiment's runs would leave them, had they learned as a function says. */
final class MadeUp {
  private MadeUp() {}

  /**
   * The results of a plan.
   *
   * @param accuracy test accuracy of a run after an epoch
   */
  static Results of(Plan plan, BiFunction<RunSpec, Integer, Double> accuracy) {
    List<Map<String, String>> runs = new ArrayList<>();
    List<Map<String, String>> epochs = new ArrayList<>();
    for (RunSpec run : plan.runs()) {
      Map<String, String> keys = new LinkedHashMap<>();
      for (int i = 0; i < plan.keys().size(); i++) {
        keys.put(plan.keys().get(i), plan.values(run).get(i));
      }
      double best = 0;
      int bestEpoch = 0;
      for (int epoch = 0; epoch <= run.config().epochs(); epoch++) {
        double value = accuracy.apply(run, epoch);
        Map<String, String> row = new LinkedHashMap<>(keys);
        row.put("epoch", Integer.toString(epoch));
        row.put("test_accuracy", Double.toString(value));
        epochs.add(row);
        if (value > best) {
          best = value;
          bestEpoch = epoch;
        }
      }
      Map<String, String> row = new LinkedHashMap<>(keys);
      row.put("status", "complete");
      row.put("nonzeros", "100");
      row.put("nan_count", "0");
      row.put("final_test_accuracy", Double.toString(accuracy.apply(run, run.config().epochs())));
      row.put("best_test_accuracy", Double.toString(best));
      row.put("best_epoch", Integer.toString(bestEpoch));
      runs.add(row);
    }
    Table none = new Table(List.of(), List.of());
    return new Results(
        plan, new Table(List.of(), runs), new Table(List.of(), epochs), none, none, none, none);
  }

  /** No run is complete. */
  static Results nothing(Plan plan) {
    Table none = new Table(List.of(), List.of());
    return new Results(plan, none, none, none, none, none, none);
  }

  /** The plan of an experiment. */
  static Plan plan(String experiment, String scale) {
    return Experiments.named(experiment).plan(new SweepFile.Choice(scale, 0, null));
  }

  /** A little scatter between seeds that is the same for no two settings. */
  static double scatter(RunSpec run) {
    return 0.001 * ((run.id().hashCode() & 7) - 3.5) / 3.5 + 0.001 * (run.config().seed() % 3 - 1);
  }
}
