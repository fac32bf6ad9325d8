package org.neuropil.cli.experiment;

import java.util.List;
import org.neuropil.cli.report.Grid;
import org.neuropil.cli.report.Plot;
import org.neuropil.cli.report.Verdict;

/**
 * What an experiment concludes.
 *
 * @param verdicts claims of the paper and whether they hold here
 * @param plots figures like the paper's
 * @param grids tables, such as published against measured figures
 * @param notes paragraphs: what differs from the paper, and why
 */
public record ExperimentReport(
    List<Verdict> verdicts, List<Plot> plots, List<Grid> grids, List<String> notes) {}
