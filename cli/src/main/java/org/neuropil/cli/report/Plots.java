package org.neuropil.cli.report;

import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The kinds of figures that experiments need, in the common look. */
public final class Plots {
  private static final int LEAST_TREND_POINTS = 2;

  /** What names below bars take when they are turned. */
  private static final int TURNED_ROOM = 90;

  /** Of a bin's width; a hundredth of a pixel or less. */
  private static final double OUTSIDE = 1e-3;

  private Plots() {}

  /**
   * A curve with its scatter.
   *
   * @param spread half the height of the band at each point; NaN or 0 for none
   */
  public record Curve(String name, double[] x, double[] y, double[] spread) {
    /** A curve without a band. */
    public static Curve plain(String name, double[] x, double[] y) {
      return new Curve(name, x, y, new double[x.length]);
    }

    private Curve finite() {
      int[] kept =
          IntStream.range(0, x.length)
              .filter(i -> Double.isFinite(x[i]) && Double.isFinite(y[i]))
              .toArray();
      return new Curve(
          name,
          IntStream.of(kept).mapToDouble(i -> x[i]).toArray(),
          IntStream.of(kept).mapToDouble(i -> y[i]).toArray(),
          IntStream.of(kept).mapToDouble(i -> spread[i]).toArray());
    }

    private boolean hasBand() {
      return x.length > 1 && Arrays.stream(spread).anyMatch(s -> s > 0);
    }
  }

  /** Axes: their labels, and whether x is logarithmic, which needs positive x. */
  public record Axes(String x, String y, boolean logX) {
    /** Linear axes. */
    public static Axes of(String x, String y) {
      return new Axes(x, y, false);
    }
  }

  /** Curves, each in a band of its spread. */
  public static Drawing curves(Axes axes, List<Curve> curves) {
    List<Curve> drawn = curves.stream().map(Curve::finite).filter(c -> c.x().length > 0).toList();
    int height = Look.height(drawn.stream().map(Curve::name).toList());
    return Drawing.of(Look.WIDTH, height, () -> curveChart(axes, drawn));
  }

  /** What lies between two lines; all numbers are finite. */
  public record Range(String name, double[] x, double[] low, double[] high) {}

  /** Curves over a grey range that has a name of its own. */
  public static Drawing curves(Axes axes, List<Curve> curves, Range range) {
    List<Curve> drawn = curves.stream().map(Curve::finite).filter(c -> c.x().length > 0).toList();
    List<String> names = new ArrayList<>(drawn.stream().map(Curve::name).toList());
    names.add(range.name());
    return Drawing.of(
        Look.WIDTH,
        Look.height(names),
        () -> {
          XYChart chart = chart(axes, names, drawn.stream().map(Curve::x).toList());
          area(chart, range).setFillColor(Look.GREY_BAND);
          for (int i = 0; i < drawn.size(); i++) {
            Curve one = drawn.get(i);
            addLine(chart, one.name(), one.x(), one.y(), i, one.x().length <= Look.MOST_MARKERS);
          }
          return chart;
        });
  }

