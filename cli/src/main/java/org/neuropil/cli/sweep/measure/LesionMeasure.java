package org.neuropil.cli.sweep.measure;

import java.nio.file.Path;
import java.util.List;
import org.neuropil.analysis.generate.Motif;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.cli.runner.EvalRunner;
import org.neuropil.error.UserError;

/**
 * Removes the feed-forward loops that a wiring was made with from the trained network, unbalanced
 * ones and, as a control, balanced ones, and evaluates it after each (Zhang et al. 2023).
 */
final class LesionMeasure implements Measure {
  private static final int MOST_ORDERS = 10_000;

  @Override
  public String name() {
    return "lesion";
  }

  @Override
  public String description() {
    return "test figures while unbalanced, or balanced, loops are removed one by one";
  }

  @Override
  public List<Option> options() {
    return List.of(new Option("orders", 10L), new Option("seed", 1L));
  }

  @Override
  public void measure(MeasureContext context) {
    Path topology = context.config().topologyPath();
    if (topology == null || context.config().cell().equals("feedforward")) {
      throw UserError.usage(
          "measure lesion removes the motifs that a topology was made with, and this run has none",
          "give a topology with its list of motifs beside it, or leave the measure away");
    }
    long orders = context.integer("orders");
    if (orders < 1 || orders > MOST_ORDERS) {
      throw UserError.usage("measure lesion has " + orders + " orders", "give 1 to " + MOST_ORDERS);
    }
    try (EvalRunner.Opened network =
        context.runners().eval().open(context.weights(), context.config())) {
      Path file = MotifList.besides(topology);
      List<Motif> motifs = MotifList.read(file, network.pattern().rows());
      LesionCurves curves = new LesionCurves(network);
      context.put("motifs", motifs.size());
      context.put("broken", of(curves, motifs, 0).size());
      EvalRunner.Result before = network.evaluate(network.recurrent());
      putFinite(context, "loss_before", before.loss());
      putFinite(context, "accuracy_before", before.accuracy());
      for (Kind kind : Kind.values()) {
        List<Motif> some = of(curves, motifs, kind.sign);
        context.put(kind.word, some.size());
        LesionCurves.Curves found =
            curves.remove(some, Math.toIntExact(orders), context.integer("seed"));
        put(context, kind.word + "_loss", found.loss());
        put(context, kind.word + "_accuracy", found.accuracy());
      }
    }
  }

  private enum Kind {
    UNBALANCED("unbalanced", -1),
    BALANCED("balanced", 1);

    final String word;
    final int sign;

    Kind(String word, int sign) {
      this.word = word;
      this.sign = sign;
    }
  }

  private static List<Motif> of(LesionCurves curves, List<Motif> motifs, int sign) {
    return motifs.stream().filter(motif -> curves.balance(motif) == sign).toList();
  }

  /** The curve over the number removed, and its ends; nothing of a figure that is not there. */
  private static void put(MeasureContext context, String name, double[][] byOrder) {
    int points = byOrder[0].length;
    double[] mean = new double[points];
    double[] sd = new double[points];
    for (int k = 0; k < points; k++) {
      double[] values = new double[byOrder.length];
      for (int o = 0; o < values.length; o++) {
        values[o] = byOrder[o][k];
      }
      mean[k] = Descriptive.mean(values);
      sd[k] = values.length < 2 ? 0 : Descriptive.sd(values);
    }
    if (!Double.isFinite(mean[0])) {
      return;
    }
    context.put(name + "_mean", mean);
    context.put(name + "_sd", sd);
    putFinite(context, name + "_after", mean[points - 1]);
    if (points > 1) {
      putFinite(context, name + "_change_per_motif", (mean[points - 1] - mean[0]) / (points - 1));
    }
  }

  private static void putFinite(MeasureContext context, String name, double value) {
    if (Double.isFinite(value)) {
      context.put(name, value);
    }
  }
}
