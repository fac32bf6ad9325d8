package org.neuropil.cli.report;

import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts of lines as SVG text to put into a page, in the common {@link Look}. */
public final class Figures {
  /** Width of the drawing, in SVG units; pages scale it. */
  static final int WIDTH = Look.WIDTH;

  /** Height of the drawing, in SVG units. */
  static final int HEIGHT = Look.HEIGHT;

  private Figures() {}

  /** A line through points; points whose y is not finite are left out. */
  public record Line(String name, double[] x, double[] y) {
    Line finite() {
      int[] kept = IntStream.range(0, x.length).filter(i -> Double.isFinite(y[i])).toArray();
      return new Line(
          name,
          IntStream.of(kept).mapToDouble(i -> x[i]).toArray(),
          IntStream.of(kept).mapToDouble(i -> y[i]).toArray());
    }
  }

  /**
   * Lines over a common axis.
   *
   * @param title short name of the figure, also read out by screen readers
   * @param description what is seen, in a sentence, for screen readers
   * @return an {@code svg} element, or "" if no line has a point
   */
  public static String lines(
      String title, String description, String xLabel, String yLabel, List<Line> lines) {
    List<Line> drawn = lines.stream().map(Line::finite).filter(l -> l.x().length > 0).toList();
    if (drawn.isEmpty()) {
      return "";
    }
    Drawing drawing = Drawing.of(WIDTH, HEIGHT, () -> chart(xLabel, yLabel, drawn));
    return Drawings.inline(drawing, title, title, description);
  }

  private static XYChart chart(String xLabel, String yLabel, List<Line> lines) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle(xLabel)
            .yAxisTitle(yLabel)
            .build();
    Look.applyNumbers(chart.getStyler());
    chart.getStyler().setLegendVisible(lines.size() > 1);
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      XYSeries series = chart.addSeries(line.name(), line.x(), line.y());
      series.setLineColor(Look.colour(i));
      series.setMarkerColor(Look.colour(i));
      series.setLineStyle(Look.stroke(i));
      series.setMarker(line.x().length <= Look.MOST_MARKERS ? Look.marker(i) : SeriesMarkers.NONE);
    }
    return chart;
  }
}
