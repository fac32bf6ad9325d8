package org.neuropil.cli.runner;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.cli.config.ResolvedConfig;
import org.neuropil.cli.run.AtomicFile;
import org.neuropil.cli.run.MetricsCsv;
import org.neuropil.cli.run.RunDirectory;
import org.neuropil.cli.run.Summary;
import org.neuropil.train.TrainObserver;
import org.neuropil.train.TrainResult;

/** A training with the files that every run has: settings, metrics, log and summary. */
public final class Training {
  private final RunDirectory run;
  private final TrainResult result;
  private final Summary summary;

  private Training(RunDirectory run, TrainResult result, Summary summary) {
    this.run = run;
    this.result = result;
    this.summary = summary;
  }

  /**
   * Trains, from a checkpoint if the run has one. The run's log must be open.
   *
   * @param observers told after the metrics' file, so that what they hear of is on disk
   */
  public static Training run(
      TrainRunner runner,
      ResolvedConfig settings,
      RunDirectory run,
      List<TrainObserver> observers,
      InterruptFlag stop) {
    run.writeConfig(settings);
    MetricsCsv metrics = new MetricsCsv(run.metrics());
    List<TrainObserver> all = new ArrayList<>(List.of(metrics, new RunLog(settings.epochs())));
    all.addAll(observers);
    TrainRunner.Outcome outcome = runner.run(settings, run, new Observers(all), stop);
    Training training =
        new Training(
            run,
            outcome.result(),
            Summary.of(settings, outcome.result(), outcome.facts(), outcome.structure()));
    if (!training.interrupted()) {
      metrics.reconcile(outcome.result().epochs());
    }
    return training;
  }

  /** Whether it was asked to stop and wrote a checkpoint. */
  public boolean interrupted() {
    return result.end() == TrainResult.End.INTERRUPTED;
  }

  /** Epochs and times. */
  public TrainResult result() {
    return result;
  }

  /** The figures of the summary. */
  public Summary summary() {
    return summary;
  }

  /** Writes the summary. The last thing to be done, since its existence makes the run complete. */
  public void complete() {
    AtomicFile.write(run.summary(), summary.toJson());
  }
}
