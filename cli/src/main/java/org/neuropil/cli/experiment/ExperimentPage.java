package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.cli.report.Grid;
import org.neuropil.cli.report.Page;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.page.SweepPage;

/** The page of an experiment. */
public final class ExperimentPage {
  private ExperimentPage() {}

  /** The page of what was concluded; {@code command} does the experiment again. */
  public static Page of(
      Experiment experiment,
      String scale,
      Results results,
      ExperimentReport report,
      String command) {
    List<Grid> grids = new ArrayList<>(report.grids());
    boolean trains = !results.plan().runs().isEmpty();
    if (trains) {
      grids.add(SweepPage.runs(results));
    }
    return new Page(
        "Neuropil experiment",
        experiment.title(),
        experiment.source() + "; scale " + scale,
        trains ? SweepPage.headlines(results) : List.of(),
        report.verdicts(),
        report.plots(),
        grids,
        report.notes(),
        command);
  }
}