  private static XYChart curveChart(Axes axes, List<Curve> curves) {
    XYChart chart =
        chart(
            axes,
            curves.stream().map(Curve::name).toList(),
            curves.stream().map(Curve::x).toList());
    for (int i = 0; i < curves.size(); i++) {
      if (curves.get(i).hasBand()) {
        addBand(chart, curves.get(i), i);
      }
    }
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i);
      addLine(chart, curve.name(), curve.x(), curve.y(), i, curve.x().length <= Look.MOST_MARKERS);
    }
    return chart;
  }

  private static void addBand(XYChart chart, Curve curve, int look) {
    int n = curve.x().length;
    double[] low = new double[n];
    double[] high = new double[n];
    for (int i = 0; i < n; i++) {
      double spread = Double.isFinite(curve.spread()[i]) ? curve.spread()[i] : 0;
      low[i] = curve.y()[i] - spread;
      high[i] = curve.y()[i] + spread;
    }
    XYSeries band = area(chart, new Range(curve.name() + " (spread)", curve.x(), low, high));
    band.setFillColor(Look.band(look));
    band.setShowInLegend(false);
  }

  private static XYSeries area(XYChart chart, Range range) {
    int n = range.x().length;
    double[] x = new double[2 * n];
    double[] y = new double[2 * n];
    for (int i = 0; i < n; i++) {
      x[i] = range.x()[i];
      y[i] = range.high()[i];
      x[2 * n - 1 - i] = range.x()[i];
      y[2 * n - 1 - i] = range.low()[i];
    }
    XYSeries band = chart.addSeries(range.name(), x, y);
    band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    band.setLineColor(Look.CLEAR);
    band.setLineWidth(0);
    band.setMarker(SeriesMarkers.NONE);
    return band;
  }

  private static void addLine(
      XYChart chart, String name, double[] x, double[] y, int look, boolean markers) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
    series.setLineColor(Look.colour(look));
    series.setMarkerColor(Look.colour(look));
    series.setLineStyle(Look.stroke(look));
    series.setMarker(markers ? Look.marker(look) : SeriesMarkers.NONE);
  }

  /**
   * A histogram.
   *
   * @param edges of the bins, one more than there are bins, ascending
   * @param heights of the bins, such as shares
   */
  public record Bins(String name, double[] edges, double[] heights) {
    /** The bins that share more than an edge with a range; the first bin if none does. */
    private Bins between(double low, double high) {
      int[] kept =
          IntStream.range(0, heights.length)
              .filter(i -> edges[i + 1] > low && edges[i] < high)
              .toArray();
      int first = kept.length == 0 ? 0 : kept[0];
      int end = kept.length == 0 ? 1 : kept[kept.length - 1] + 1;
      return new Bins(
          name, Arrays.copyOfRange(edges, first, end + 1), Arrays.copyOfRange(heights, first, end));
    }
  }

  /** Outlines of histograms over each other, from the first bin that is not empty to the last. */
  public static Drawing histograms(Axes axes, List<Bins> histograms) {
    int height = Look.height(histograms.stream().map(Bins::name).toList());
    return Drawing.of(Look.WIDTH, height, () -> histogramChart(axes, filled(histograms)));
  }

  static XYChart histogramChart(Axes axes, List<Bins> histograms) {
    XYChart chart =
        chart(
            axes,
            histograms.stream().map(Bins::name).toList(),
            histograms.stream().map(Bins::edges).toList());
    for (int i = 0; i < histograms.size(); i++) {
      addOutline(chart, histograms.get(i), i);
    }
    return chart;
  }

  static List<Bins> filled(List<Bins> all) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Bins bins : all) {
      for (int i = 0; i < bins.heights().length; i++) {
        if (bins.heights()[i] != 0) {
          low = Math.min(low, bins.edges()[i]);
          high = Math.max(high, bins.edges()[i + 1]);
        }
      }
    }
    if (low > high) {
      return all;
    }
    double from = low;
    double to = high;
    return all.stream().map(bins -> bins.between(from, to)).toList();
  }

  private static void addOutline(XYChart chart, Bins bins, int look) {
    int n = bins.heights().length;
    double[] x = new double[2 * n + 2];
    double[] y = new double[2 * n + 2];
    for (int i = 0; i < n; i++) {
      x[2 * i + 1] = bins.edges()[i];
      x[2 * i + 2] = bins.edges()[i + 1];
      y[2 * i + 1] = bins.heights()[i];
      y[2 * i + 2] = bins.heights()[i];
    }
    // Not quite at the edge: where all x are equally far apart, the library puts ticks at every so
    // many
    // of them instead of at round numbers.
    x[0] = bins.edges()[0] - OUTSIDE * (bins.edges()[1] - bins.edges()[0]);
    x[2 * n + 1] = bins.edges()[n];
    addLine(chart, bins.name(), x, y, look, false);
  }

  /** Points with a name. */
  public record Points(String name, double[] x, double[] y) {}

  /** Points, with the least-squares line of all of them if {@code trend}. */
  public static Drawing scatter(Axes axes, List<Points> groups, boolean trend) {
    List<String> names = names(groups, trend);
    return Drawing.of(
        Look.WIDTH,
        Look.height(names),
        () -> {
          XYChart chart = chart(axes, names, groups.stream().map(Points::x).toList());
          for (int i = 0; i < groups.size(); i++) {
            Points points = groups.get(i);
            if (points.x().length > 0) {
              XYSeries series = chart.addSeries(points.name(), points.x(), points.y());
              series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
              series.setMarkerColor(Look.colour(i));
              series.setMarker(Look.marker(i));
            }
          }
          if (trend) {
            addTrend(chart, groups);
          }
          return chart;
        });
  }

  private static List<String> names(List<Points> groups, boolean trend) {
    List<String> names = new ArrayList<>(groups.stream().map(Points::name).toList());
    if (trend) {
      names.add("trend");
    }
    return names;
  }

  private static void addTrend(XYChart chart, List<Points> groups) {
    double[] x = groups.stream().flatMapToDouble(g -> Arrays.stream(g.x())).toArray();
    double[] y = groups.stream().flatMapToDouble(g -> Arrays.stream(g.y())).toArray();
    double meanX = Arrays.stream(x).average().orElse(Double.NaN);
    double meanY = Arrays.stream(y).average().orElse(Double.NaN);
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      xy += (x[i] - meanX) * (y[i] - meanY);
    }
    if (x.length < LEAST_TREND_POINTS || !(xx > 0)) {
      return;
    }
    double slope = xy / xx;
    double low = Arrays.stream(x).min().orElse(0);
    double high = Arrays.stream(x).max().orElse(0);
    XYSeries line =
        chart.addSeries(
            "trend",
            new double[] {low, high},
            new double[] {meanY + slope * (low - meanX), meanY + slope * (high - meanX)});
    line.setXYSeriesRenderStyle(XYSeriesRenderStyle.Line);
    line.setLineColor(Look.INK);
    line.setLineStyle(new BasicStroke(1.4f));
    line.setMarker(SeriesMarkers.NONE);
  }

  /**
   * A bar in each category.
   *
   * @param errors half the length of the error bars; empty for none
   */
  public record Bars(String name, double[] values, double[] errors) {}

  /** Bars side by side, with error bars. */
  public static Drawing bars(Axes axes, List<String> categories, List<Bars> bars) {
    int height = barHeight(categories, bars);
    return Drawing.of(Look.WIDTH, height, () -> barChart(axes, categories, bars));
  }

  private static int barHeight(List<String> categories, List<Bars> bars) {
    return Look.height(bars.stream().map(Bars::name).toList())
        + (Look.turned(categories) ? TURNED_ROOM : 0);
  }

  private static CategoryChart barChart(Axes axes, List<String> categories, List<Bars> bars) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(Look.WIDTH)
            .height(barHeight(categories, bars))
            .xAxisTitle(axes.x())
            .yAxisTitle(axes.y())
            .build();
    Look.apply(chart.getStyler());
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    if (Look.turned(categories)) {
      chart.getStyler().setXAxisLabelRotation(60);
    }
    Look.legend(chart.getStyler(), bars.stream().map(Bars::name).toList());
    chart.getStyler().setXAxisTickMarkSpacingHint(Math.max(8, 400 / categories.size()));
    chart.getStyler().setAvailableSpaceFill(0.8);
    if (bars.stream().flatMap(b -> drawn(b.values()).stream()).allMatch(v -> v == 0)) {
      // The library cannot scale an axis that would begin where it ends.
      chart.getStyler().setYAxisMin(0.0);
      chart.getStyler().setYAxisMax(1.0);
    }
    for (int i = 0; i < bars.size(); i++) {
      Bars one = bars.get(i);
      CategorySeries series =
          one.errors().length == 0
              ? chart.addSeries(one.name(), categories, drawn(one.values()))
              : chart.addSeries(one.name(), categories, drawn(one.values()), drawn(one.errors()));
      series.setFillColor(Look.fill(i));
    }
    return chart;
  }

  /** Charts know no undefined bars; one of no height says the same. */
  private static List<Double> drawn(double[] values) {
    List<Double> list = new ArrayList<>();
    for (double value : values) {
      list.add(Double.isFinite(value) ? value : 0.0);
    }
    return list;
  }

  private static XYChart chart(Axes axes, List<String> names, List<double[]> x) {
    XYChart chart =
        new XYChartBuilder()
            .width(Look.WIDTH)
            .height(Look.height(names))
            .xAxisTitle(axes.x())
            .yAxisTitle(axes.y())
            .build();
    Look.applyNumbers(chart.getStyler());
    Look.legend(chart.getStyler(), names);
    chart.getStyler().setXAxisLogarithmic(axes.logX());
    if (axes.logX()) {
      chart.getStyler().setXAxisLogarithmicDecadeOnly(false);
      double[] shown = x.stream().flatMapToDouble(Arrays::stream).toArray();
      chart.getStyler().setXAxisTickLabelsFormattingFunction(Ticks.logarithmic(shown));
    }
    return chart;
  }
}
