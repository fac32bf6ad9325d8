package org.neuropil.cli.sweep.measure;

import java.util.List;
import org.neuropil.analysis.balance.Balance;
import org.neuropil.analysis.graph.SignedDigraph;
import org.neuropil.analysis.motif.LoopType;
import org.neuropil.analysis.motif.MotifCensus;
import org.neuropil.analysis.motif.MotifCounter;
import org.neuropil.analysis.nullmodel.NullEnsemble;
import org.neuropil.analysis.nullmodel.NullModel;
import org.neuropil.analysis.nullmodel.NullOptions;
import org.neuropil.analysis.nullmodel.NullResult;

/**
 * Counts of the eight signed feed-forward loops and their z-scores against random networks, as
 * {@code neuropil motifs} gives them.
 */
final class MotifsMeasure implements Measure {
  @Override
  public String name() {
    return "motifs";
  }

  @Override
  public String description() {
    return "feed-forward loops, their z-scores against random networks, and balance";
  }

  @Override
  public List<Option> options() {
    return List.of(
        new Option("null", 400L),
        new Option("null-model", NullModel.DEGREE_MUTUAL.id()),
        new Option("seed", 1L));
  }

  @Override
  public void measure(MeasureContext context) {
    SignedDigraph graph = Wiring.of(context, name());
    MotifCensus census = new MotifCounter(context.threads()).count(graph);
    context.put("connections", graph.edges());
    context.put("positive", graph.positive());
    context.put("mutual_pairs", graph.mutualPairs());
    for (LoopType type : LoopType.values()) {
      context.put("all_" + type.signs(), census.all().get(type));
    }
    for (LoopType type : LoopType.values()) {
      context.put("induced_" + type.signs(), census.induced().get(type));
    }
    Balance balance = Balance.of(census);
    context.put("eta", balance.eta());
    context.put("pooled", balance.pooled());
    int samples = Math.toIntExact(context.integer("null"));
    if (samples == 0) {
      return;
    }
    NullOptions options =
        NullOptions.of(
            NullModel.named(context.word("null-model")), samples, context.integer("seed"));
    try (NullEnsemble ensemble = new NullEnsemble(context.threads())) {
      NullResult random = ensemble.run(graph, options);
      for (LoopType type : LoopType.values()) {
        context.put("z_all_" + type.signs(), random.all(type).z());
      }
      for (LoopType type : LoopType.values()) {
        context.put("z_induced_" + type.signs(), random.induced(type).z());
      }
      context.put("null_eta_mean", random.eta().mean());
      context.put("null_eta_sd", random.eta().sd());
      context.put("null_pooled_mean", random.pooled().mean());
      context.put("null_pooled_sd", random.pooled().sd());
    }
  }
}
