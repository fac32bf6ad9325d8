package org.neuropil.cli.experiment;

import java.util.List;
import org.neuropil.cli.config.Suggest;
import org.neuropil.error.UserError;

/** All experiments by name. A new one is one more entry of {@link #ALL}. */
public final class Experiments {
  private static final List<Experiment> ALL =
      List.of(
          new OneEpochGrid(),
          new MotifProfile(),
          new BalanceOverTraining(),
          new WeightDistribution(),
          new SingleLoopResponse(),
          new EpochCurves(),
          new SameConnections(),
          new FeedforwardRecurrent(),
          new FeedforwardGrid(),
          new TanhGradients(),
          new LimitedData(),
          new Representations(),
          new NodeNoise(),
          new WeightChanges(),
          new DaleNetworks(),
          new BalancedVsRandom(),
          new Lesion());

  private Experiments() {}

  /** All experiments. */
  public static List<Experiment> all() {
    return ALL;
  }

  /**
   * The experiment of this name.
   *
   * @throws UserError usage, if there is none
   */
  public static Experiment named(String name) {
    List<String> names = ALL.stream().map(Experiment::name).toList();
    return ALL.stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            UserError.usage(
                "there is no experiment '" + name + "'",
                Suggest.hint(name, names, "see 'neuropil experiment --list'")));
  }
}
