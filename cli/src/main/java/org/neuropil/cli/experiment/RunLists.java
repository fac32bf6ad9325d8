package org.neuropil.cli.experiment;

import java.util.ArrayList;
import java.util.List;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.cli.report.Plots;
import org.neuropil.cli.sweep.collect.Results;
import org.neuropil.cli.sweep.collect.Table;

/** The lists that measures gave for runs, such as histograms and curves. */
final class RunLists {
  private final Table lists;

  RunLists(Results results) {
    this.lists = results.lists();
  }

  /** A list of a run; of no elements where the run has none of this name. */
  double[] of(Table.Row run, String list) {
    String id = run.text("run");
    return lists
        .where(row -> row.text("list").equals(list) && row.text("run").equals(id))
        .rows()
        .stream()
        .mapToDouble(row -> row.number("value"))
        .toArray();
  }

  /** A list of every run that has it. */
  List<double[]> all(Table runs, String list) {
    List<double[]> all = new ArrayList<>();
    for (Table.Row run : runs.rows()) {
      double[] one = of(run, list);
      if (one.length > 0) {
        all.add(one);
      }
    }
    return all;
  }

  /** The share of each bin, of counts added up over runs; empty where no run has the list. */
  double[] shares(Table runs, String list) {
    List<double[]> all = all(runs, list);
    double[] sum = new double[all.isEmpty() ? 0 : all.getFirst().length];
    double total = 0;
    for (double[] counts : all) {
      for (int k = 0; k < sum.length; k++) {
        sum[k] += counts[k];
        total += counts[k];
      }
    }
    for (int k = 0; k < sum.length; k++) {
      sum[k] /= total;
    }
    return sum;
  }

  /** Adds a histogram of runs to others, if they have one. */
  void addBins(List<Plots.Bins> bins, String name, Table runs, String edges, String counts) {
    List<double[]> known = all(runs, edges);
    double[] heights = shares(runs, counts);
    if (!known.isEmpty() && heights.length > 0) {
      bins.add(new Plots.Bins(name, known.getFirst(), heights));
    }
  }

  /** Means of a list over runs, with standard deviations, over those of another list. */
  void addCurve(
      List<Plots.Curve> curves, String name, Table runs, String x, String y, double factor) {
    List<double[]> xs = all(runs, x);
    List<double[]> ys = all(runs, y);
    if (xs.isEmpty() || ys.isEmpty()) {
      return;
    }
    int n = xs.getFirst().length;
    double[] means = new double[n];
    double[] sds = new double[n];
    for (int i = 0; i < n; i++) {
      int at = i;
      double[] values = ys.stream().mapToDouble(list -> factor * list[at]).toArray();
      means[i] = Descriptive.mean(values);
      sds[i] = values.length < 2 ? 0 : Descriptive.sd(values);
    }
    curves.add(new Plots.Curve(name, xs.getFirst(), means, sds));
  }
}
