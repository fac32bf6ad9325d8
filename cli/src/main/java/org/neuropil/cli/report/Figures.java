package org.neuropil.cli.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.w3c.dom.Document;

/**
 * Charts as SVG text to put into a page. Lines differ in colour (Okabe and Ito's, which
 * colour-blind readers tell apart), in dashes and in markers, so that a grey print still reads.
 * Text and axes take the page's own colour, hence the same figure serves a light and a dark page.
 */
public final class Figures {
  /** Width of the drawing, in SVG units; pages scale it. */
  static final int WIDTH = 640;

  /** Height of the drawing, in SVG units. */
  static final int HEIGHT = 360;

  private static final String FONT = "SansSerif";
  // Painted black, which no series is, and turned into the page's colour afterwards.
  private static final Color INK = Color.BLACK;
  private static final Color FAINT_INK = new Color(0, 0, 0, 40);
  private static final Color CLEAR = new Color(255, 255, 255, 0);
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x00, 0x86, 0xC9),
          new Color(0xD5, 0x5E, 0x00),
          new Color(0x00, 0x9E, 0x73),
          new Color(0xCC, 0x79, 0xA7));
  private static final List<float[]> DASHES =
      List.of(new float[] {1, 0}, new float[] {7, 4}, new float[] {2, 3}, new float[] {9, 3, 2, 3});
  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.DIAMOND);
  private static final int MOST_MARKERS = 40;

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
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle(xLabel)
            .yAxisTitle(yLabel)
            .build();
    style(chart.getStyler());
    List<Line> drawn = lines.stream().map(Line::finite).filter(l -> l.x().length > 0).toList();
    if (drawn.isEmpty()) {
      return "";
    }
    chart.getStyler().setLegendVisible(drawn.size() > 1);
    for (int i = 0; i < drawn.size(); i++) {
      Line line = drawn.get(i);
      int look = i % COLOURS.size();
      XYSeries series = chart.addSeries(line.name(), line.x(), line.y());
      series.setLineColor(COLOURS.get(look));
      series.setMarkerColor(COLOURS.get(look));
      series.setLineStyle(
          look == 0
              ? new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
              : new BasicStroke(
                  2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, DASHES.get(look), 0));
      series.setMarker(line.x().length <= MOST_MARKERS ? MARKERS.get(look) : SeriesMarkers.NONE);
    }
    return toSvg(chart, title, description);
  }

  private static void style(org.knowm.xchart.style.XYStyler style) {
    Font text = new Font(FONT, Font.PLAIN, 13);
    style.setChartBackgroundColor(CLEAR);
    style.setPlotBackgroundColor(CLEAR);
    style.setPlotBorderVisible(false);
    style.setPlotGridLinesColor(FAINT_INK);
    style.setPlotGridLinesStroke(new BasicStroke(1));
    style.setChartFontColor(INK);
    style.setAxisTickMarksColor(INK);
    style.setAxisTickLabelsColor(INK);
    style.setXAxisTitleColor(INK);
    style.setYAxisTitleColor(INK);
    style.setAxisTickLabelsFont(text);
    style.setAxisTitleFont(text);
    style.setLegendFont(text);
    style.setLegendPosition(Styler.LegendPosition.OutsideS);
    style.setLegendLayout(Styler.LegendLayout.Horizontal);
    style.setLegendBackgroundColor(CLEAR);
    style.setLegendBorderColor(CLEAR);
    style.setMarkerSize(7);
    style.setChartTitleVisible(false);
    style.setAntiAlias(true);
  }

  private static String toSvg(XYChart chart, String title, String description) {
    Document document;
    try {
      document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument("http://www.w3.org/2000/svg", "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setComment(" ");
    // Several figures share a page, so their parts must not share names.
    String prefix = title.replaceAll("[^A-Za-z0-9]+", "-") + "-";
    context.setIDGenerator(
        new SVGIDGenerator() {
          @Override
          public String generateID(String id) {
            return prefix + super.generateID(id);
          }
        });
    SVGGraphics2D graphics = new SVGGraphics2D(context, false);
    chart.paint(graphics, WIDTH, HEIGHT);
    StringWriter writer = new StringWriter();
    try {
      graphics.stream(writer, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return SvgText.forPage(writer.toString(), WIDTH, HEIGHT, title, description);
  }
}
