package org.neuropil.cli.experiment;

import java.nio.file.Path;
import java.util.List;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.SweepFile;

/**
 * A published experiment: a plan at several scales, and what is concluded from its results. A new
 * experiment implements this interface, usually by {@link BundledExperiment}, and is entered in
 * {@link Experiments}.
 */
public interface Experiment {
  /** Its name on the command line, such as "fruengel-one-epoch-grid". */
  String name();

  /** What it is about, in a line. */
  String title();

  /** The paper, with figure or section. */
  String source();

  /** The scales it can be done at, the smallest first: tiny, cpu, paper. */
  List<String> scales();

  /** What there is to do; the choice names a scale. */
  Plan plan(SweepFile.Choice choice);

  /** What there is to do in a directory, for plans whose runs take files from there. */
  default Plan plan(SweepFile.Choice choice, Path directory) {
    return plan(choice);
  }

  /**
   * Makes the files that the runs of a plan take from its directory. What is there already stays;
   * what is made anew is the same as before.
   */
  default void prepare(Plan plan) {}

  /** What follows from the tables, complete or not. */
  ExperimentReport analyse(Results results, String scale);
}
