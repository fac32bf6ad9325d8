package org.neuropil.cli.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.neuropil.analysis.generate.LesionGraph;
import org.neuropil.analysis.io.NetworkFile;
import org.neuropil.analysis.io.WeightedNetwork;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.measure.MotifList;
import org.neuropil.cli.sweep.plan.Plan;
import org.neuropil.cli.sweep.plan.RunSpec;
import org.neuropil.cli.sweep.plan.SweepFile;
import org.neuropil.matrix.SparsityPattern;
import org.neuropil.matrix.io.CsrArrays;

/**
 * Removal of feed-forward loops from trained networks (Zhang et al. 2023): every run has a random
 * wiring of its own with loops that touch nothing else.
 */
final class Lesion extends BundledExperiment {
  private static final int MOTIFS = 15;

  /** Smaller networks get fewer loops, so that more than half of the nodes stay as they were. */
  private static final int NODES_PER_MOTIF = 8;

  private static final int GRAPHS_OF_A_TASK = 1000;

  Lesion() {
    super(
        "zhang-lesion",
        "Removal of unbalanced and balanced loops from trained networks",
        "Zhang et al. 2023, lesion experiments");
  }

  @Override
  public Plan plan(SweepFile.Choice choice) {
    return plan(choice, Path.of("experiments").resolve(name() + "-" + choice.scale()));
  }

  @Override
  public Plan plan(SweepFile.Choice choice, Path directory) {
    Plan plan = super.plan(choice);
    List<RunSpec> runs =
        plan.runs().stream()
            .map(run -> Topologies.placed(run, run.label(), directory, run.id() + ".tsv", run.id()))
            .toList();
    return new Plan(plan.name(), plan.title(), true, List.of("task"), plan.measures(), runs);
  }

  @Override
  public void prepare(Plan plan) {
    for (RunSpec run : plan.runs()) {
      Path file = Topologies.file(run);
      Path motifs = MotifList.besides(file);
      if (Files.exists(file) && Files.exists(motifs)) {
        continue;
      }
      int nodes = run.config().hidden();
      long seed =
          GRAPHS_OF_A_TASK * (long) Math.floorMod(run.config().task().hashCode(), GRAPHS_OF_A_TASK)
              + run.config().seed();
      LesionGraph graph =
          LesionGraph.draw(
              nodes, run.config().density(), Math.min(MOTIFS, nodes / NODES_PER_MOTIF), seed);
      Topologies.makeFolder(file);
      MotifList.write(motifs, graph.motifs());
      NetworkFile.write(file, WeightedNetwork.of(senders(graph.pattern())));
    }
  }

  /** The wiring with the value 1 everywhere: only where connections are counts here. */
  private static CsrArrays senders(SparsityPattern receivers) {
    float[] ones = new float[receivers.nonzeros()];
    Arrays.fill(ones, 1);
    return new CsrArrays(
            receivers.rows(), receivers.cols(), receivers.rowOffsets(), receivers.columns(), ones)
        .transpose();
  }

  @Override
  public ExperimentReport analyse(Results results, String scale) {
    return new LesionReport(results, scale).report();
  }
}
