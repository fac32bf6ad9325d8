package org.neuropil.cli.report;

import java.awt.Color;
import java.awt.Font;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.neuropil.analysis.motif.LoopType;
import org.neuropil.cli.structure.BalanceReport;
import org.neuropil.cli.structure.MotifReport;

/** Figures about the wiring of a network. */
public final class StructureFigures {
  // Okabe and Ito's colours, which colour-blind readers tell apart.
  private static final List<Color> COLOURS =
      List.of(new Color(0x00, 0x72, 0xB2), new Color(0xE6, 0x9F, 0x00));
  private static final String FONT = "SansSerif";

  private StructureFigures() {}

  /** The z-scores of the eight loops, balanced types first; without an ensemble, the counts. */
  public static Supplier<Chart<?, ?>> motifs(MotifReport report) {
    List<String> names =
        Arrays.stream(LoopType.values())
            .sorted(Comparator.comparing(type -> !type.balanced()))
            .map(LoopType::signs)
            .toList();
    Map<String, List<Double>> series = new LinkedHashMap<>();
    MotifReport.PerKind<Map<String, Double>> z = report.z();
    if (z != null) {
      series.put("induced", names.stream().map(name -> drawn(z.induced().get(name))).toList());
      series.put("all", names.stream().map(name -> drawn(z.all().get(name))).toList());
    } else {
      series.put(
          "induced",
          names.stream().map(n -> count(report.feedForwardLoops().induced(), n)).toList());
      series.put(
          "all", names.stream().map(n -> count(report.feedForwardLoops().all(), n)).toList());
    }
    return () ->
        bars(
            "feed-forward loop: four balanced types, then four unbalanced",
            z != null ? "z-score" : "loops",
            names,
            series);
  }

  /** The share of balanced loops in each of the four triad classes. */
  public static Supplier<Chart<?, ?>> balance(BalanceReport report) {
    List<Double> ratios = report.triads().values().stream().map(t -> drawn(t.ratio())).toList();
    return () ->
        bars(
            "triad class",
            "share of balanced loops",
            List.copyOf(report.triads().keySet()),
            Map.of("ratio", ratios));
  }

  /** Charts know no undefined bars; one of no height says the same. */
  private static Double drawn(@org.jspecify.annotations.Nullable Double value) {
    return value == null || !Double.isFinite(value) ? Double.valueOf(0) : value;
  }

  private static Double count(Map<String, Long> counts, String name) {
    return (double) counts.getOrDefault(name, 0L);
  }

  static Chart<?, ?> bars(
      String xLabel, String yLabel, List<String> names, Map<String, List<Double>> series) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(Figures.WIDTH)
            .height(Figures.HEIGHT)
            .xAxisTitle(xLabel)
            .yAxisTitle(yLabel)
            .build();
    Font text = new Font(FONT, Font.PLAIN, 13);
    chart.getStyler().setSeriesColors(COLOURS.toArray(new Color[0]));
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setPlotGridLinesColor(new Color(0xDD, 0xDD, 0xDD));
    chart.getStyler().setAxisTickLabelsFont(text);
    chart.getStyler().setAxisTitleFont(text);
    chart.getStyler().setLegendFont(text);
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setLegendVisible(series.size() > 1);
    chart.getStyler().setAvailableSpaceFill(0.8);
    chart.getStyler().setAntiAlias(true);
    series.forEach((name, values) -> chart.addSeries(name, names, values));
    return chart;
  }
}
