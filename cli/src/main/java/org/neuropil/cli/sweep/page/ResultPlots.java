package org.neuropil.cli.sweep.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.neuropil.analysis.motif.LoopType;
import org.neuropil.analysis.statistics.Descriptive;
import org.neuropil.cli.report.Drawing;
import org.neuropil.cli.report.HeatMap;
import org.neuropil.cli.report.Plots;
import org.neuropil.cli.sweep.collect.Table;

/** Figures made of collected tables, for the pages of sweeps and experiments. */
public final class ResultPlots {
  private ResultPlots() {}

  /** A column as it is drawn: its label, and a factor such as 100 for per cent. */
  public record Measured(String column, String label, double factor) {}

  /**
   * Means over seeds in a grid of two settings, with standard deviations below them.
   *
   * @param across the setting of the columns, ascending to the right
   * @param up the setting of the rows, ascending upwards
   */
  public static Drawing heatMap(
      Table runs, String across, String up, Measured measured, String format) {
    List<String> columns = runs.distinct(across);
    List<String> rows = runs.distinct(up).reversed();
    double[][] values = new double[rows.size()][columns.size()];
    String[][] notes = new String[rows.size()][columns.size()];
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < columns.size(); c++) {
        double[] cell =
            runs.where(up, rows.get(r)).where(across, columns.get(c)).numbers(measured.column());
        values[r][c] = cell.length == 0 ? Double.NaN : measured.factor() * Descriptive.mean(cell);
        notes[r][c] =
            cell.length < 2
                ? ""
                : "\u00B1 "
                    + String.format(
                        java.util.Locale.ROOT, format, measured.factor() * Descriptive.sd(cell));
      }
    }
    return new HeatMap(across, up, columns, rows, values, notes, format);
  }

  /** A curve per group over a numeric column, in a band of one standard deviation over seeds. */
  public static Drawing curves(
      Map<String, Table> groups, String x, Measured measured, Plots.Axes axes) {
    List<Plots.Curve> curves = new ArrayList<>();
    groups.forEach((name, table) -> curves.add(curve(name, table, x, measured)));
    return Plots.curves(axes, curves);
  }

  private static Plots.Curve curve(String name, Table table, String x, Measured measured) {
    List<String> at = table.distinct(x);
    double[] xs = new double[at.size()];
    double[] means = new double[at.size()];
    double[] sds = new double[at.size()];
    for (int i = 0; i < xs.length; i++) {
      double[] values = table.where(x, at.get(i)).numbers(measured.column());
      xs[i] = parsed(at.get(i));
      means[i] = values.length == 0 ? Double.NaN : measured.factor() * Descriptive.mean(values);
      sds[i] = values.length < 2 ? 0 : measured.factor() * Descriptive.sd(values);
    }
    return new Plots.Curve(name, xs, means, sds);
  }

  private static double parsed(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** The eight loops, the balanced types first. */
  public static List<LoopType> loopTypes() {
    return Arrays.stream(LoopType.values())
        .sorted(Comparator.comparing(type -> !type.balanced()))
        .toList();
  }

  /**
   * The profile of the eight feed-forward loops, balanced types first, with standard deviations
   * over seeds.
   *
   * @param prefix of the columns before the loops' signs, such as "motifs_z_induced_"
   */
  public static Drawing motifProfile(Map<String, Table> groups, String prefix, String label) {
    List<LoopType> types = loopTypes();
    List<Plots.Bars> bars = new ArrayList<>();
    groups.forEach((name, table) -> {
      double[] means = new double[types.size()];
      double[] sds = new double[types.size()];
      for (int i = 0; i < means.length; i++) {
        double[] z = table.numbers(prefix + types.get(i).signs());
        means[i] = z.length == 0 ? Double.NaN : Descriptive.mean(z);
        sds[i] = z.length < 2 ? 0 : Descriptive.sd(z);
      }
      bars.add(new Plots.Bars(name, means, sds));
    });
    return Plots.bars(
        Plots.Axes.of("feed-forward loop: four balanced types, then four unbalanced", label),
        types.stream().map(LoopType::signs).toList(),
        bars);
  }
}
