package org.neuropil.cli.sweep.pool;

import java.util.List;
import java.util.Map;
import org.neuropil.cli.runner.InterruptFlag;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.run.FailedRun;
import org.neuropil.cli.sweep.run.SweepDirectory;

/**
 * A way to get the runs of a plan done: worker processes here, a scheduler's jobs elsewhere. All it
 * shares with the rest is the plan and the run directories, in which {@link
 * org.neuropil.cli.sweep.run.RunJob} does the work and leaves its results or its failure.
 */
public interface Launcher {
  /**
   * What became of the runs.
   *
   * @param failed the runs that failed, with their reasons
   * @param interrupted whether it was asked to stop before all was done
   */
  record Outcome(Map<RunSpec, FailedRun> failed, boolean interrupted) {}

  /** What is told meanwhile, by one thread. */
  interface Listener {
    /** How much there is to do, in units of work, before anything is begun. */
    void planned(double work);

    /** A run is complete. */
    void complete(RunSpec run);

    /** A run failed for good. */
    void failed(RunSpec run, FailedRun reason);

    /** Something worth a line, such as a worker that died. */
    void note(String line);

    /**
     * Where everything stands; called a few times a second.
     *
     * @param workDone units of work that are done
     * @param workGiven units that were found done, by earlier attempts
     * @param running runs that are being worked on
     */
    void progress(double workDone, double workGiven, int running);
  }

  /** Does these runs of the plan, which are open. Returns when nothing is left or on a stop. */
  Outcome launch(
      Plan plan,
      List<RunSpec> open,
      SweepDirectory directory,
      Listener listener,
      InterruptFlag stop);
}
